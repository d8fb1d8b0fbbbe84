"""Several votes of one judge: what a model leans to, whatever it is shown, cancels out."""

from __future__ import annotations

from typing import Any

import pytest

from dialogues import GOOD, context
from scripted import ScriptedModel, blocks
from toolmind.checks.base import run_checks
from toolmind.checks.judges.trajectory import CRITERIA, TrajectoryJudge
from toolmind.checks.judges.turn import REASONS, TurnJudge
from toolmind.checks.judges.votes import PLAIN, Ballot, ballots, collect, told
from toolmind.checks.policy import decide
from toolmind.errors import ReplyError
from toolmind.prompts import Prompt, load_prompt

TURN, WHOLE, DIALOGUE = map(load_prompt, ("judge_turn", "judge_trajectory", "judge_dialogue"))
RIGHT = "right, met"


def turns_of(request: Any) -> tuple[list[str], int]:
    """The turns asked about, in their order, and the label of what is right."""
    shown = blocks(request.messages[0].content)
    return shown["Turns"], shown["Labels"][RIGHT]


def leaning(label: int) -> Any:
    """A model that gives one label, whatever it is shown."""

    def answer(request: Any) -> dict[str, Any]:
        asked, right = turns_of(request)
        reason = "ok" if label == right else "role_drift"
        said = {"explanation": "as ever", "verdict": label, "reason": reason}
        return dict.fromkeys(asked, said)

    return answer


def first_wrong(request: Any) -> dict[str, Any]:
    """A model that finds fault with what it is asked about first."""
    asked, right = turns_of(request)
    fine = {"explanation": "fine", "verdict": right, "reason": "ok"}
    bad = {"explanation": "m1 is bad", "verdict": 1 - right, "reason": "contradiction"}
    return {turn: bad if turn == asked[0] else fine for turn in asked}


def knows(*wrong: str) -> Any:
    """A model that finds fault with the same turns, however it is asked."""

    def answer(request: Any) -> dict[str, Any]:
        asked, right = turns_of(request)
        fine = {"explanation": "fine", "verdict": right, "reason": "ok"}
        bad = {"explanation": "m1 is bad", "verdict": 1 - right, "reason": "contradiction"}
        return {turn: bad if turn in wrong else fine for turn in asked}

    return answer


async def judged(model: ScriptedModel, votes: int) -> dict[str, tuple[str, str, float | None]]:
    found = await TurnJudge(model, TURN, DIALOGUE, votes=votes).verdicts(context(*GOOD))
    return {one.turn: (one.outcome, one.code, one.score) for one in found}


def test_every_other_vote_is_asked_the_other_way_round() -> None:
    one, other, third = ballots(3, TURN)
    assert (one, third) == (PLAIN, Ballot(2))
    assert one.ordered("abc") == ["a", "b", "c"] and other.ordered("abc") == ["c", "b", "a"]
    assert (one.right, other.right) == (1, 0)
    assert list(one.labels) == list(reversed(other.labels))
    assert one.labels[RIGHT] == 1 and other.labels[RIGHT] == 0
    assert (one.label["enum"], other.label["enum"]) == ([0, 1], [1, 0])


def test_labels_stay_where_a_prompt_of_ones_own_does_not_tell_them() -> None:
    _, other = ballots(2, Prompt("judge_turn", "1 is right. {{turns}}"))
    assert other.turned and other.right == 1


@pytest.mark.parametrize("label", [0, 1])
async def test_a_model_that_leans_to_a_label_judges_nothing_by_it(label: int) -> None:
    votes = ScriptedModel(always=leaning(label))
    assert {one[2] for one in (await judged(votes, 2)).values()} == {0.5}
    # One vote is what the model leans to.
    assert bool(await judged(ScriptedModel(always=leaning(label)), 1)) == (label == 0)


async def test_a_model_that_leans_to_what_comes_first_splits_over_it() -> None:
    found = await judged(ScriptedModel(always=first_wrong), 4)
    assert {turn: score for turn, (_, _, score) in found.items()} == {"m1": 0.5, "m3": 0.5}


