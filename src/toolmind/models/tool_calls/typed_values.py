"""Values as plain text, where the schema of a parameter says how to read them."""

from __future__ import annotations

from typing import Any

import orjson

from toolmind.errors import ReplyError
from toolmind.models.tool_calls.blocks import malformed
from toolmind.records import JSON, Schema


def declared_types(schema: Schema, name: str) -> frozenset[str] | None:
    """Return the JSON types that a property may have; None where its schema does not say."""
    properties = schema.get("properties")
    declared = properties.get(name) if isinstance(properties, dict) else None
    kind = declared.get("type") if isinstance(declared, dict) else None
    if isinstance(kind, str):
        return frozenset([kind])
    if isinstance(kind, list):
        return frozenset(one for one in kind if isinstance(one, str))
    return None


def _fits(value: JSON, types: frozenset[str]) -> bool:
    if isinstance(value, bool):
        return "boolean" in types
    if isinstance(value, int | float):
        return "number" in types or ("integer" in types and value == int(value))
    names: dict[Any, str] = {type(None): "null", str: "string", list: "array", dict: "object"}
    return names[type(value)] in types


_TEXT = frozenset(["string"])


def read_value(name: str, text: str, types: frozenset[str] | None) -> JSON:
    """Return the value that a text stands for: itself where its schema says string, else JSON.

    `name` is the parameter's, for the reason of a refusal.

    Raises:
        ReplyError: `reply.malformed_call`.
    """
    if types == _TEXT:
        return text
    try:
        value = orjson.loads(text)
        if types is None or _fits(value, types):
            return value
    except orjson.JSONDecodeError as error:
        if types is not None and "string" not in types:
            malformed(f"the value of {name!r} is not JSON: {error}")
        return text
    # JSON of an undeclared type: text where text is allowed, else for validation to judge.
    return text if types is not None and "string" in types else value


def write_value(value: JSON, types: frozenset[str] | None) -> str:
    """Return the text from which `read_value` reads the value."""
    if isinstance(value, str) and (types == _TEXT or _read_back(value, types) == value):
        return value
    return orjson.dumps(value).decode()


def _read_back(text: str, types: frozenset[str] | None) -> JSON:
    try:
        return read_value("", text, types)
    except ReplyError:
        return None
