"""Plausible numbers: the range that a name asks for, within the bounds that the schema sets."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from operator import attrgetter

from toolmind.errors import DataError
from toolmind.offline.values import hints, times
from toolmind.offline.values.draw import Draw
from toolmind.offline.values.field import Field
from toolmind.records import Schema

Number = Callable[[Draw], int | float]

_RANGES: tuple[tuple[re.Pattern[str], float, float, int], ...] = tuple(
    (re.compile(pattern), low, high, digits)
    for pattern, low, high, digits in (
        (r"\b(coverage|credit|spending|withdrawal|transfer|liability) limit$", 500, 50_000, 0),
        (
            r"\b(page size|limit|max results?|per page|top k|num results|page limit|max items)$",
            5,
            20,
            0,
        ),
        (r"^(page|page number|page no|current page)$", 1, 3, 0),
        (r"^(offset|skip|start index)$", 0, 20, 0),
        (
            r"\b(probability|confidence|similarity|relevance|ratio|fraction|opacity)|"
            r"(confidence|relevance|similarity) score",
            0.52,
            0.98,
            2,
        ),
        (r"\b(rating|stars)$", 3.2, 5, 1),
        (r"percent|\brate$|humidity|\bpct|discount", 3, 85, 1),
        (r"\blat(itude)?$", -38, 60, 4),
        (r"\b(lon|lng|long|longitude)$", -122, 140, 4),
        (
            r"\b(salary|income|revenue|loan|mortgage|principal|budget|net worth|property value)",
            28_000,
            240_000,
            0,
        ),
        (
            r"price|amount|cost|\bfee|total|balance|payment|fare|charge|subtotal|tax\b|value$|"
            r"spend|deposit",
            12,
            480,
            2,
        ),
        (r"^(year|.* year)$", 2015, 2026, 0),
        (r"^(month|.* month)$", 1, 12, 0),
        (r"^(day|day of month)$", 1, 28, 0),
        (r"^hours?$|hour$", 7, 20, 0),
        (r"^minutes?$", 0, 59, 0),
        (r"\bage$", 18, 79, 0),
        (r"(minutes|mins|duration)$", 15, 180, 0),
        (r"(seconds|secs|ttl|timeout|interval)$", 30, 900, 0),
        (r"\b(ms|millis|milliseconds|latency)$", 12, 850, 0),
        (r"\b(days|nights)$", 1, 14, 0),
        (r"\b(weeks|months|term|tenure)$", 1, 24, 0),
        (
            r"\b(adults|guests|passengers|people|party size|children|persons|travel+ers|rooms|"
            r"seats|attendees|number of (people|guests|adults|passengers))$",
            1,
            4,
            0,
        ),
        (r"\b(quantity|qty|units|copies|servings)$", 1, 6, 0),
        (r"temp(erature)?", -4, 32, 1),
        (r"\bradius$|distance|\bkm$|miles", 1, 50, 1),
        (r"\bwind|speed", 3, 60, 1),
        (r"pressure", 990, 1030, 0),
        (r"weight|mass", 2, 90, 1),
        (r"\bbounding box (width|height)$", 0.05, 0.4, 2),
        (r"\b(height|width|length|depth)$", 20, 1080, 0),
        (r"\bresults? size", 5, 400, 0),
        (r"\bport$", 8000, 9000, 0),
        (r"status code|http code|response code", 200, 200, 0),
        (r"bytes|size|storage|memory", 1_024, 9_000_000, 0),
        (r"score", 40, 98, 0),
        (r"population", 20_000, 4_000_000, 0),
        (r"views|likes|followers|subscribers|downloads|plays|impressions", 120, 90_000, 0),
        (r"\b(id|number|uid)$", 10_000, 999_999, 0),
        (r"count|num\b|number of|total|quantity", 1, 60, 0),
        (
            r"index|position|rank|order|sequence|priority|level|step|generation|revision|version",
            1,
            9,
            0,
        ),
    )
)


def number(field: Field, *, whole: bool) -> Number:
    """Return a maker of the field's number; `whole` asks for an integer.

    Raises:
        DataError: no number fits the schema's bounds.
    """
    bounds = _bounds(field.schema)
    if bounds is None:
        return _unbounded(field, whole)
    low, high, step = bounds
    return _between(field, low, high, step, whole)


def _unbounded(field: Field, whole: bool) -> Number:
    timed = _timed(field)
    if timed:
        return timed
    if (part := _DATE_PARTS.get(field.words)) and _DATES.search(field.parent):
        which, past = times.rank(field._replace(words=field.parent)), field.past == "period"
        return lambda draw: int(part(draw.moment(which, past)))
    if field.words in ("latitude", "lat"):
        return lambda draw: draw.place(field.role).latitude
    if field.words in ("longitude", "lon", "lng", "long"):
        return lambda draw: draw.place(field.role).longitude
    said = [float(v) for v in hints.listed(field.description) if re.fullmatch(r"-?\d+(\.\d+)?", v)]
    if len(said) > 1:
        return lambda draw: _shape(draw.rng.choice(said), whole, 2)
    low, high, digits = _named_range(field)
    return lambda draw: _shape(draw.rng.uniform(low, high), whole, digits)


_DATES = re.compile(r"\b(date|time|day|datetime|birthday|deadline)$")
_DATE_PARTS: dict[str, Callable[[datetime], int]] = {
    "year": attrgetter("year"),
    "month": attrgetter("month"),
    "day": attrgetter("day"),
    "hours": attrgetter("hour"),
    "minutes": attrgetter("minute"),
    "seconds": attrgetter("second"),
    "nanos": attrgetter("microsecond"),
}
"""Fields of an object that is a date or a time of day: all of one moment."""

_SINCE = re.compile(r"epoch|unix|\b(milli)?seconds since\b", re.IGNORECASE)


def _timed(field: Field) -> Number | None:
    if not re.search(
        r"timestamp|epoch|\bat$|(created|updated|start|end|expir\w*) ?(time|date)?$", field.words
    ) and not (_SINCE.search(field.description) and re.search(r"(time|date)$", field.words)):
        return None
    if not re.search(
        r"timestamp|epoch|unix|millis|seconds since|\btime",
        f"{field.words} {field.description}",
        re.I,
    ):
        return None
    scale = 1000 if re.search(r"milli|\bms\b", f"{field.words} {field.description}", re.I) else 1
    which, past = times.rank(field), field.past == "period"
    return lambda draw: int(draw.moment(which, past).replace(tzinfo=UTC).timestamp()) * scale


def _named_range(field: Field) -> tuple[float, float, int]:
    for pattern, low, high, digits in _RANGES:
        if pattern.search(field.words):
            return low, high, digits
    return 1, 100, 1


def _shape(value: float, whole: bool, digits: int) -> int | float:
    return round(value) if whole else round(value, digits) if digits else round(value)


def _bounds(schema: Schema) -> tuple[float | None, float | None, Fraction | None] | None:
    """Return the lowest and highest allowed value and the step, or None where nothing is said."""
    low, high = schema.get("minimum"), schema.get("maximum")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    step = schema.get("multipleOf")
    if low is high is above is below is step is None:
        return None
    whole = schema.get("type") == "integer"
    nudge = 1 if whole else 1e-6
    if isinstance(above, int | float) and (low is None or above >= low):
        low = math.floor(above) + 1 if whole else above + max(nudge, abs(above) * 1e-12)
    if isinstance(below, int | float) and (high is None or below <= high):
        high = math.ceil(below) - 1 if whole else below - max(nudge, abs(below) * 1e-12)
    return low, high, Fraction(str(step)) if step else None


def _between(
    field: Field, low: float | None, high: float | None, step: Fraction | None, whole: bool
) -> Number:
    wanted_low, wanted_high, digits = _named_range(field)
    first, last = _window(low, high, wanted_low, wanted_high)
    if whole:
        step = step or Fraction(1)
        if step.denominator != 1:
            step = Fraction(step.numerator)
    if step:
        return _stepped(field, first, last, step, low, high, whole)

    def make(draw: Draw) -> float:
        value = draw.rng.uniform(first, last)
        rounded = round(value, digits) if digits else round(value)
        return rounded if first <= rounded <= last else value

    return make


def _window(
    low: float | None, high: float | None, wanted_low: float, wanted_high: float
) -> tuple[float, float]:
    """Return the part of the allowed range that the name asks for, or the allowed range near it."""
    if low is None and high is not None:
        low = min(wanted_low, high - (wanted_high - wanted_low))
    if high is None and low is not None:
        high = max(wanted_high, low + (wanted_high - wanted_low))
    if low is None or high is None:
        return wanted_low, wanted_high
    inside = max(low, wanted_low), min(high, wanted_high)
    return inside if inside[0] <= inside[1] else (low, high)


def _stepped(
    field: Field,
    first: float,
    last: float,
    step: Fraction,
    low: float | None,
    high: float | None,
    whole: bool,
) -> Number:
    start, stop = math.ceil(Fraction(first) / step), math.floor(Fraction(last) / step)
    if start > stop:  # the window is narrower than a step: look in the whole allowed range
        start = math.ceil(Fraction(low) / step) if low is not None else stop
        stop = math.floor(Fraction(high) / step) if high is not None else start
    if start > stop:
        raise DataError(
            f"no multiple of {step} lies between {low} and {high}",
            field=field.words,
            remedy="Correct minimum, maximum or multipleOf.",
        )

    def make(draw: Draw) -> int | float:
        value = draw.rng.randint(start, stop) * step
        return int(value) if whole or value.denominator == 1 else float(value)

    return make
