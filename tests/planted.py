"""A good dialogue with a place for every kind of fault, and what checks find in one planted."""

from __future__ import annotations

from random import Random

from msgspec.structs import replace

from dialogues import TOOLS, call, context, result, says, user
from toolmind.checks.base import run_checks
from toolmind.checks.faults.base import Good, Planted
from toolmind.checks.faults.load import FAULT
from toolmind.checks.load import CHECKS
from toolmind.pipeline.check import RULES
from toolmind.records import Verdict

MESSAGES = (
    user("Weather in Oslo on 2025-03-07, and 3 guests at hotel H-4711 with the note Quiet please"),
    call("get_weather", {"city": "Oslo", "date": "2025-03-07"}, "c1"),
    result({"sky": "clear", "high": 1357}, "c1"),
    says("Clear, and the high is 1357. Shall I book?"),
    user("Yes"),
    call("book_hotel", {"hotel_id": "H-4711", "guests": 3, "note": "Quiet please"}, "c2"),
    result({"state": "done"}, "c2"),
    says("I have booked it for you."),
)
GOOD = Good(MESSAGES, TOOLS)


def plant(kind: str, seed: int = 0, good: Good = GOOD) -> Planted | None:
    return FAULT.load(kind).build().plant(good, Random(seed))


async def found(planted: Planted) -> list[Verdict]:
    """What all rules that need no scenario find in the turn at fault."""
    messages = [replace(m, id=f"m{at}") for at, m in enumerate(planted.messages)]
    checks = [CHECKS.load(name).build() for name in RULES]
    verdicts = await run_checks(checks, context(*messages, clock="2025-03-05T12:00"))
    at = f"m{planted.at}"
    failed = [one for one in verdicts if one.outcome == "fail"]
    return [one for one in failed if at == one.turn or (not one.turn and at in one.evidence)]
