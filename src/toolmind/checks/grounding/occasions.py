"""Days that are told by name: holidays, and how weeks, months and years begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, date, timedelta

_FIXED = {
    r"new year(?:['’]?s)? eve": (12, 31),
    r"new year(?:['’]?s)?(?: day)?(?! eve|['’]?s eve)": (1, 1),
    r"valentine(?:['’]?s)?(?: day)?": (2, 14),
    r"(?:st\.?|saint) patrick(?:['’]?s)?(?: day)?": (3, 17),
    r"independence day": (7, 4),
    r"halloween": (10, 31),
    r"christmas eve": (12, 24),
    r"christmas(?: day)?(?! eve)": (12, 25),
    r"boxing day": (12, 26),
}
_FIXED_DAYS = [(re.compile(rf"\b{name}\b"), day) for name, day in _FIXED.items()]
_ANY = re.compile(r"new year|valentine|patrick|independence d|halloween|christmas|boxing d|thanksg")
_EDGE = re.compile(r"\b(end|beginning|start) of (?:the|this) (week|month|year)\b")


def occasions_in(text: str, near: date | None, clock: date | None) -> Iterator[date]:
    """Yield the days that a text (in lower case) names: holidays of the years around `near`, and
    with a clock where this week, month or year begins or ends.
    """
    if near and _ANY.search(text):
        for form, (month, day) in _FIXED_DAYS:
            if form.search(text):
                yield from (date(year, month, day) for year in _years(near))
        if "thanksgiving" in text:
            yield from map(_thanksgiving, _years(near))
    if clock and " of th" in text:
        for side, period in _EDGE.findall(text):
            yield from _edge(side, period, clock)


def _years(near: date) -> list[int]:
    years = (near.year - 1, near.year, near.year + 1)
    return [year for year in years if MINYEAR <= year <= MAXYEAR]


def _thanksgiving(year: int) -> date:
    """Return the fourth Thursday of November, as in the United States."""
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 21)


def _edge(side: str, period: str, clock: date) -> Iterator[date]:
    """Yield the days that may be meant: a week ends on Friday, or with the weekend."""
    if period == "week":
        monday = clock - timedelta(days=clock.weekday())
        days = (4, 5, 6) if side == "end" else (0,)
        yield from (monday + timedelta(days=day) for day in days)
    elif period == "year":
        yield date(clock.year, 12, 31) if side == "end" else date(clock.year, 1, 1)
    else:
        first = clock.replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        yield following - timedelta(days=1) if side == "end" else first
        if side != "end":
            yield following
