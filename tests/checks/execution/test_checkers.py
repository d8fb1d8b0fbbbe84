"""A scenario's checker is loaded by its name and asked; what it cannot tell is never a pass."""

from __future__ import annotations

from typing import Any

import pytest

from dialogues import GOOD, context
from toolmind.checks.base import run_checks
from toolmind.checks.execution.checkers import end_fault, outcome_of
from toolmind.checks.execution.outcome import Outcome
from toolmind.checks.policy import decide
from toolmind.errors import CheckError, ConfigError

STATE = {"rooms": 1}


class Says:
    """A checker that answers as it is set to."""

    def __init__(self, answer: Any = "", *, breaks: bool = False) -> None:
        self.answer, self.breaks = answer, breaks

    async def fault(self, state: Any, context: Any) -> Any:
        if self.breaks:
            raise ZeroDivisionError("the checker is broken")
        assert state == STATE and context.trajectory.final_state == STATE
        return self.answer


def ended(**settings: Any) -> Any:
    spec = {"type": f"{__name__}:Says", **settings}
    return context(*GOOD, checker=spec, final_state=STATE)


async def test_it_is_asked_with_the_end_state_and_the_dialogue() -> None:
    assert await end_fault(ended(), STATE) == ""
    assert await end_fault(ended(answer="no room"), STATE) == "no room"


@pytest.mark.parametrize("answer", [None, True, 1.0, ["fine"]])
async def test_an_answer_that_is_no_text_is_an_error(answer: Any) -> None:
    with pytest.raises(CheckError, match="no text"):
        await end_fault(ended(answer=answer), STATE)


@pytest.mark.parametrize(
    ("settings", "outcome", "code"),
    [
        ({}, "pass", "reached"),
        ({"answer": "no room is booked"}, "fail", "wrong_end"),
        ({"breaks": True}, "error", "internal"),
        ({"answer": 1.0}, "error", "checker.no_text"),
    ],
)
async def test_a_failing_checker_drops_with_its_reason_and_a_broken_one_never_passes(
    settings: dict[str, Any], outcome: str, code: str
) -> None:
    (found,) = await run_checks([Outcome()], ended(**settings))
    assert (found.outcome, found.code, found.scope) == (outcome, code, "trajectory")
    assert decide([found], ["m1", "m3"]).keep == (outcome == "pass")
    if code == "wrong_end":
        assert found.explanation == "no room is booked"


@pytest.mark.parametrize(
    ("settings", "outcome"),
    [({}, "success"), ({"answer": "no room"}, "failure"), ({"breaks": True}, "")],
)
async def test_the_outcome_is_what_it_says_and_nothing_where_it_cannot_tell(
    settings: dict[str, Any], outcome: str
) -> None:
    assert await outcome_of(ended(**settings), STATE) == outcome
    assert await outcome_of(context(*GOOD), STATE) == ""


async def test_a_checker_that_is_not_there_is_named() -> None:
    with pytest.raises(ConfigError, match=r"scenarios\.checker: unknown 'stat'"):
        await end_fault(context(*GOOD, checker={"type": "stat"}), STATE)
