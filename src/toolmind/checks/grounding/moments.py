"""Moments that a text tells: a day together with its time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from toolmind.checks.grounding.dates import days_named, days_told, times_named

_WRITTEN = re.compile(
    r"(?<![\d-])(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(?![\d:])"
)


@dataclass(frozen=True)
class Told:
    """A day (`year` 0: of any) and what its time may be, as hours and minutes."""

    year: int
    month: int
    day: int
    times: frozenset[tuple[int, int]]

    def is_on(self, day: date) -> bool:
        """Say whether it may be on that day."""
        return self.year in (0, day.year) and (self.month, self.day) == (day.month, day.day)


def moments_told(text: str) -> Iterator[Told]:
    """Yield the moments that a text writes in figures, else its only day with its only time.

    >>> [(one.day, one.times) for one in moments_told("to 2023-03-24 10:00:00")]
    [(24, frozenset({(10, 0)}))]
    """
    written = list(_WRITTEN.finditer(text))
    for found in written:
        year, month, day, hour, minute = map(int, found.groups())
        yield Told(year, month, day, frozenset(((hour, minute),)))
    if written:
        return
    days = {(one.year, one.month, one.day) for one in days_told(text)} or {
        named[:3] for named in days_named(text)
    }
    times = list(times_named(text))
    if len(days) == len(times) == 1:
        yield Told(*days.pop(), times[0][0])
