"""Traps in the code of related systems, and what made the checkers of tau2 wrong: none is here.

Substring matching of answers; a judge's failure scored as a pass; quotes and types of arguments;
errors told by a keyword; `exec` in the own process; a gold replay that errors and is kept; a reward
above 1 (there are grades of turns alone, and these are yes or no). Of tau2: extra reads fail a
task; 25 is not 25.0; a plan that the assistant cannot follow. (That a user does not stop before the
write happens, and a policy speaks of the call that it rules on, is tested where these are made.)
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import toolmind
from dialogues import BOOK, GOOD, TOOLS, WEATHER, call, context, result, says
from order_book import ASKED, CHANGE, LOOK, PROVIDER, changed, looked, played
from toolmind.checks.base import run_checks
from toolmind.checks.execution.check import Execution
from toolmind.checks.execution.state_checker import StateChecker
from toolmind.checks.load import build_rules
from toolmind.checks.policy import decide
from toolmind.checks.rules.coverage import Coverage
from toolmind.checks.rules.meaning import same_meaning, same_value
from toolmind.config import ChecksConfig
from toolmind.errors import ModelError, ReplyError
from toolmind.evaluation.grade import grade
from toolmind.records import Step, Verdict

SRC = Path(toolmind.__file__).parent


@pytest.mark.parametrize(
    ("wanted", "found"), [("2", "12"), (2, 12), ("Rome", "Romeo"), ("H1", "H12"), ("no", "not")]
)
async def test_a_part_of_a_value_is_no_answer(wanted: Any, found: Any) -> None:
    assert not same_meaning(wanted, found) and not same_meaning(found, wanted)
    checker = StateChecker(expected={"answer": wanted})
    assert await checker.fault({"answer": found}, context(*GOOD))


class Breaks:
    """A check that cannot do its work."""

    name, version, scope = "breaks", "1", "trajectory"

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def verdicts(self, context: Any) -> list[Verdict]:
        raise self._error


@pytest.mark.parametrize(
    "error", [ModelError("model.timeout"), ReplyError("reply.invalid_json"), KeyError("score")]
)
async def test_a_judge_that_fails_passes_nothing(error: Exception) -> None:
    found = await run_checks([Breaks(error)], context(*GOOD))
    assert [one.outcome for one in found] == ["error"]
    assert not decide(found, ["m1", "m3"], "balanced").keep
    assert not decide(found, ["m1", "m3"], "keep").keep


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (25, 25.0),
        (25, "25"),
        ("25.0", 25),
        (True, "true"),
        ("the 'Ritz'", 'the "Ritz"'),
        ('"Rome"', "rome"),
    ],
)
def test_arguments_are_compared_by_value_not_by_quotes_or_types(left: Any, right: Any) -> None:
    assert same_value(left, right) and same_value({"a": [left]}, {"a": [right]})


@given(st.sampled_from(["error", "failed", "exception", "not found", "invalid", "denied"]))
async def test_no_word_makes_a_result_an_error_or_a_dialogue_a_bad_one(word: str) -> None:
    told = result({"sky": f"{word} of judgement", word: None})
    spoken = (GOOD[0], GOOD[1], told, says(f"It says: {word} of judgement."))
    found = await run_checks(build_rules(ChecksConfig()), context(*spoken))
    assert {one.outcome for one in found} <= {"pass", "unsure"}


def test_nothing_is_executed_in_the_own_process() -> None:
    for file in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("exec", "eval"), f"{file}:{node.lineno}"


async def test_a_plan_whose_write_errors_rejects_the_task() -> None:
    broken = Step(tool=CHANGE.tool, goal="", known={"order": 99, "amount": 25})
    tried = played(ASKED, *looked(), says("There is no such order."), steps=(LOOK, broken))
    found = await run_checks([Execution(PROVIDER)], tried)
    assert [one.code for one in found] == ["plan_fails"]
    assert not decide(found, ["m1", "m3"]).keep


@given(st.lists(st.booleans(), max_size=6), st.lists(st.booleans(), max_size=6))
def test_no_grade_of_a_turn_is_above_one(first: list[bool], second: list[bool]) -> None:
    def turn(made: list[bool]) -> Any:
        names = ["book_hotel" if one else "get_weather" for one in made]
        calls = tuple(call(name, {}, f"c{at}").tool_calls[0] for at, name in enumerate(names))
        return replace(says(""), tool_calls=calls)

    for one in grade(turn(first), turn(second), TOOLS):
        assert isinstance(one, bool)


async def test_extra_reads_never_fail_a_task() -> None:
    more = (*looked("Bob", "x1"), *looked(call_id="x2"), *looked(call_id="x3"))
    read = played(ASKED, *more, *changed(7, 25), says("Done."))
    found = await run_checks([Coverage(), Execution(PROVIDER)], read)
    assert decide(found, ["m7"]).keep


async def test_a_write_of_25_is_one_of_25_0() -> None:
    for amount in (25, 25.0):
        wrote = played(ASKED, *looked(), *changed(7, amount), says("Done."))
        (found,) = await run_checks([Execution(PROVIDER)], wrote)
        assert (found.outcome, found.code) == ("pass", "reached")


async def test_what_the_assistant_cannot_reach_is_not_asked_of_it() -> None:
    steps = (Step(tool=WEATHER.id, goal="", known={"city": "Paris"}), Step(tool=BOOK.id, goal=""))
    made = context(*GOOD, steps=steps)
    assert [one.code for one in await run_checks([Coverage()], made)] == ["missing_call"]
    hidden = replace(made, scenario=replace(made.scenario, tools=(WEATHER.id,)))
    assert [one.outcome for one in await run_checks([Coverage()], hidden)] == ["pass"]
