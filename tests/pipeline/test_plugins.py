"""The plug-ins of a configuration: found before anything is opened, given what they ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from toolmind.checks.judges.turn import TurnJudge
from toolmind.checks.load import RULES
from toolmind.config import RunConfig, load_config
from toolmind.errors import ConfigError
from toolmind.models.base import ChatModel
from toolmind.models.factory import ROLES, Models
from toolmind.pipeline.plugins import giver, load_plugins, players
from toolmind.plugins import Wanted
from toolmind.prompts import Prompt, load_prompt

ENDPOINT = "{{type: openai, base_url: 'http://127.0.0.1:9/v1', model: {name}-1}}"


def config(*more: str) -> RunConfig:
    """Every role is played by `small`, an endpoint that nobody asks anything here."""
    endpoints = [
        f"models.endpoints.{name}={ENDPOINT.format(name=name)}" for name in ("small", "big")
    ]
    roles = [f"models.{role}=small" for role in ROLES]
    return load_config(None, [*endpoints, *roles, "environment.type=simulated", *more])


def models(of: RunConfig) -> Models:
    return Models(of.models)


def test_all_that_a_configuration_names_is_found_in_its_order() -> None:
    found = load_plugins(config("export.formats=[trl, openai]", "checks.judges=[turn]"))
    assert [one.config.type for one in found.checks] == list(RULES)
    assert [one.made for one in found.judges] == [TurnJudge]
    assert [one.build().name for one in found.formats] == ["trl", "openai"]
    assert found.environment.config.type == "simulated"
    assert [kind.name for kind in found.kinds][:2] == ["single", "parallel"]


def test_what_plugins_ask_for_is_known_by_its_type() -> None:
    found = load_plugins(config("checks.judges=[turn, {type: trajectory, model: big}]"))
    assert [(one.name, one.role) for one in found.wanted(ChatModel)] == [
        ("judge", "judge"),
        ("big", "judge"),
        ("tool", "tool"),
        ("auditor", "auditor"),
    ]
    assert [one.name for one in found.wanted(Prompt)] == [
        "judge_turn",
        "judge_dialogue",
        "judge_trajectory",
        "judge_dialogue",
        "tool",
        "auditor",
    ]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        (
            "checks.judges=[{type: turn, model: bigg}]",
            r"model 'bigg' \(did you mean 'big'",
        ),
        ("environment={type: simulated, model: smal}", "names the model 'smal'"),
        ("environment.type=simulatd", "environment: unknown 'simulatd'"),
        ("checks.use=[{type: repeats, most: 1}]", "checks.use: repeats: unknown setting 'most'"),
        ("export.formats=[openai, openai]", "'openai' is there 2 times"),
        ("scenarios.kinds=[{type: multi_step, min_calls: 9, max_calls: 2}]", "min_calls 9"),
        ("graph={scorer: cosine, embedder: {type: endpoint, endpoint: nobody}}", "no 'nobody'"),
    ],
)
def test_what_cannot_be_is_refused_by_where_it_stands(setting: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load_plugins(config(setting))


def test_a_model_is_given_by_its_name_in_its_role_and_a_prompt_by_its_name() -> None:
    prompt = load_prompt("judge_turn")
    of = config()
    give = giver(models(of), {"judge_turn": prompt}, None)
    assert give(Wanted(ChatModel, "big", "judge")).name == "big-1"
    assert give(Wanted(ChatModel, "judge", "judge")).name == "small-1"
    assert give(Wanted(Prompt, "judge_turn", "judge_turn")) is prompt


def test_what_a_run_has_not_is_refused_with_its_type() -> None:
    with pytest.raises(ConfigError, match="asks for a Path: a run has none to give"):
        giver(models(config()), {}, None)(Wanted(Path, "folder", "folder"))


@pytest.mark.parametrize(
    ("settings", "judge"),
    [
        (["checks.judges=[turn, trajectory]"], "small-1"),
        (["checks.judges=[turn, {type: trajectory, model: big}]"], "small-1, big-1"),
        (["checks.judges=[]"], None),
    ],
)
def test_players_are_the_models_of_the_roles_that_play(
    settings: list[str], judge: str | None
) -> None:
    of = config(*settings, "models.assistant=big")
    expected: dict[str, Any] = {
        "scenario": "small-1",
        "user": "small-1",
        "assistant": "big-1",
        "tool": "small-1",
    }
    if judge:
        expected["judge"] = judge
    assert players(load_plugins(of), models(of)) == expected


def test_an_auditor_plays_a_part_where_it_is_shown_answers() -> None:
    of = config("environment.audit_rate=0.5", "checks.judges=[]", "models.auditor=big")
    assert players(load_plugins(of), models(of))["auditor"] == "big-1"


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("scenarios.checker=stat", "scenarios.checker: unknown 'stat'"),
        ("scenarios.checker=state", "give what is `expected` of the end state"),
        ("scenarios.checker={type: state, expectd: {a: 1}}", "unknown setting 'expectd'"),
    ],
)
def test_a_checker_that_cannot_be_is_refused_before_anything_is_paid_for(
    named: str, told: str
) -> None:
    with pytest.raises(ConfigError, match=told):
        load_plugins(config(named))
    load_plugins(config("scenarios.checker={type: state, expected: {a: 1}}"))
