"""Where the end state is reached, what is said of the plan is unsure; all else stands."""

from __future__ import annotations

import pytest

from dialogues import says
from order_book import ASKED, CHANGE, LOOK, PROVIDER, changed, played
from toolmind.checks.execution.check import Execution
from toolmind.checks.execution.yielding import yielded
from toolmind.checks.paths import check_paths
from toolmind.checks.rules.coverage import Coverage
from toolmind.records import Step, Verdict


def verdict(check: str, outcome: str, code: str) -> Verdict:
    return Verdict(check=check, scope="trajectory", outcome=outcome, code=code)  # type: ignore


@pytest.mark.parametrize(
    ("reached", "check", "code", "then"),
    [
        ("reached", "coverage", "missing_call", "unsure"),
        ("reached", "links", "wrong_link", "unsure"),
        ("reached", "coverage", "needless_call", "fail"),
        ("reached", "grounding", "invented", "fail"),
        ("reached", "coverage", "other_look_up", "unsure"),
        ("", "coverage", "missing_call", "fail"),
        ("accepted", "coverage", "missing_look_up", "unsure"),
        ("accepted", "links", "other_look_up", "unsure"),
        ("accepted", "coverage", "missing_call", "fail"),
    ],
)
def test_only_what_is_said_of_the_way_yields(
    reached: str, check: str, code: str, then: str
) -> None:
    found = yielded([verdict(check, "fail", code), verdict("execution", "pass", reached)])
    assert [one.outcome for one in found] == [then, "pass"]


async def test_a_look_up_that_nobody_needed_costs_no_dialogue() -> None:
    known = Step(tool=CHANGE.tool, goal="", known={"order": 7, "amount": 25})
    context = played(ASKED, *changed(7, 25), says("Done."), steps=(LOOK, known))
    checks = [Coverage(), Execution(PROVIDER)]
    found = await check_paths(checks, context.trajectory, context.scenario, context.tools)
    assert [(one.check, one.outcome) for one in found] == [
        ("coverage", "unsure"),
        ("execution", "pass"),
    ]
