"""Quantities, durations, and moments that are told by them: "25 mg", "an hour and a half ago"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from toolmind.checks.grounding.dates import digits

_SPELLINGS = {
    "mg": "milligram milligrams milligramme milligrammes",
    "g": "gram grams gramme grammes",
    "kg": "kilo kilos kilogram kilograms kgs",
    "ml": "milliliter milliliters millilitre millilitres",
    "l": "liter liters litre litres",
    "mm": "millimeter millimeters millimetre millimetres",
    "cm": "centimeter centimeters centimetre centimetres",
    "m": "meter meters metre metres",
    "km": "kilometer kilometers kilometre kilometres kms",
    "mi": "mile miles",
    "ft": "foot feet",
    "lb": "lbs pound pounds",
    "oz": "ounce ounces",
    "kb": "kilobyte kilobytes",
    "mb": "megabyte megabytes meg megs",
    "gb": "gigabyte gigabytes gig gigs",
    "tb": "terabyte terabytes",
    "%": "percent pct",
    "s": "sec secs second seconds",
    "min": "mins minute minutes",
    "h": "hr hrs hour hours",
    "d": "day days",
    "w": "week weeks",
}
_CANONICAL = {word: unit for unit, words in _SPELLINGS.items() for word in (unit, *words.split())}
_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400, "w": 604800}

_QUANTITY = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)[\s-]{0,2}([a-zµ°]{1,20}|%)")
_LONE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*-?\s*([A-Za-zµ°]{1,20}|%)\s*")
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([A-Za-z]+)[\s,]*")
_ISO = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")

_FRACTIONS = (
    (re.compile(r"\b(?:a )?half an? (?=[a-z])"), "0.5 "),
    (re.compile(r"\b3 quarters(?: of)? an (?=hour)"), "0.75 "),
    (re.compile(r"\b(?:a )?quarter(?: of)? an (?=hour)"), "0.25 "),
    (
        re.compile(r"\b(?:an?|1) (hour|day|week|minute|mile|kilo|liter|litre) and a half\b"),
        r"1.5 \1",
    ),
    (re.compile(r"\b(\d+) ([a-z]+) and a half\b"), r"\1.5 \2"),
    (re.compile(r"\b(\d+) and a half\b"), r"\1.5"),
    (re.compile(r"\ban? (?=(?:hour|minute|day|week)\b)"), "1 "),
)
_FRACTION = re.compile(r"half|quarter|\ban? (?:hour|minute|day|week)\b")
_RELATIVE = re.compile(
    r"(?P<ahead>\bin (?:about |around |roughly )?)?"
    r"(?P<span>(?<![\w.])\d+(?:\.\d+)? (?:seconds?|min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?)"
    r"(?:(?: and|,)? \d+(?:\.\d+)? (?:min(?:ute)?s?))?)"
    r"(?: (?P<back>ago|earlier|before|back)\b| (?P<on>from now|later|hence)\b)?"
)


_FAR = re.compile(
    r"\b(?:ago|earlier|before|back|from now|later|hence)\b"
    r"|\bin\s+(?:\w+[\s-]+){1,4}?(?:sec|min|h(?:ou)?r|day|week)",
    re.IGNORECASE,
)
"""A look before the search: most texts tell no moment by its distance."""


def measured(text: str) -> str:
    """Return the text in lower case with numbers and fractions of measures in digits.

    ``Two and a half hours`` → ``2.5 hours``, ``half an hour`` → ``0.5 hour``.
    """
    text = digits(text)
    if _FRACTION.search(text):
        for form, plain in _FRACTIONS:
            text = form.sub(plain, text)
    return text


def quantities_in(text: str) -> Iterator[tuple[float, str]]:
    """Yield every number that a unit follows, or another word, with the unit's short form."""
    for match in _QUANTITY.finditer(measured(text)):
        yield float(match[1]), _CANONICAL.get(match[2], match[2])


def quantity(value: str) -> tuple[float, str] | None:
    """Return a value that is a number and a unit, such as ``25mg``, or None."""
    match = _LONE.fullmatch(value)
    if match is None:
        return None
    unit = match[2].lower()
    if unit not in _CANONICAL and len(unit) == 1:  # a room, a size
        return None
    return float(match[1]), _CANONICAL.get(unit, unit)


def duration(value: str) -> float | None:
    """Return the seconds of a value that is a duration: ``PT90M``, ``1h 30min``, ``90s``."""
    if (iso := _ISO.fullmatch(value)) and any(iso.groups()):
        parts = zip(iso.groups(), (604800, 86400, 3600, 60, 1), strict=True)
        return sum(float(number) * seconds for number, seconds in parts if number)
    found = _PART.findall(value)
    if not found or _PART.sub("", value).strip():
        return None
    units = [
        _SECONDS.get(_CANONICAL.get(unit.lower(), {"m": "min"}.get(unit, ""))) for _, unit in found
    ]
    if len(found) > 1 and found[-1][1].lower() == "m":
        units[-1] = 60
    if None in units:
        return None
    return sum(float(n) * s for (n, _), s in zip(found, units, strict=True) if s)


def durations_in(text: str) -> set[float]:
    """Return the seconds of every duration that a text speaks of, of two in a row also the sum."""
    found: set[float] = set()
    before: tuple[int, float] | None = None
    for match in _QUANTITY.finditer(text := measured(text)):
        seconds = _SECONDS.get(_CANONICAL.get(match[2], ""))
        if seconds is None:
            continue
        here = float(match[1]) * seconds
        found.add(here)
        if before and text[before[0] : match.start()].strip(" ,").removeprefix("and").strip() == "":
            found.add(before[1] + here)
        before = match.end(), here
    return found


def moments_in(text: str, clock: datetime) -> Iterator[datetime]:
    """Yield every moment told by how far it is from the clock: "in two hours", "an hour ago"."""
    if not _FAR.search(text):
        return
    for match in _RELATIVE.finditer(measured(text)):
        if not (match["ahead"] or match["back"] or match["on"]):
            continue
        seconds = sum(
            float(number) * _SECONDS[_CANONICAL[unit]]
            for number, unit in _PART.findall(match["span"])
        )
        if seconds < 400 * 86400:
            yield clock + timedelta(seconds=-seconds if match["back"] else seconds)
