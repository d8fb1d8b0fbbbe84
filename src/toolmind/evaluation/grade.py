"""A turn held against the one that was expected: call or not, which tools, with what arguments."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import orjson

from toolmind.records import JSON, Message, Schema, Tool, ToolCall


class Grade(NamedTuple):
    """What is right in a turn. Of `tool` and `arguments` is asked where calls were expected."""

    called: bool
    tool: bool = False
    arguments: bool = False


def grade(expected: Message, given: Message, tools: Mapping[str, Tool]) -> Grade:
    """Hold a turn against the expected one; the order of calls made at once is no matter.

    `tool`: the same tools are called, each as often. `arguments`: with the same arguments besides
    (see `normal_arguments`).

    Raises:
        ValueError: arguments are not a JSON object.
    """
    names = [Counter(call.name for call in one.tool_calls) for one in (expected, given)]
    if names[0] != names[1] or not expected.tool_calls:
        return Grade(called=bool(given.tool_calls))
    wanted, found = (_calls(one.tool_calls, tools) for one in (expected, given))
    return Grade(called=True, tool=True, arguments=wanted == found)


def _calls(calls: Iterable[ToolCall], tools: Mapping[str, Tool]) -> Counter[tuple[str, bytes]]:
    return Counter((call.name, _text(call, tools[call.name].parameters)) for call in calls)


def _text(call: ToolCall, parameters: Schema) -> bytes:
    return orjson.dumps(normal_arguments(call.parsed(), parameters), option=orjson.OPT_SORT_KEYS)


def normal_arguments(arguments: Mapping[str, JSON], parameters: Schema) -> dict[str, JSON]:
    """Return arguments without differences of form: values as `normal` has them.

    What an optional parameter takes anyway, its default or null, is left out.
    """
    properties, required = parameters.get("properties") or {}, parameters.get("required") or ()
    found = {}
    for name, value in arguments.items():
        given, declared = normal(value), properties.get(name)
        default = normal(declared.get("default")) if isinstance(declared, dict) else None
        is_default = given == default and type(given) is type(default)  # 0 is not False
        if name in required or not (given is None or is_default):
            found[name] = given
    return found


def normal(value: JSON) -> JSON:
    """Return a value without differences of form.

    Text without case, compatibility forms and blanks in excess; 2.0 as 2. Types stay: the text
    "2" is no number.
    """
    if isinstance(value, str):
        return " ".join(unicodedata.normalize("NFKC", value).casefold().split())
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, list):
        return [normal(one) for one in value]
    if isinstance(value, dict):
        return {key: normal(one) for key, one in value.items()}
    return value
