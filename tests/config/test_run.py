"""The whole configuration: everything has a default, limits are positive."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from toolmind.config import RunConfig, RuntimeConfig, load_config
from toolmind.errors import ConfigError

THERE = {"type": "openai", "base_url": "http://127.0.0.1:1/v1", "model": "m"}


def test_a_configuration_that_was_written_is_the_same_when_read() -> None:
    overrides = ["count=3", "environment={type: m:Own, size: 2}", "runtime.max_cost=0.5"]
    config = load_config(None, ["runtime.cache_path=a/replies.db", *overrides])
    assert RunConfig.model_validate(config.model_dump(mode="json")) == config
    assert RunConfig.model_validate_json(config.model_dump_json()) == config


def test_what_answers_calls_is_a_plug_in() -> None:
    environment = load_config(None, ["environment=simulated"]).environment
    assert (environment.type, environment.settings) == ("simulated", {})


@pytest.mark.parametrize("limit", ["max_cost", "max_tokens", "concurrency", "cache_max_mb"])
def test_a_limit_of_nothing_is_refused(limit: str) -> None:
    assert getattr(RuntimeConfig.model_validate({limit: 1}), limit) == 1
    with pytest.raises(ValidationError, match=limit):
        RuntimeConfig.model_validate({limit: 0})


@pytest.mark.parametrize(
    ("settings", "judged"),
    [
        ({}, False),
        ({"graph": {"validated": True}}, True),
        ({"models": {"endpoints": {"it": THERE}, "scenario": "it"}}, True),
        ({"models": {"endpoints": {"it": THERE}, "assistant": "it"}}, False),
        ({"models": {"endpoints": {"it": THERE}, "validator": "it"}}, True),
        (
            {"models": {"endpoints": {"it": THERE}, "scenario": "it", "validator": "embedded"}},
            False,
        ),
        (
            {
                "models": {"endpoints": {"it": THERE}, "scenario": "it"},
                "graph": {"validated": False},
            },
            False,
        ),
    ],
)
def test_links_are_judged_by_a_model_of_ones_own_unless_it_is_set_otherwise(
    settings: dict[str, Any], judged: bool
) -> None:
    assert RunConfig.model_validate(settings).validates_links is judged


def test_a_user_that_reads_english_alone_is_refused_where_more_is_spoken() -> None:
    def load(user: str, languages: str) -> RunConfig:
        return load_config(None, [f"dialogue.user={user}", f"scenarios.languages={languages}"])

    assert load("brief", "{en-GB: 1, de: 0}").dialogue.user == "brief"
    assert load("full", "{en: 1, de: 1}").dialogue.user == "full"
    with pytest.raises(ConfigError, match=r"dialogue\.user.*scenarios\.languages has de: take"):
        load("brief", "{en: 1, de: 1}")
