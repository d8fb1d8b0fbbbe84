"""Schemas in brief, for models: a value's shape, and in it in a few words what each part is.

``{"id": "string: Id of the order.", "lines?": [{"sku": "string", "state?": "one of NEW | SENT"}]}``

An object stands as one, with a question mark behind the names of what may be missing; a list holds
what each of its items is; a text names the type, the format or the choices, and what the value
means. What cannot be said so stands as ``{"JSON Schema": …}``. That takes two thirds of the
schema's characters. What objects, and lists of objects, are for is told by their names alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from toolmind.records import JSON, Schema
from toolmind.text.cut import cut

AS_SCHEMA = "JSON Schema"
"""The key of what stands as a schema."""

_LONGEST = 200
"""Characters of a description (ours)."""

_CHOICE = re.compile(r"[\w.+-]{1,64}")
_WORDS = frozenset(("description", "title"))
_OBJECT = frozenset(("type", "properties", "required", "additionalProperties"))


def outline(schema: Any, given: Sequence[JSON] | None = None) -> JSON:
    """Return a schema in brief.

    Of objects, where values are given, what these have and what is required.
    """
    if not isinstance(schema, dict):
        return {AS_SCHEMA: schema}
    keys = schema.keys() - _WORDS
    if "properties" in keys:
        if keys <= _OBJECT and _plain(schema):
            return dict(_properties(schema, given))
    elif "items" in keys:
        if len(keys) == 2 and schema.get("type") == "array":
            return [outline(_item(schema), _within(given))]
    elif text := _value(schema, keys):
        meaning = cut(str(schema.get("description") or ""), _LONGEST)
        return f"{text}: {meaning}" if meaning else text
    return {AS_SCHEMA: schema}


def _plain(schema: Schema) -> bool:
    """Tell whether an object's schema says nothing but which properties there are."""
    names = schema["properties"]
    return (
        schema.get("type") == "object"
        and isinstance(schema.get("additionalProperties", False), bool)
        and AS_SCHEMA not in names
        and not any(name.endswith("?") for name in names)
    )


def _properties(schema: Schema, given: Sequence[JSON] | None) -> Iterator[tuple[str, JSON]]:
    required = schema.get("required", ())
    for name, inner in schema["properties"].items():
        values = None
        if given is not None:
            values = [one[name] for one in given if isinstance(one, dict) and name in one]
        if values is None or values or name in required:
            yield name if name in required else f"{name}?", outline(inner, values)


def _item(schema: Schema) -> Any:
    """Return what a list's items are; what is said of the list is said of a simple item."""
    item, said = schema["items"], schema.get("description")
    if isinstance(item, dict) and said and "description" not in item:
        return {**item, "description": said}
    return item


def _within(given: Sequence[JSON] | None) -> list[JSON] | None:
    if given is None:
        return None
    return [item for one in given if isinstance(one, list) for item in one]


def _value(schema: Schema, keys: set[str]) -> str:
    """Return the words for a value that is no list or object of declared parts, if there are."""
    kind = schema.get("type")
    choices = schema.get("enum", ())
    if keys <= {"type", "enum"} and choices and kind in ("string", None):
        plain = all(isinstance(one, str) and _CHOICE.fullmatch(one) for one in choices)
        return f"one of {' | '.join(choices)}" if plain else ""
    if not (isinstance(kind, str) and keys <= {"type", "format"}):
        return ""
    return f"{kind} ({schema['format']})" if "format" in keys else kind
