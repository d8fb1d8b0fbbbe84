"""Figures of an answer that are known ones in another unit."""

from __future__ import annotations

import re
from collections.abc import Collection

_UNIT = re.compile(r"\s?-?°?\s?([A-Za-z%]+)")
_UNITS = {
    "mi": "mi mile miles",
    "km": "km kms kilometer kilometers kilometre kilometres",
    "f": "f fahrenheit",
    "c": "c celsius",
    "lb": "lb lbs",  # pounds are money, too
    "kg": "kg kgs kilo kilos kilogram kilograms",
    "ft": "ft foot feet",
    "m": "m meter meters metre metres",
    "in": "inch inches",
    "cm": "cm centimeter centimeters centimetre centimetres",
    "%": "% percent pct",
}
_CANONICAL = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_FROM = {
    "mi": (0.621371, 0.0),
    "km": (1.609344, 0.0),
    "f": (1.8, 32.0),
    "c": (1 / 1.8, -32 / 1.8),
    "lb": (2.204623, 0.0),
    "kg": (0.453592, 0.0),
    "ft": (3.28084, 0.0),
    "m": (0.3048, 0.0),
    "in": (0.393701, 0.0),
    "cm": (2.54, 0.0),
    "%": (100.0, 0.0),
}
"""By unit the factor and the offset from its counterpart: miles from kilometres."""

_HOURS = re.compile(
    r"(?<!\d)(\d{1,4})\s?(?:h|hrs?|hours?)\b,?\s{0,2}(?:and\s)?(\d{1,4})\s?(?:m|mins?|minutes?)\b",
    re.IGNORECASE,
)


def is_converted(
    figure: re.Match[str], number: float, places: int, known: Collection[float]
) -> bool:
    """Say whether a figure is a known number in the unit that follows it, rounded: 68 °F, of 20;
    or one of the hours and minutes that a known number of minutes is.
    """
    if (unit := _UNIT.match(figure.string, figure.end())) is None:
        return False
    name = _CANONICAL.get(unit[1].lower())
    if name is not None:
        factor, offset = _FROM[name]
        return any(abs(one * factor + offset - number) <= 0.5001 * 10**-places for one in known)
    for told in _HOURS.finditer(figure.string):
        if told.start() <= figure.start() < told.end():
            minutes = 60 * int(told[1]) + int(told[2])
            return not {minutes, minutes * 60, minutes / 60}.isdisjoint(known)
    return False
