"""The rules and judges that come with ToolMind, and those of one's own."""

import pytest

from dialogues import GOOD, context
from scripted import ScriptedModel
from toolmind.checks.base import run_checks
from toolmind.checks.judges.trajectory import TrajectoryJudge
from toolmind.checks.judges.turn import TurnJudge
from toolmind.checks.load import JUDGE, JUDGES, RULES, build_rules
from toolmind.checks.rules.pairing import Pairing
from toolmind.config import ChecksConfig, PluginConfig
from toolmind.errors import ConfigError
from toolmind.models.base import ChatModel
from toolmind.prompts import load_prompt


async def test_a_right_dialogue_passes_every_check_with_one_pass_each():
    verdicts = await run_checks(build_rules(ChecksConfig()), context(*GOOD))
    assert [(v.check, v.outcome) for v in verdicts] == [(name, "pass") for name in RULES]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("groundin", "did you mean 'grounding'"),
        ("nowhere:Check", "cannot load"),
        ("json:loads", "not a class"),
        ("collections:Counter", "it has no verdicts"),
    ],
)
def test_a_check_that_cannot_be_is_named(name, message):
    with pytest.raises(ConfigError, match=message):
        build_rules(ChecksConfig(use=[name]))


def test_a_users_own_check_is_loaded():
    (check,) = build_rules(ChecksConfig(use=["toolmind.checks.rules.pairing:Pairing"]))
    assert isinstance(check, Pairing)


@pytest.mark.parametrize("name", RULES)
def test_every_rule_is_named_as_it_is_configured(name):
    (check,) = build_rules(ChecksConfig(use=[name]))
    assert check.name == name
    assert check.scope in ("turn", "trajectory")


def test_a_rule_takes_no_settings_that_it_does_not_know():
    with pytest.raises(ConfigError, match="unknown setting 'most'"):
        build_rules(ChecksConfig(use=[PluginConfig(type="repeats", most=2)]))


@pytest.mark.parametrize(("name", "made"), [("trajectory", TrajectoryJudge), ("turn", TurnJudge)])
def test_a_judge_asks_for_its_model_and_its_prompt_by_name(name, made):
    asked = []

    def give(wanted):
        asked.append(wanted.name)
        return ScriptedModel() if wanted.type is ChatModel else load_prompt(wanted.name)

    assert set(JUDGES) == {"trajectory", "turn"}
    judge = JUDGE.load(PluginConfig(type=name, model="teacher")).build(give)
    assert isinstance(judge, made)
    assert asked == ["teacher", f"judge_{name}", "judge_dialogue"]
