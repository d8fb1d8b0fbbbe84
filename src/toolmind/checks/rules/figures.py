"""The figures of an answer: which are known, and which may be worked out of those that are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress

from toolmind.checks.base import read_json
from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.rules.converted import is_converted
from toolmind.records import JSON

_FIGURE = re.compile(
    r"(?<![\w.,:/#@-])[$€£]?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\w:/@-]|[.,]\d|(?:st|nd|rd|th)\b)"
)
_DERIVES = re.compile(
    r"\b(?:total|sum|(?:al)?together|combined|remaining|left|difference|refund|save[sd]?|more|less"
    r"|days|weeks|years|old|rest|in all|all in)\b|[=+×*]",
    re.IGNORECASE,
)
"""What is said of a number that was worked out of others."""

_SCALE = re.compile(r"\b(?:out of|over)\s*$|\d\s*/\s*$", re.IGNORECASE)
_SCALES = (100, 1000)
"""What people rate things out of."""

_FIRST_YEAR = 1900
_DATED = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(?:the\s+)?$"
    r"|\b(?:on|of|the|until|till|and|day|to|-)\s+$",
    re.IGNORECASE,
)
"""What a part of a date stands after."""

_MOST = 200
"""Of more numbers than these nobody says what cannot be made of them (ours)."""

_LISTED = 40
"""Figures of a text that are added up, at most (ours)."""

_SMALL = 12
"""Numbers up to this one may be counted by anybody (ours)."""

_PER_CENT = re.compile(r"\s?(?:%|per ?cent)")
_UNITS = (100, 1000)
"""What measures of one thing are apart: 170 cm, 1.70 m (ours)."""

_IN_SHORT = re.compile(r"(\d+)(K|M|G|B|T)[BN]?")
_POWERS = {"K": 1, "M": 2, "G": 3, "B": 3, "T": 4}
_THOUSANDS = (1000, 1024)
"""Of which a letter stands for so many powers."""


def untraced_figure(text: str, evidence: Evidence, results: Sequence[str]) -> str:
    """Return the first figure of an answer that is neither known nor may be worked out, or nothing.

    What was worked out once may be used again further on.
    """
    figures = _Figures(text, evidence, results)
    for match in _FIGURE.finditer(text):
        if not figures.trace(match):
            return match[0]
    return ""


def is_known_in_short(code: str, evidence: Evidence) -> bool:
    """Say whether a code is a number in short that was said in full: 116K, of 116,000."""
    if not (found := _IN_SHORT.fullmatch(code)):
        return False
    sizes = [thousand ** _POWERS[found[2]] for thousand in _THOUSANDS]
    told = int(found[1])
    return any(abs(one / size - told) <= 0.5 for one in evidence.numbers() for size in sizes)


class _Figures:
    """The figures of one answer, and those of them that were worked out so far."""

    def __init__(self, text: str, evidence: Evidence, results: Sequence[str]) -> None:
        self._text = text
        self._evidence = evidence
        self._results = results
        self._made: set[float] = set()

    def trace(self, match: re.Match[str]) -> bool:
        """Say whether a figure is known, or may be worked out."""
        number = _number(match[1])
        if self._is_known(match) or (
            number in _SCALES and _SCALE.search(self._text, 0, match.start())
        ):
            return True
        sentence = self._text[_start(self._text, match.start()) : _end(self._text, match.end())]
        if (_DERIVES.search(sentence) and self._adds_up(match)) or self._is_told_again(match):
            self._made.add(number)
            return True
        return False

    def _is_known(self, match: re.Match[str]) -> bool:
        written, number = match[1], _number(match[1])
        if (number <= _SMALL and number.is_integer()) or number in self._made:
            return True
        if self._evidence.has_number(number) or self._evidence.has_text(written):
            return True
        places = len(written.partition(".")[2])
        if places and self._rounds(number, places):
            return True
        if is_converted(match, number, places, self._evidence.numbers()):
            return True
        dated = number >= _FIRST_YEAR or _DATED.search(match.string, 0, match.start())
        return bool(dated) and number in self._evidence.date_parts()

    def _rounds(self, number: float, places: int) -> bool:
        """Say whether a number with more places was said, of which it is the rounding."""
        numbers, near = self._evidence.numbers(), 10**-places
        return any(
            abs(one - number) < near and one != number and round(one, places) == number
            for one in numbers
        )

    def _adds_up(self, match: re.Match[str]) -> bool:
        """Say whether a figure may be worked out of what is known."""
        number, others = _number(match[1]), self._others(match)
        if self._is_made_of_two(number, len(match[1].partition(".")[2])):
            return True
        sums = (
            sum(others[first : last + 1])
            for first in range(len(others))
            for last in range(first + 1, len(others))
        )
        if any(abs(one - number) < 0.005 for one in sums):
            return True
        columns = _columns(self._results)
        return any(abs(sum(one) - number) < 0.01 for one in columns if len(one) > 1)

    def _is_made_of_two(self, number: float, places: int) -> bool:
        """Say whether two numbers make it, as sum, difference or product, or as ratio of those that
        were worked out.
        """
        there = sorted(self._evidence.numbers())[:_MOST]
        if len(there) == _MOST:
            return True
        cents = {round(one, 2) for one in there} | self._made
        return any(
            round(number - one, 2) in cents
            or round(number + one, 2) in cents
            or (
                one
                and round(number / one, 2) in cents
                and abs(round(number / one, 2) * one - number) < 0.01
            )
            for one in (*there, *self._made)
        ) or any(
            round(one / made, places) == number for made in self._made for one in there if made
        )

    def _is_told_again(self, match: re.Match[str]) -> bool:
        """Say whether a figure is another one of its text in another unit, or its share of one.

        Which is its share stands right before it: 7,800 (52%), of 15,000.
        """
        number, places = _number(match[1]), len(match[1].partition(".")[2])
        others = self._others(match)
        if any(abs(number * unit - one) < 0.01 for one in others for unit in _UNITS):
            return True
        before = list(_FIGURE.finditer(match.string, 0, match.start()))
        if not (before and _PER_CENT.match(match.string, match.end())):
            return False
        part = 100 * _number(before[-1][1])
        return any(one and round(part / one, places) == number for one in others)

    def _others(self, match: re.Match[str]) -> list[float]:
        """Return the other figures of the text that are known."""
        found = (one for one in _FIGURE.finditer(match.string) if one.span() != match.span())
        return [_number(one[1]) for one in found if self._is_known(one)][:_LISTED]


def _number(written: str) -> float:
    return float(written.replace(",", ""))


def _columns(results: Iterable[str]) -> Iterable[list[float]]:
    """Return the numbers that results have under each key."""
    columns: dict[str, list[float]] = defaultdict(list)
    for content in results:
        with suppress(ValueError):  # a text is no table
            _add_to(columns, read_json(content))
    return columns.values()


def _add_to(columns: dict[str, list[float]], result: JSON, key: str = "") -> None:
    """Add the numbers of a result to the others under their key, texts of numbers too."""
    if isinstance(result, dict):
        for name, value in result.items():
            _add_to(columns, value, name)
    elif isinstance(result, list):
        for value in result:
            _add_to(columns, value, key)
    elif isinstance(result, int | float | str) and not isinstance(result, bool):
        with suppress(ValueError):
            columns[key].append(_number(str(result)))


def _start(text: str, at: int) -> int:
    return max(text.rfind(". ", 0, at), text.rfind("\n", 0, at), -1) + 1


def _end(text: str, at: int) -> int:
    ends = [end for end in (text.find(". ", at), text.find("\n", at)) if end >= 0]
    return min(ends, default=len(text))
