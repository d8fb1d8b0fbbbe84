"""The judge of whole dialogues."""

from dataclasses import replace

import orjson
import pytest

from dialogues import BOOK, GOOD, call, context, result, says, user
from scripted import ScriptedModel, blocks
from toolmind.checks.base import run_checks
from toolmind.checks.judges.asked import shown
from toolmind.checks.judges.trajectory import CRITERIA, SEVERITIES, TrajectoryJudge, answer_schema
from toolmind.checks.policy import decide
from toolmind.prompts import load_prompt
from toolmind.records import Step
from toolmind.schema.strict import strict_mode_takes

MET = {"explanation": "fine", **dict.fromkeys(CRITERIA, 1), "severity": "none", "turns": []}
DIALOGUE = load_prompt("judge_dialogue")


def missed(*criteria, severity="action", turns=(), explanation="see m3, not m1."):
    said = {"severity": severity, "turns": list(turns), "explanation": explanation}
    return {**MET, **dict.fromkeys(criteria, 0), **said}


def judge(*answers):
    model = ScriptedModel(*answers)
    return TrajectoryJudge(model, load_prompt("judge_trajectory"), DIALOGUE), model


async def test_it_sees_the_whole_dialogue_first_and_then_what_was_wanted():
    failed = (call("get_weather", {"city": "Köln"}, "c2", reasoning="hidden"),)
    failed += (result("no\tJSON", "c2", status="error"), says("That failed."))
    played = context(*GOOD, user('And "Köln"?\n'), *failed)
    trajectory_judge, model = judge(MET)
    assert await trajectory_judge.verdicts(played) == []
    (prompt,) = model.prompts
    assert prompt.startswith(shown(played, DIALOGUE))
    told = blocks(prompt)
    assert len(told["Dialogue"]) == len(GOOD) + 4
    assert told["Intent"] == played.scenario.intent
    assert "hidden" not in prompt


async def test_each_criterion_that_is_not_met_fails_by_its_name_and_cites_messages():
    answer = missed("goal_coverage", "role_consistency")
    found = await judge(answer)[0].verdicts(context(*GOOD))
    assert [verdict.code for verdict in found] == ["goal_coverage", "role_consistency"]
    for verdict in found:
        assert (verdict.scope, verdict.turn, verdict.outcome) == ("trajectory", "", "fail")
        assert (verdict.evidence, verdict.explanation) == (("m1", "m3"), "see m3, not m1.")
        assert (verdict.source, verdict.model) == ("judge", "scripted")


@pytest.mark.parametrize(
    ("answer", "keep", "masked"),
    [
        (missed("logical_soundness", severity="wording", turns=["m3"]), True, {"m3"}),
        (missed("logical_soundness", severity="action", turns=["m3"]), False, set()),
        (missed("logical_soundness", severity="wording"), False, set()),
        # What was not done no wording can mend.
        (missed("goal_coverage", severity="wording", turns=["m3"]), False, set()),
    ],
)
async def test_a_wording_masks_its_turn_and_an_action_drops(answer, keep, masked):
    played = context(*GOOD)
    decision = decide(await judge(answer)[0].verdicts(played), ["m1", "m3"])
    assert (decision.keep, set(decision.masked)) == (keep, masked)


@pytest.mark.parametrize(
    "answer",
    [
        {**MET, "goal_coverage": 2},
        {**MET, "goal_coverage": "yes"},
        {key: value for key, value in MET.items() if key != "logical_soundness"},
        [1] * len(CRITERIA),
        missed("goal_coverage", severity="wording", turns=["m0"]),
    ],
)
async def test_an_answer_that_leaves_a_criterion_open_is_an_error_and_never_a_pass(answer):
    (verdict,) = await run_checks([judge(*[answer] * 3)[0]], context(*GOOD))
    assert (verdict.outcome, verdict.code) == ("error", "reply.invalid_json")


