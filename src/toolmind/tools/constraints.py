"""The constraints of schemas: what a source says of the values that it takes, in numbers."""

from __future__ import annotations

from typing import Any

from toolmind.tools.subschemas import subschemas

CONSTRAINTS = frozenset(
    "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern "
    "minItems maxItems uniqueItems minContains maxContains minProperties maxProperties format "
    "enum const default".split()
)
"""The keywords that are counted."""


def count_constraints(schema: Any) -> int:
    """Count the constraints of a schema and of those in it, without following references.

    What says nothing is not counted: ``uniqueItems: false``, an empty `enum`, null, and the
    boolean `exclusiveMinimum` of draft 4, which belongs to its `minimum`.
    """
    if not isinstance(schema, dict):
        return 0
    own = sum(_says_something(key, value) for key, value in schema.items())
    return own + sum(map(count_constraints, subschemas(schema)))


def _says_something(key: str, value: Any) -> bool:
    if key not in CONSTRAINTS or isinstance(value, dict):
        return False
    if key in ("default", "const"):
        return True
    if isinstance(value, bool):
        return value and key == "uniqueItems"
    return value is not None and value != []
