"""Words of a text that say how its days and times are meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from toolmind.checks.grounding.dates import DAYS, digits, times_named

TIME_OF_DAY = re.compile(
    r"(?<![\d:])(?<!\d-\d\d[ T])\d{1,2}\s*(?::\d\d|[ap]\.?m\b|o'?\s?clock)"
    r"|\b(?:noon|midnight|midday|o'clock|quarter|half past)\b"
    r"|\b(?:at|by|around|until|till|from|to|before|after)\s+(?:\d{1,2}|one|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve)\b(?!\s*(?:st|nd|rd|th|[/-]\d))",
    re.IGNORECASE,
)
"""A time of day, as people say it."""

STAMP = re.compile(r"\btime: *\d{4}-\d\d-\d\d")
"""A time that a machine wrote."""

REPEATS = re.compile(
    r"\b(?:every|each|weekly|daily|monthly|yearly|annually|recurring|repeat\w*|rest of)\b",
    re.IGNORECASE,
)
"""What comes again."""

_APART = re.compile(
    r"\b(?:(\d{1,3})|an?|the) (day|night|week)s? (before|prior|earlier|ahead|after|later)\b"
    r"(?! (?:tomorrow|yesterday))"
)
"""Days that lie beside others: the day before, two weeks later."""

_SERIES = 400
"""Days within which what is repeated comes again (ours)."""

SHIFTS = re.compile(
    r"\b(?:before|after|earlier|later|early|late|prior|ahead|advance|for|long|lasts?|takes?)\b"
    r"|\b(?:hour|minute|min|hr)s?\b(?! ago)",
    re.IGNORECASE,
)
"""What makes one time of another."""


def repeated_from(days: Iterable[date], text: str, day: date) -> Iterator[date]:
    """Yield the day if it is one of a series that a text speaks of: "weekly", "every month"."""
    text = text.lower()
    weekly = re.search(r"week|" + "|".join(DAYS), text)
    monthly = re.search(r"month|rest of the year|quarter", text)
    daily = re.search(r"\bdaily\b|\b(?:every|each) (?:day|morning|afternoon|evening|night)\b", text)
    for first in days:
        apart = (day - first).days
        if 0 < apart <= _SERIES and (
            (weekly and apart % 7 == 0) or (monthly and day.day == first.day) or daily
        ):
            yield day
            return


def lies_beside(day: date, days: Collection[date], text: str) -> bool:
    """Say whether a day is as far from one of some days as a text says: two days before."""
    for number, unit, side in _APART.findall(digits(text)):
        apart = int(number or 1) * (7 if unit == "week" else 1)
        other = day.toordinal() + (-apart if side in ("after", "later") else apart)
        if date.fromordinal(other) in days:
            return True
    return False


def seconds_between(texts: Iterable[str]) -> set[float]:
    """Return the seconds from any time of day that texts name to any other."""
    named = (found for text in texts for found, _ in times_named(text))
    times = {60 * hour + minute for found in named for hour, minute in found}
    return {60.0 * (end - begin) for begin in times for end in times}
