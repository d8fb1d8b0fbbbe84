from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from toolmind.config import ModelConfig, ModelsConfig, load_config
from toolmind.errors import ConfigError
from toolmind.models.base import ChatRequest
from toolmind.models.cost import Meter
from toolmind.models.factory import open_models
from toolmind.records import Message
from toolmind.runs.fingerprint import fingerprint

OPENAI = {"type": "openai", "base_url": "http://127.0.0.1:1/v1", "model": "m"}


async def test_roles_that_name_one_endpoint_share_it(server: Any) -> None:
    config = ModelsConfig(
        endpoints={"big": server.config(), "small": server.config(model="s")},
        user="small",
        **dict.fromkeys(("scenario", "assistant", "tool", "judge", "validator"), "big"),
    )
    meter = Meter()
    ask = ChatRequest(messages=(Message(role="user", content="hi"),))
    async with open_models(config, meter=meter) as models:
        assert [models[role].name for role in ("user", "assistant", "judge")] == ["s", "m", "m"]
        for role in ("user", "assistant", "judge"):
            assert (await models[role].chat(ask)).message.content == "hello"
    assert {body["model"] for body in server.bodies} == {"s", "m"}
    assert sorted(meter.tallies) == [("assistant", "big"), ("judge", "big"), ("user", "small")]
    assert len(server.connections) == 2, "assistant and judge share connections"


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"type": "openai"}, "needs base_url and model"),
        ({"model": "m"}, "need type: openai"),
        ({**OPENAI, "base_url": "127.0.0.1:8000"}, "give an http"),
        ({**OPENAI, "base_url": "http://me:secret@h/v1"}, "no user, password"),
        ({**OPENAI, "base_url": "http://h/v1?key=secret"}, "no user, password"),
        ({**OPENAI, "api_key_env": "sk-secret"}, "never write the key"),
        ({**OPENAI, "tool_mode": "xml"}, "native"),
        ({**OPENAI, "runtime": {"rpm": 0}}, "greater than 0"),
    ],
)
def test_bad_model_settings_are_told_without_secrets(
    settings: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ValidationError, match=problem) as caught:
        ModelConfig.model_validate(settings)
    assert "secret" not in str(caught.value)


def test_a_role_without_its_endpoint_is_told_the_nearest() -> None:
    overrides = ["models.endpoints={teacher: {type: openai, base_url: 'http://h/v1', model: m}}"]
    with pytest.raises(ConfigError, match="did you mean 'teacher'"):
        load_config(None, [*overrides, "models.user=techer"])


def test_where_a_model_is_and_what_it_costs_do_not_change_a_run() -> None:
    def keys(**changes: Any) -> Any:
        models = {"endpoints": {"t": {**OPENAI, **changes}}, "user": "t"}
        config = load_config(None).model_copy(
            update={"models": ModelsConfig.model_validate(models)}
        )
        return fingerprint(config, "pool", {})

    moved = keys(
        base_url=["http://a/v1", "http://b/v1"],
        api_key_env="K",
        price={"prompt": 1.0},
        runtime={"rpm": 5},
    )
    assert moved == keys()
    assert keys(model="other") != keys()
    assert keys(sampling={"temperature": 0.1}) != keys()
