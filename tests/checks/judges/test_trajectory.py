"""The judge of whole dialogues."""

import orjson
import pytest

from dialogues import GOOD, WEATHER, call, context, result, says, user
from scripted import ScriptedModel, blocks
from toolmind.checks.base import run_checks
from toolmind.checks.judges.asked import as_json, shown_messages
from toolmind.checks.judges.trajectory import CRITERIA, TrajectoryJudge
from toolmind.prompts import load_prompt

MET = {**dict.fromkeys(CRITERIA, 1), "explanation": "fine"}


def judge(*answers):
    model = ScriptedModel(*answers)
    return TrajectoryJudge(model, load_prompt("judge_trajectory")), model


async def test_it_sees_the_whole_dialogue_with_its_tools_and_intent():
    failed = (call("get_weather", {"city": "Köln"}, "c2", reasoning="hidden"),)
    failed += (result("no\tJSON", "c2", status="error"), says("That failed."))
    played = context(*GOOD, user('And "Köln"?\n'), *failed)
    trajectory_judge, model = judge(MET)
    assert await trajectory_judge.verdicts(played) == []
    told = blocks(model.prompts[0])
    assert told["Dialogue"] == orjson.loads(as_json(shown_messages(played)))
    assert len(told["Dialogue"]) == len(GOOD) + 4
    assert told["Tools"] == [WEATHER.spec()["function"]]
    assert told["Intent"] == played.scenario.intent
    assert "hidden" not in model.prompts[0]


async def test_each_criterion_that_is_not_met_fails_by_its_name_and_cites_messages():
    answer = {**MET, "goal_coverage": 0, "role_consistency": 0, "explanation": "see m3, not m1."}
    found = await judge(answer)[0].verdicts(context(*GOOD))
    assert [verdict.code for verdict in found] == ["goal_coverage", "role_consistency"]
    for verdict in found:
        assert (verdict.scope, verdict.turn, verdict.outcome) == ("trajectory", "", "fail")
        assert (verdict.evidence, verdict.explanation) == (("m1", "m3"), "see m3, not m1.")
        assert (verdict.source, verdict.model) == ("judge", "scripted")


@pytest.mark.parametrize(
    "answer",
    [
        {**MET, "goal_coverage": 2},
        {**MET, "goal_coverage": "yes"},
        {key: value for key, value in MET.items() if key != "logical_soundness"},
        [1] * len(CRITERIA),
    ],
)
async def test_an_answer_that_leaves_a_criterion_open_is_an_error_and_never_a_pass(answer):
    (verdict,) = await run_checks([judge(*[answer] * 3)[0]], context(*GOOD))
    assert (verdict.outcome, verdict.code) == ("error", "reply.invalid_json")


def test_the_prompt_names_every_criterion():
    text = load_prompt("judge_trajectory").text
    assert all(f"`{criterion}`" in text for criterion in CRITERIA)
