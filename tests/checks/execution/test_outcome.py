"""The end decides, and what the plan has of look-ups yields to it; a planned write does not."""

from __future__ import annotations

from typing import Any

import pytest

from dialogues import BOOK, WEATHER, call, context, result, says, user
from toolmind.checks.base import run_checks
from toolmind.checks.execution.outcome import Outcome
from toolmind.checks.paths import check_paths
from toolmind.checks.policy import decide
from toolmind.checks.rules.coverage import Coverage
from toolmind.records import Step

LOOK = Step(tool=WEATHER.id, goal="look", known={"city": "Paris"})
WRITE = Step(tool=BOOK.id, goal="book", known={"hotel_id": "H1"})
BOOKED = (call("book_hotel", {"hotel_id": "H1"}, "b"), result({"ok": True}, "b"))
DONE = (user("Book H1, whatever the weather in Paris"), *BOOKED, says("Done."))
STATE = {"bookings": [{"hotel_id": "H1"}]}
ENDS_SO = {"type": "state", "expected": STATE}


async def outcomes(*messages: Any, judges: Any = (), **changes: Any) -> dict[str, str]:
    made = context(*(messages or DONE), **changes)
    checks = [Coverage(), Outcome()]
    found = await check_paths(checks, made.trajectory, made.scenario, made.tools, judges)
    return {f"{one.check}.{one.code}": one.outcome for one in found}


async def test_the_plan_yields_to_an_end_that_the_checker_wants() -> None:
    steps = (LOOK, WRITE)
    assert await outcomes(steps=steps) == {"coverage.missing_look_up": "fail", "outcome.": "pass"}
    told = await outcomes(steps=steps, checker=ENDS_SO, final_state=STATE)
    assert told == {"coverage.missing_look_up": "unsure", "outcome.reached": "pass"}
    other = await outcomes(steps=steps, checker=ENDS_SO, final_state={"bookings": []})
    assert other["coverage.missing_look_up"] == other["outcome.wrong_end"] == "fail"
    # Even a write that was planned: another may have led there.
    instead = (LOOK, Step(tool=BOOK.id, goal="book", known={"hotel_id": "H9"}))
    told = await outcomes(steps=instead, checker=ENDS_SO, final_state=STATE)
    assert told["coverage.wrong_arguments"] == "unsure"


async def test_a_look_up_yields_to_criteria_that_the_writes_meet() -> None:
    met = {"acceptance": ("H1 is booked",), "acceptance_steps": {0: 1}}
    told = await outcomes(steps=(LOOK, WRITE), **met)
    assert told == {"coverage.missing_look_up": "unsure", "outcome.accepted": "pass"}
    # What no write shows is a judge's; without one nobody said that it is met.
    left = {
        "acceptance": ("H1 is booked", "the user knows the weather"),
        "acceptance_steps": {0: 1},
    }
    told = await outcomes(steps=(LOOK, WRITE), **left)
    assert told == {"coverage.missing_look_up": "fail", "outcome.": "pass"}


class Judge:
    """A judge that answers for the criteria, as it is told to."""

    name, version, scope = "judge", "1", "trajectory"

    def __init__(self, *found: Any, answers: bool = True) -> None:
        self.answers_acceptance, self.found, self.asked = answers, list(found), 0

    async def verdicts(self, context: Any) -> list[Any]:
        self.asked += 1
        return self.found


@pytest.mark.parametrize(("answers", "expected"), [(True, "unsure"), (False, "fail")])
async def test_a_look_up_yields_to_a_judge_who_answers_for_the_criteria(
    answers: bool, expected: str
) -> None:
    judge = Judge(answers=answers)
    told = await outcomes(
        steps=(LOOK, WRITE), acceptance=("the user knows the weather",), judges=[judge]
    )
    assert told["coverage.missing_look_up"] == expected
    assert judge.asked == (expected == "unsure")


async def test_a_planned_write_that_was_not_made_yields_to_no_judge() -> None:
    judge = Judge()
    asked = (user("Book H1"), says("It is booked."))
    told = await outcomes(*asked, steps=(WRITE,), acceptance=("H1 is booked",), judges=[judge])
    assert told["coverage.missing_call"] == "fail"
    assert judge.asked == 0


async def test_extra_reads_never_fail_a_task() -> None:
    more = [
        message
        for n, city in enumerate(("Rome", "Oslo", "Bern"))
        for message in (call("get_weather", {"city": city}, f"x{n}"), result({}, f"x{n}"))
    ]
    looked = (call("get_weather", {"city": "Paris"}, "w"), result({}, "w"))
    played = context(DONE[0], *more, *looked, *BOOKED, says("Done."), steps=(LOOK, WRITE))
    found = await run_checks([Coverage(), Outcome()], played)
    assert decide(found, ["m1"]).keep
