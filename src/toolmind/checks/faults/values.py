"""Faults of values: what a call carries and nobody gave."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from toolmind.checks.faults.base import (
    ArgumentFault,
    CallFault,
    Good,
    properties,
    read,
    shuffled,
    with_arguments,
)
from toolmind.checks.grounding.dates import dates_in
from toolmind.checks.grounding.own_choice import in_own_words
from toolmind.checks.rules.order import ends_of
from toolmind.records import JSON, ToolCall

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TRIES = 20
_PLACES = (
    "Ouagadougou", "Vladivostok", "Paramaribo", "Ljubljana", "Antananarivo", "Reykjavik",
    "Thimphu", "Bujumbura", "Chisinau", "Tegucigalpa",
)  # fmt: skip
_UNKNOWN = ("unknown", "not provided", "not specified", "null")
_PLACEHOLDERS = ("YOUR_API_KEY", "<value>", "your_value_here", "{{value}}", "[INSERT VALUE]", "TBD")


class InventedIdentifier(ArgumentFault):
    """An id that nobody told: of the shape of the true one."""

    name = "invented_identifier"

    def value(self, name: str, value: JSON, call: ToolCall, good: Good, rng: Random) -> JSON:
        """Draw other letters and digits for a text of both, or for one that is called an id."""
        if not isinstance(value, str) or _DATE.search(value) or ":" in value or " " in value:
            return None
        digits = sum(char.isdigit() for char in value)
        called = name.lower().endswith(("id", "number", "code", "token"))
        if "enum" in _schema(name, call, good) or not (digits > 2 or (digits and called)):
            return None
        return _unsaid(lambda: "".join(_like(char, rng) for char in value), good)


class InventedDate(ArgumentFault):
    """A day that nobody named."""

    name = "invented_date"

    def value(self, name: str, value: JSON, call: ToolCall, good: Good, rng: Random) -> JSON:
        """Move a date by weeks to months, as a model that has no calendar does."""
        if not isinstance(value, str) or not (found := _day_in(value)):
            return None
        written, day = found
        return _unsaid(
            lambda: value.replace(written, str(day + timedelta(days=rng.randrange(40, 200)))),
            good,
        )


class ShiftedDate(ArgumentFault):
    """The day before or after the one that was meant."""

    name = "shifted_date"

    def value(self, name: str, value: JSON, call: ToolCall, good: Good, rng: Random) -> JSON:
        """Move a date by one day, to one that is said nowhere."""
        if not isinstance(value, str) or not (found := _day_in(value)):
            return None
        written, day = found
        other = day + timedelta(days=rng.choice((-1, 1)))
        if any((month, number) == (other.month, other.day) for month, number in _said(good)):
            return None
        return _unsaid(lambda: value.replace(written, str(other)), good)


def _day_in(value: str) -> tuple[str, date] | None:
    """Return the first day of a text, as it is written and as it is; None without one."""
    if not (found := _DATE.search(value)):
        return None
    try:
        return found[0], date.fromisoformat(found[0])
    except ValueError:
        return None


def _said(good: Good) -> set[tuple[int, int]]:
    return {(day.month, day.day) for day in dates_in(good.text(), None, 2024)}


class EndsFirst(CallFault):
    """A call whose end comes before its begin."""

    name = "ends_first"
    group = "conduct"
    of_shown = False

    def changed(self, call: ToolCall, good: Good, rng: Random) -> ToolCall | None:
        """Swap the begin and the end."""
        arguments = read(call)
        for first, last in shuffled(ends_of(arguments), rng):
            if type(arguments[first]) is type(arguments[last]):
                other = {first: arguments[last], last: arguments[first]}
                return with_arguments(call, {**arguments, **other})
        return None


class MissingFact(CallFault):
    """A call that says of a required value that it is not known."""

    name = "missing_fact"
    group = "grounding"
    of_shown = False

    def changed(self, call: ToolCall, good: Good, rng: Random) -> ToolCall | None:
        """Put words that say so in the place of a free text."""
        arguments, tool = read(call), good.tools.get(call.name)
        required = tool.parameters.get("required") or () if tool else list(arguments)
        for name in shuffled(required, rng):
            kind = _schema(name, call, good)
            if isinstance(arguments.get(name), str) and "enum" not in kind:
                return with_arguments(call, {**arguments, name: rng.choice(_UNKNOWN)})
        return None


class InventedNumber(ArgumentFault):
    """A number that nobody told."""

    name = "invented_number"

    def value(self, name: str, value: JSON, call: ToolCall, good: Good, rng: Random) -> JSON:
        """Draw a number of two digits more."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        size = max(abs(int(value)), 1)
        found = _unsaid(lambda: str(rng.randrange(30 * size, 300 * size)), good)
        return int(found) if isinstance(found, str) else None


