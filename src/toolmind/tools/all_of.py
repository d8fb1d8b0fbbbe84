"""Schemas of which both hold, as one schema: `allOf`, and what stands beside a reference."""

from __future__ import annotations

from toolmind import schema as schemas
from toolmind.errors import DataError
from toolmind.records import Schema

_APART = (
    *((key,) for key in "pattern format const multipleOf anyOf oneOf not propertyNames".split()),
    ("if", "then", "else"),
    ("contains", "minContains", "maxContains"),
)
"""Keywords of which two cannot be made one, with those that belong to them."""

MALFORMED = (TypeError, ValueError, AttributeError, KeyError, DataError)
"""What merging raises where a keyword has a value that it cannot have."""


def merge_all_of(schema: Schema) -> Schema:
    """Return a schema with the parts of its `allOf` merged into it where they allow it."""
    parts = schema.get("allOf")
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        return schema
    merged: Schema = {}
    try:
        for part in [*parts, {key: item for key, item in schema.items() if key != "allOf"}]:
            merged = both(merged, part)
    except MALFORMED:
        return schema  # left to repair
    return merged


def both(left: Schema, right: Schema) -> Schema:
    """Return the schema of what is valid under both; what cannot be one goes on under `allOf`.

    Raises:
        TypeError, ValueError, AttributeError, KeyError: a keyword is malformed.
    """
    clash = {
        key
        for group in _APART
        if group[0] in left and group[0] in right and left[group[0]] != right[group[0]]
        for key in group
    }
    apart = {key: item for key, item in left.items() if key in clash}
    merged = schemas.merge({key: item for key, item in left.items() if key not in clash}, right)
    one, two = left.get("properties"), right.get("properties")
    if isinstance(one, dict) and isinstance(two, dict):
        shared = [name for name in two if isinstance(one.get(name), dict)]
        merged["properties"] |= {
            name: both(one[name], two[name]) for name in shared if isinstance(two[name], dict)
        }
    return {**merged, "allOf": [*merged.get("allOf", ()), apart]} if apart else merged
