"""Numbers of how many, told apart from those that are a part of a day or of a time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from toolmind.checks.grounding.numbers import numbers_in

_COUNTS = frozenset(
    "number count size quantity adults children kids guests people persons passengers travelers "
    "travellers rooms beds bedrooms baths bathrooms seats tickets nights days length party "
    "group".split()
)
"""Words of the names of how many there are (ours)."""

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY_OR_TIME = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?"
    rf"|\b{_MONTH}\s+(?:the\s+)?\d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b"
    r"|\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b"
    r"|\b\d{1,2}:\d\d\b|\b\d{1,2}\s*[ap]\.?m\b",
    re.IGNORECASE,
)


def is_count(named: Iterable[str]) -> bool:
    """Say whether the words of a parameter's name ask how many there are."""
    return not _COUNTS.isdisjoint(named)


def is_counted(number: float, texts: Iterable[str]) -> bool:
    """Say whether a text holds a number that is no part of a day or of a time."""
    return any(number in _numbers(text) for text in texts)


@lru_cache(maxsize=512)
def _numbers(text: str) -> frozenset[float]:
    return frozenset(numbers_in(_DAY_OR_TIME.sub(" , ", text)))
