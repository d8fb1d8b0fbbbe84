"""Months, seasons, quarters and years that a text speaks of, by their first and last days."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import MAXYEAR, MINYEAR, date, timedelta

_NAMES = "january february march april may june july august september october november december"
_MONTHS = {name: number for number, name in enumerate(_NAMES.split(), 1)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The first month of each (of the north; ours)."""

_LEAD = (
    r"(?:in|of|from|since|during|for|all|whole|entire|until|till|to|through|and|between|by|this|next"
    r"|last|early|late|mid|the)[\s-]"
)


def _longest_first(phrases: Iterable[str]) -> str:
    return "|".join(sorted(phrases, key=len, reverse=True))


def letter_first(
    phrases: Iterable[str], any_of: Callable[[Iterable[str]], str] = _longest_first
) -> str:
    """Return a pattern for phrases that begin a word, which tells their first letters first.

    `re` then skips to the next one of these, where a boundary has it stop at every character.
    `any_of` makes a pattern of what follows a letter.
    """
    rests: dict[str, list[str]] = {}
    for phrase in phrases:
        rests.setdefault(phrase[0], []).append(phrase[1:])
    after = "|".join(f"(?<={letter})(?:{any_of(rest)})" for letter, rest in rests.items())
    return rf"[{''.join(rests)}](?<!\w.)(?:{after})"


_MONTH = re.compile(
    rf"(?P<month>{letter_first(_MONTHS)})\b\.?"
    r"(?!\s+(?:the\s+)?\d{1,2}(?:st|nd|rd|th)?\b)(?:,?\s+(?P<year>(?:19|20)\d\d)\b)?"
    r"(?P<on>\s+(?:through|to|until|till|and)\b)?"
)
_LED = re.compile(rf"\b{_LEAD}$")
_DAY_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?\s+(?:of\s+)?$")
_SEASON = re.compile(
    rf"\b{_LEAD}(?:the )?({'|'.join(_SEASONS)})\b(?:,?\s+(?:of\s+)?((?:19|20)\d\d)\b)?"
)
_QUARTER = re.compile(
    r"\b(?:q([1-4])\b|([1-4])(?:st|nd|rd|th) quarter\b)(?: (?:of )?((?:19|20)\d\d)\b)?"
)
_YEAR = re.compile(rf"\b(?:{_LEAD}|year )((?:19|20)\d\d)\b(?![-/.\d])")
_THIS_YEAR = re.compile(r"\b(this|next|last) year\b")
_AMBIGUOUS = ("may", "mar", "march")
"""Words that mean other things, too."""

_ANY = re.compile(r"\b(?:19|20)\d\d\b|quarter|\bq[1-4]\b|year|spring|summer|autumn|fall|winter")


def periods_in(text: str, clock: date | None) -> Iterator[date]:
    """Yield the first and the last day of every period that a text (in lower case, numbers in
    digits) speaks of; without a year of its own it is of this year, the one before or after.
    """
    for match in _MONTH.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        if _DAY_BEFORE.search(before):
            continue
        lead = _LED.search(before)
        if lead or match["year"] or match["on"] or match["month"] not in _AMBIGUOUS:
            number, year = _MONTHS[match["month"]], match["year"]
            yield from _edges(number, 1, year, clock)
            if lead and lead[0].startswith("mid"):
                yield from (date(each, number, 15) for each in _years(year, clock))
    if not _ANY.search(text):
        return
    for match in _SEASON.finditer(text):
        yield from _edges(_SEASONS[match[1]], 3, match[2], clock)
    for match in _QUARTER.finditer(text):
        yield from _edges(3 * int(match[1] or match[2]) - 2, 3, match[3], clock)
    for match in _YEAR.finditer(text):
        yield from _edges(1, 12, match[1], clock)
    if clock:
        for match in _THIS_YEAR.finditer(text):
            year = clock.year + {"this": 0, "next": 1, "last": -1}[match[1]]
            yield from _edges(1, 12, str(year), clock)


def _years(year: str | None, clock: date | None) -> list[int]:
    near = (clock.year - 1, clock.year, clock.year + 1) if clock else ()
    years = (int(year),) if year else near
    return [each for each in years if MINYEAR <= each < MAXYEAR]  # a period ends before its next


def _edges(month: int, months: int, year: str | None, clock: date | None) -> Iterator[date]:
    """Yield the first and the last day of `months` months from `month` on."""
    for first in _years(year, clock):
        yield date(first, month, 1)
        end = first * 12 + month - 1 + months
        yield date(end // 12, end % 12 + 1, 1) - timedelta(days=1)
