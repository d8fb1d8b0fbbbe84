"""Models: where they are, which of them plays which role, and no key ever written down."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from toolmind.config import ModelConfig, ModelsConfig, load_config
from toolmind.errors import ConfigError

THERE = {"type": "openai", "model": "m", "base_url": "http://127.0.0.1:8000/v1"}


def test_one_address_and_many_are_the_same_without_a_slash_at_the_end() -> None:
    one = ModelConfig.model_validate({**THERE, "base_url": "http://a:1/v1/"})
    assert one.base_url == ("http://a:1/v1",)
    many = ModelConfig.model_validate({**THERE, "base_url": ["http://a:1/v1", "https://b/v1"]})
    assert many.base_url == ("http://a:1/v1", "https://b/v1")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"base_url": "127.0.0.1:8000/v1"}, "give an http:// or https:// URL"),
        ({"base_url": "ftp://a/v1"}, "give an http:// or https:// URL"),
        ({"base_url": "http:///v1"}, "give an http:// or https:// URL"),
        ({"base_url": "http://me:pw@a/v1"}, "no user, password or query in a URL"),
        ({"base_url": ["http://a/v1", "http://b/v1?key=s"]}, "no user, password or query"),
        ({"base_url": ""}, "give an http:// or https:// URL"),
        ({"base_url": []}, "type openai needs base_url and model"),
        ({"model": ""}, "type openai needs base_url and model"),
        ({"type": "embedded"}, "base_url, model and api_key_env need type: openai"),
        ({"client_key": "k.pem"}, "client_key needs client_cert"),
        ({"ca_bundle": "ca.pem"}, "ca_bundle and client_cert need an https:// base_url"),
        ({"client_cert": "c.pem"}, "ca_bundle and client_cert need an https:// base_url"),
        ({"api_key_env": "sk-1234"}, "name an environment variable"),
        ({"api_key_env": "lower_case"}, "name an environment variable"),
        ({"tool_mode": "react"}, "tool_mode"),
        ({"semantic_retries": -1}, "semantic_retries"),
        ({"sampling": {"top_p": 0}}, "top_p"),
        ({"sampling": {"max_tokens": 0}}, "max_tokens"),
        ({"runtime": {"rpm": 0}}, "rpm"),
        ({"runtime": {"concurrency": 0}}, "concurrency"),
        ({"price": {"prompt": -1}}, "prompt"),
    ],
)
def test_what_cannot_be_is_refused_with_the_remedy(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        ModelConfig.model_validate({**THERE, **settings})


@pytest.mark.parametrize(
    "setting",
    [
        "api_key_env=sk-Secret9",
        "base_url=http://me:sk-Secret9@a/v1",
        "base_url=sk-Secret9",
        "api_key=sk-Secret9",
        "sampling=sk-Secret9",
    ],
)
def test_a_key_in_the_wrong_place_is_not_told_again(setting: str) -> None:
    endpoint = "models.endpoints.teacher."
    given = [f"{endpoint}type=openai", f"{endpoint}model=m", f"{endpoint}base_url=http://a/v1"]
    with pytest.raises(ConfigError, match=r"models\.endpoints\.teacher\.") as told:
        load_config(None, [*given, endpoint + setting])
    assert "Secret9" not in str(told.value)


def test_every_role_is_played_by_the_offline_model_until_an_endpoint_is_named() -> None:
    models = ModelsConfig.model_validate({"endpoints": {"teacher": THERE}, "judge": "teacher"})
    assert models.of("judge").model == "m"
    assert models.of("user") == ModelConfig()


@pytest.mark.parametrize("role", ["scenario", "user", "assistant", "tool", "judge", "validator"])
def test_a_role_names_an_endpoint_that_is_there(role: str) -> None:
    with pytest.raises(ValidationError, match=rf"{role}: no endpoint 'teachr' \(did you mean"):
        ModelsConfig.model_validate({"endpoints": {"teacher": THERE}, role: "teachr"})