@pytest.mark.parametrize(
    "answer", [missed("goal_coverage", severity="none"), {**MET, "severity": "wording"}]
)
async def test_an_answer_at_odds_with_itself_is_asked_for_again(answer):
    trajectory_judge, model = judge(answer, MET)
    assert await trajectory_judge.verdicts(context(*GOOD)) == []
    assert "`severity`" in model.requests[1].messages[-1].content


CRITERIA_TOLD = ("Paris is booked", "it was told why", "nobody waits")


async def test_each_statement_of_the_acceptance_is_asked_and_one_that_is_not_so_drops():
    played = context(*GOOD, acceptance=CRITERIA_TOLD)
    answer = {**MET, "acceptance": {"1": 1, "2": 0, "3": 1}, "severity": "wording", "turns": ["m3"]}
    trajectory_judge, model = judge(answer)
    assert trajectory_judge.answers_acceptance
    (found,) = await trajectory_judge.verdicts(played)
    assert blocks(model.prompts[0])["Acceptance"] == dict(zip("123", CRITERIA_TOLD, strict=True))
    assert (found.scope, found.code, found.outcome) == ("trajectory", "acceptance", "fail")
    assert found.explanation.startswith("not so: it was told why")


@pytest.mark.parametrize("said", [None, {"1": 1, "2": 1}, {"1": 1, "2": 1, "3": "yes"}])
async def test_a_statement_that_is_left_open_is_an_error_and_never_a_pass(said):
    answer = {**MET, **({} if said is None else {"acceptance": said})}
    played = context(*GOOD, acceptance=CRITERIA_TOLD)
    (verdict,) = await run_checks([judge(*[answer] * 3)[0]], played)
    assert (verdict.outcome, verdict.code) == ("error", "reply.invalid_json")


async def test_a_statement_that_is_not_so_is_at_odds_with_no_severity():
    answer = {**MET, "acceptance": {"1": 0}}
    right = {**MET, "acceptance": {"1": 1}}
    trajectory_judge, model = judge(answer, right)
    assert await trajectory_judge.verdicts(context(*GOOD, acceptance=("it is so",))) == []
    assert "statements" in model.requests[1].messages[-1].content


async def test_a_statement_that_the_calls_show_is_not_asked():
    booked = (call("book_hotel", {"hotel_id": "H1"}, "b"), result({"ok": True}, "b"), says("Done."))
    step = Step(tool=BOOK.id, goal="book", known={"hotel_id": "H1"})
    told = {"acceptance": ("it is booked", "all is well"), "acceptance_steps": {0: 0}}
    played = context(user("Book H1"), *booked, steps=(step,), **told)
    trajectory_judge, model = judge({**MET, "acceptance": {"1": 1}})
    assert await trajectory_judge.verdicts(played) == []
    assert blocks(model.prompts[0])["Acceptance"] == {"1": "all is well"}


async def test_a_prompt_of_ones_own_without_a_place_for_statements_is_asked_none(tmp_path):
    own = replace(load_prompt("judge_trajectory"), text="Judge by {{intent}}.")
    model = ScriptedModel(MET)
    asked = TrajectoryJudge(model, own, DIALOGUE)
    assert not asked.answers_acceptance
    assert await asked.verdicts(context(*GOOD, acceptance=CRITERIA_TOLD)) == []


def test_it_explains_before_it_scores_and_strict_mode_takes_its_schema():
    schema = answer_schema(("m1", "m3"), ("1",))
    assert next(iter(schema["properties"])) == "explanation"
    assert strict_mode_takes(schema)
    assert orjson.dumps(schema["properties"]["turns"]["items"]["enum"]) == b'["m1","m3"]'


def test_the_prompt_names_every_criterion_and_severity():
    text = load_prompt("judge_dialogue").text
    assert all(f"`{criterion}`" in text for criterion in CRITERIA)
    assert all(f'"{severity}"' in text for severity in SEVERITIES)
