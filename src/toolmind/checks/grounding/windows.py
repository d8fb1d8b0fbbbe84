"""Windows of days that a text sets: "between 3 and 7 May", "not before Monday", "by Friday"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from toolmind.checks.grounding.dates import dates_in, digits

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
_DAY = (
    r"(?:(?:the|this|next|coming)\s+)*(?:\d{4}-\d\d-\d\d"
    rf"|{_MONTH}\s+(?:the\s+)?{_NUMBER}(?:,?\s+\d{{4}}\b)?"
    rf"|{_NUMBER}\s+(?:of\s+)?{_MONTH}(?:,?\s+\d{{4}}\b)?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|\d{1,2}(?:st|nd|rd|th)\b"
    r"|\d{1,2}/\d{1,2}(?:/\d{2,4})?)"
)
_BETWEEN = re.compile(
    rf"\bbetween\s+(?:the\s+)?({_DAY}|{_NUMBER})\s+and\s+(?:the\s+)?({_DAY}|{_NUMBER})"
    r"(?![\w:]|\s*[ap]m\b)"
)
_FROM = re.compile(
    rf"\b(?:not (?:\w+ )?before|no earlier than|not (?:\w+ )?earlier than|on or after)\s+({_DAY})"
)
_UNTIL = re.compile(
    r"\b(?:by|no later than|not (?:\w+ )?later than|not (?:\w+ )?after|on or before"
    rf"|(?<!not )(?<!or )before)\s+({_DAY})"
)
_DENIED = re.compile(r"(?:\b(?:not?|never)|n['’]t)\b[^.,;:!?]*\Z")
"""What is not to be, or will not be, by a day sets no end: "it won't be finished by Tuesday"."""

_SIGNS = ("between", "before", "by ", "later than", "earlier than", "after")
"""Without one of these there is no need to look for the patterns."""

_NAMED = re.compile(_MONTH)
_ORDINAL = re.compile(r"(\d)(?:st|nd|rd|th)\b")
_LONE = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")


@dataclass(frozen=True)
class Window:
    """The days from the first to the last, of which one may be open."""

    first: date | None = None
    last: date | None = None

    def __str__(self) -> str:
        """Return the window in words: ``between 2026-05-03 and 2026-05-07``."""
        if self.first and self.last:
            return f"between {self.first} and {self.last}"
        return f"on or after {self.first}" if self.first else f"by {self.last}"

    def holds(self, day: date) -> bool:
        """Say whether a day is one of them."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@lru_cache(maxsize=512)
def window_in(text: str, clock: date) -> Window | None:
    """Return the window that a text sets, or None; of what may be two days the wider window."""
    lowered = text.lower()
    if not any(sign in lowered for sign in _SIGNS):
        return None
    text = digits(text)
    if found := _BETWEEN.search(text):
        one, other = _both(found[1], found[2])
        first, last = _earliest(one, clock), _latest(other, clock)
        return Window(first, last) if first and last and first <= last else None
    begins = _FROM.search(text)
    ends = next((m for m in _UNTIL.finditer(text) if not _DENIED.search(text, 0, m.start())), None)
    first = _earliest(begins[1], clock) if begins else None
    last = _latest(ends[1], clock) if ends else None
    return Window(first, last) if first or last else None


def _both(one: str, other: str) -> tuple[str, str]:
    """Return two days of which one may leave the month to the other: 3 and 7 May."""
    if lone := _LONE.fullmatch(one):
        return re.sub(r"(?<!\d)\d{1,2}(?:st|nd|rd|th)?(?![\d-])", lone[1], other, count=1), other
    if lone := _LONE.fullmatch(other):
        return one, re.sub(r"(?<!\d)\d{1,2}(?:st|nd|rd|th)?(?![\d-])", lone[1], one, count=1)
    return one, other


def _earliest(day: str, clock: date) -> date | None:
    return min(_ahead(day, clock), default=None)


def _latest(day: str, clock: date) -> date | None:
    found = _ahead(day, clock)
    near = [one for one in found if (one - clock).days < 366]
    return max(near or found, default=None)


def _ahead(day: str, clock: date) -> list[date]:
    """Return the days that may be meant: those to come, if any."""
    if _NAMED.search(day):  # a bare "7th" is also one of this month
        day = _ORDINAL.sub(r"\1", day)
    found = dates_in(day, clock)
    return [one for one in found if one >= clock] or list(found)
