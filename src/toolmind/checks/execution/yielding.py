"""Where the end state is the right one, the plan of how to get there is a hint."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from toolmind.checks.policy import reason
from toolmind.records import Verdict

EXECUTION = "execution"
REACHED = "reached"
"""The code of a pass where the end state is the one that the scenario leads to."""

_HINTS = frozenset(("coverage.missing_call", "coverage.wrong_arguments", "links.wrong_link"))
"""What only says that the way was another: of calls that write, the state tells more."""


def yielded(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Return the verdicts; where the end state was reached, those about the plan are unsure."""
    found = list(verdicts)
    if not any(one.check == EXECUTION and one.code == REACHED for one in found):
        return found
    return [
        replace(one, outcome="unsure") if one.outcome == "fail" and reason(one) in _HINTS else one
        for one in found
    ]
