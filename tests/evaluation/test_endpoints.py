from __future__ import annotations

import pytest

from toolmind.config import RunConfig
from toolmind.errors import ConfigError
from toolmind.evaluation.endpoints import evaluated, first_reply, greedy

A, B = "http://a:1/v1", "http://b:2/v1"
CONFIG = RunConfig.model_validate(
    {
        "models": {
            "endpoints": {
                "mine": {
                    "type": "openai",
                    "base_url": A,
                    "model": "m",
                    "tool_mode": "hermes",
                    "sampling": {"temperature": 0.7},
                }
            }
        }
    }
)


def test_one_url_serves_several_models() -> None:
    found = evaluated([A], ["x", "org/y"], "KEY", RunConfig())
    assert [(one.label, one.config.base_url) for one in found] == [("x", (A,)), ("org/y", (A,))]
    assert found[1].folder == "org_y"
    assert found[0].config.api_key_env == "KEY"


def test_several_urls_serve_a_model_each() -> None:
    found = evaluated([A, B], ["x", "x"], "", RunConfig())
    assert [one.label for one in found] == ["x@a:1", "x@b:2"]


def test_an_endpoint_of_a_configuration_keeps_its_settings() -> None:
    (found,) = evaluated(["mine"], [], "", CONFIG)
    assert found.label == "mine" and found.config.tool_mode == "hermes"
    asked = greedy(first_reply(found.config))
    assert asked.semantic_retries == 0
    assert asked.sampling.temperature == 0.7, "a configuration says otherwise"
    (plain,) = evaluated([A], ["x"], "", CONFIG)
    assert greedy(plain.config).sampling.temperature == 0.0


def test_where_a_model_is_does_not_matter_to_its_results() -> None:
    (here,), (there,) = (evaluated([url], ["x"], "", CONFIG) for url in (A, B))
    assert here.depends_on() == there.depends_on()
    assert here.depends_on() != evaluated([A], ["y"], "", CONFIG)[0].depends_on()


@pytest.mark.parametrize(
    ("endpoints", "models", "told"),
    [
        ([A], [], "1 URLs, and 0 models"),
        ([A, B], ["x"], "2 URLs, and 1 models"),
        (["mime"], [], "did you mean 'mine'"),
        ([A, A], ["x", "x"], "named twice"),
        (["http://u:p@a/v1"], ["x"], "no user, password"),
        ([], [], "name a URL"),
    ],
)
def test_what_cannot_be_is_said(endpoints: list[str], models: list[str], told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        evaluated(endpoints, models, "", CONFIG)
