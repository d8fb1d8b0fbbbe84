"""Numbers that a text holds, in digits or words, with their units."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolmind.checks.grounding.dates import digits

_NUMBER = re.compile(
    # The first character stands before what must not precede it: `re` then skips to the next one
    # that can begin a number, which makes the search about five times as fast.
    r"(?P<number>[-.\d](?<![A-Za-z_.\d].)(?<![A-Za-z]-.)"
    r"(?:(?:(?<=\d)|(?<=-)\d)[\d,]*(?:\.\d+)?|(?:(?<=\.)|(?<=-)\.)\d+))"
    r"\s*(?P<unit>%|percent\b|k\b|thousand\b|m\b|million\b|billion\b|hundred\b)?"
)
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_UNIT = {"%": 0.01, "percent": 0.01, "k": 1e3, "thousand": 1e3, "hundred": 1e2}
_UNIT |= {"m": 1e6, "million": 1e6, "billion": 1e9}
_SCALE = re.compile(r"(?:hundred|thousand|million|billion)[\s-]+(?:and\s+)?\d|and a half")
_SCALES = ("hundred", "thousand", "illion", "and a half")
_COMPOUND = re.compile(
    r"(?<![\w.,])\d+(?:\.\d+)?(?:[\s-]+(?:hundred|thousand|million|billion)(?:[\s-]+(?:and\s+)?\d{1,3}\b"
    r"(?!\s+(?!hundred|thousand)\d))?)+|(?<![\w.,])\d+ and a half\b"
)
"""A number with its scale, and what is said after it."""

_PEOPLE = re.compile(
    r"\b(?:me|myself|i)\b(?:(?:,| and|, and) my [a-z-]+){1,5}"
    r"|\bmy [a-z-]+(?:, my [a-z-]+){0,5},? and (?:me|myself|i)\b"
)
"""People who are named one by one: me and my wife."""

_MY = re.compile(r"\bmy ")


def numbers_in(text: str) -> Iterator[float]:
    """Yield every number of a text, as written and with its unit (5k → 5 and 5000).

    Commas group thousands (1,200 is one number) unless they part a list ([1,200] is two).
    """
    text = digits(text)
    for match in _NUMBER.finditer(text):
        written, unit = match["number"], match["unit"]
        if "," in written:
            listed = text[match.start() - 1 : match.start()] == "["
            grouped = _GROUPED.fullmatch(written) and not listed
            parts = [written.replace(",", "")] if grouped else written.split(",")
        else:
            parts = [written]
        for part in filter(None, parts):
            number = float(part)
            yield number
            if unit:
                yield round(number * _UNIT[unit], 10)
    if any(word in text for word in _SCALES) and _SCALE.search(text):
        yield from _compounds(text)
    if "my " in text:
        yield from (1.0 + len(_MY.findall(found[0])) for found in _PEOPLE.finditer(text))


def _compounds(text: str) -> Iterator[float]:
    """Yield numbers said in several words: 1 hundred and 20, 2 thousand 5 hundred, 2 and a half."""
    for match in _COMPOUND.finditer(text):
        total = current = 0.0
        for word in re.split(r"[\s-]+", match[0]):
            if word in ("and", "a"):
                continue
            if word == "hundred":
                current = (current or 1) * 100
            elif word == "half":
                current += 0.5
            elif word in _UNIT:
                total, current = total + (current or 1) * _UNIT[word], 0.0
            else:
                current += float(word)
        yield total + current