async def test_what_a_model_sees_however_it_is_asked_stands() -> None:
    model = ScriptedModel(always=knows("m1"))
    assert await judged(model, 3) == {"m1": ("fail", "contradiction", 0.0)}
    asked = [blocks(request.messages[0].content)["Turns"] for request in model.requests]
    assert asked == [["m1", "m3"], ["m3", "m1"], ["m1", "m3"]]
    assert len({(one.sample, one.sampling.seed) for one in model.requests}) == 3
    reasons = [
        one.response_schema["$defs"]["turn"]["properties"]["reason"]["enum"]
        for one in model.requests
        if one.response_schema
    ]
    assert reasons[0] == list(REASONS) and reasons[1] == list(reversed(REASONS))
    shared = [prompt.split("## Turns")[0] for prompt in model.prompts]
    assert len(set(shared)) == 1, "a server reads the dialogue once"


@pytest.mark.parametrize(
    ("against", "outcome", "keep"), [(1, "unsure", True), (2, "fail", False), (3, "fail", False)]
)
async def test_half_of_the_votes_fail_a_turn_and_fewer_leave_it_unsure(
    against: int, outcome: str, keep: bool
) -> None:
    answers = [knows("m1", "m3")] * against + [knows()] * (4 - against)
    found = await TurnJudge(ScriptedModel(*answers), TURN, DIALOGUE, votes=4).verdicts(
        context(*GOOD)
    )
    assert {one.outcome for one in found} == {outcome}
    assert {one.explanation for one in found} == {f"{against} of 4 votes: m1 is bad"}
    assert decide(found, ["m1", "m3"]).keep == keep


async def test_without_most_of_its_votes_a_judge_failed_and_nothing_passes() -> None:
    good, bad = knows(), "no JSON"
    for answers, outcome in (([good, *[bad] * 6], "error"), ([good, good, *[bad] * 3], "pass")):
        judge = TurnJudge(ScriptedModel(*answers), TURN, DIALOGUE, votes=3)
        found = await run_checks([judge], context(*GOOD))
        assert {one.outcome for one in found} == {outcome}


async def test_the_error_is_the_first_one_where_votes_cannot_be_had() -> None:
    async def vote(ballot: Ballot) -> int:
        if ballot.number:
            raise ReplyError(f"reply.{ballot.number}")
        return ballot.number

    had, error = await collect(list(ballots(3, TURN)), vote)
    assert had == [0] and error and error.code == "reply.1"
    assert await collect(list(ballots(1, TURN)), vote) == ([0], None)
    assert told(1, 1, "so") == "so" and told(2, 3, "so") == "2 of 3 votes: so"


def whole(*missed: str, severity: str = "action", turns: tuple[str, ...] = ()) -> Any:
    """An answer about the whole, in the labels that are asked for."""

    def answer(request: Any) -> dict[str, Any]:
        right = blocks(request.messages[0].content)["Labels"][RIGHT]
        said = {one: 1 - right if one in missed else right for one in CRITERIA}
        told = severity if missed else "none"
        return {"explanation": "see m3", **said, "severity": told, "turns": list(turns)}

    return answer


@pytest.mark.parametrize(
    ("answers", "found", "keep"),
    [
        ([whole(), whole(), whole()], set(), True),
        ([whole("goal_coverage"), whole(), whole()], {("unsure", "goal_coverage", "")}, True),
        (
            [whole("goal_coverage"), whole("goal_coverage", "role_consistency"), whole()],
            {("fail", "goal_coverage", ""), ("fail", "role_consistency", "")},
            False,
        ),
        (
            [whole("role_consistency", severity="wording", turns=("m3",))] * 2 + [whole()],
            {("fail", "role_consistency", "m3")},
            True,
        ),
        # Two say that it is the action: no turn is at fault alone.
        (
            [whole("role_consistency", severity="wording", turns=("m3",))]
            + [whole("role_consistency")] * 2,
            {("fail", "role_consistency", "")},
            False,
        ),
    ],
)
async def test_votes_on_the_whole_come_to_what_most_say(
    answers: list[Any], found: set[Any], keep: bool
) -> None:
    judge = TrajectoryJudge(ScriptedModel(*answers), WHOLE, DIALOGUE, votes=3)
    verdicts = await judge.verdicts(context(*GOOD))
    assert {(one.outcome, one.code, one.turn) for one in verdicts} == found
    assert decide(verdicts, ["m1", "m3"]).keep == keep


async def test_criteria_stand_in_reverse_in_every_other_vote() -> None:
    model = ScriptedModel(always=whole())
    await TrajectoryJudge(model, WHOLE, DIALOGUE, votes=2).verdicts(context(*GOOD))
    one, other = (
        [name for name in request.response_schema["properties"] if name in CRITERIA]
        for request in model.requests
        if request.response_schema
    )
    assert one == list(CRITERIA) and other == list(reversed(CRITERIA))
