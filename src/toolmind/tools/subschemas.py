"""Where schemas stand within a schema, in JSON Schema 2020-12 and the dialects before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from toolmind.records import Schema

ONE = frozenset(
    "items additionalProperties not if then else contains propertyNames unevaluatedItems "
    "unevaluatedProperties contentSchema".split()
)
"""Keywords with one schema."""

MANY = frozenset("anyOf oneOf allOf prefixItems items".split())
"""Keywords with a list of schemas; `items` had one in older drafts."""

NAMED = frozenset("properties patternProperties $defs definitions dependentSchemas".split())
"""Keywords with schemas by name."""


def subschemas(schema: Schema) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield what stands where a schema stands, one level down, with its path."""
    for key, value in schema.items():
        if key in MANY and isinstance(value, list):
            yield from (((key, at), item) for at, item in enumerate(value))
        elif key in ONE:
            yield (key,), value
        elif key in NAMED and isinstance(value, dict):
            yield from (((key, name), item) for name, item in value.items())


def map_subschemas(schema: Schema, change: Callable[[Any], Any]) -> Schema:
    """Return a schema with what stands where a schema stands, one level down, changed."""
    result: Schema = {}
    for key, value in schema.items():
        if key in MANY and isinstance(value, list):
            result[key] = [change(item) for item in value]
        elif key in ONE:
            result[key] = change(value)
        elif key in NAMED and isinstance(value, dict):
            result[key] = {name: change(item) for name, item in value.items()}
        else:
            result[key] = value
    return result


def wordless(schema: Any) -> Any:
    """Return a schema without titles and descriptions: the same values are valid."""
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if key not in ("title", "description")}
    return map_subschemas(kept, wordless)
