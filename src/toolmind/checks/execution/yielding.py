"""Where the end is the right one, the plan of how to get there is a hint."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from toolmind.checks.policy import reason
from toolmind.records import Verdict

EXECUTION, OUTCOME = "execution", "outcome"
"""Checks that look at the end of a dialogue."""

REACHED = "reached"
"""The code of a pass where the end is the one that the scenario leads to, or its checker wants."""

ACCEPTED = "accepted"
"""The code of a pass where all acceptance criteria are writes that were made, and hold."""

_LOOK_UPS = frozenset(("coverage.missing_look_up", "coverage.other_look_up", "links.other_look_up"))
"""What only says that something else was looked up, or nothing: what came of it tells more."""

_WAY = _LOOK_UPS | {"coverage.missing_call", "coverage.wrong_arguments", "links.wrong_link"}
"""What only says that the way was another: of calls that write, the state tells more."""


def yielded(verdicts: Iterable[Verdict], *, judged: bool = False) -> list[Verdict]:
    """Return the verdicts; where the end was reached, those about the plan are unsure.

    Where the acceptance criteria are met, or will be `judged`, look-ups alone are: that a planned
    write was made is seen in calls and state, not in words.
    """
    found = list(verdicts)
    codes = {one.code for one in found if one.check in (EXECUTION, OUTCOME)}
    hints = _WAY if REACHED in codes else _LOOK_UPS if judged or ACCEPTED in codes else frozenset()
    return [
        replace(one, outcome="unsure") if one.outcome == "fail" and reason(one) in hints else one
        for one in found
    ]