class InventedText(ArgumentFault):
    """A place that nobody spoke of, where another was meant."""

    name = "invented_text"

    def value(self, name: str, value: JSON, call: ToolCall, good: Good, rng: Random) -> JSON:
        """Draw one of some capitals far away, for a word or a few without a digit."""
        if not isinstance(value, str) or not 0 < len(value.split()) < 4:
            return None
        if "enum" in _schema(name, call, good) or any(char in value for char in "0123456789@:"):
            return None
        if value.lower() in ("true", "false") or in_own_words(name):
            return None
        return _unsaid(lambda: rng.choice(_PLACES), good)


class OffByOne(ArgumentFault):
    """A number that is the true one and one more."""

    name = "off_by_one"

    def value(self, name: str, value: JSON, call: ToolCall, good: Good, rng: Random) -> JSON:
        """Count one more, where that number is said nowhere."""
        text = value if isinstance(value, str) and value.isdecimal() else ""
        if (isinstance(value, bool) or not isinstance(value, int)) and not text:
            return None
        if text and ("enum" in _schema(name, call, good) or len(text) > 4):
            return None
        number = int(text or str(value)) + 1
        found = _unsaid(lambda: str(number), good)
        return None if found is None else (str(number) if text else number)


class Placeholder(ArgumentFault):
    """What stands where a value should."""

    name = "placeholder"

    def value(self, name: str, value: JSON, call: ToolCall, good: Good, rng: Random) -> JSON:
        """Draw a placeholder as models write them."""
        if not isinstance(value, str) or "enum" in _schema(name, call, good):
            return None
        return rng.choice(_PLACEHOLDERS)


class SwappedArguments(CallFault):
    """Two arguments that have each other's values."""

    name = "swapped_arguments"
    group = "conduct"
    of_shown = False

    def changed(self, call: ToolCall, good: Good, rng: Random) -> ToolCall | None:
        """Swap two free texts."""
        arguments = read(call)
        names = [
            name
            for name, value in arguments.items()
            if isinstance(value, str)
            and "enum" not in _schema(name, call, good)
            and not _DATE.search(value)
        ]
        if len(names) < 2:
            return None
        one, other = rng.sample(names, 2)
        swapped = {one: arguments[other], other: arguments[one]}
        return with_arguments(call, {**arguments, **swapped})


def _schema(name: str, call: ToolCall, good: Good) -> dict[str, JSON]:
    found = properties(call, good).get(name)
    return found if isinstance(found, dict) else {}


def _like(char: str, rng: Random) -> str:
    if char.isdigit():
        return rng.choice(string.digits)
    if char.isalpha():
        letters = string.ascii_uppercase if char.isupper() else string.ascii_lowercase
        return rng.choice(letters)
    return char


def _unsaid(draw: Callable[[], str], good: Good) -> str | None:
    """Return what is drawn, as soon as it is something that the dialogue does not hold."""
    said = good.text().lower()
    for _ in range(_TRIES):
        drawn = draw()
        if not re.search(rf"(?<!\w){re.escape(drawn.lower())}(?!\w)", said):
            return drawn
    return None
