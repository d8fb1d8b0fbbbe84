"""What a value has beside what its schema has room for."""

from __future__ import annotations

from typing import Any

from toolmind.records import JSON, Schema
from toolmind.schema.reading import flatten


def without_superfluous(schema: Schema, value: JSON) -> JSON:
    """Return the value without the properties that closed objects have no place for.

    An object is closed by ``additionalProperties: false``. Of alternatives (``anyOf``) the first
    that describes an object, or a list, is the one that such a value is held against. Whether the
    rest is valid is not asked.
    """
    return _trimmed(schema, schema, value)


def _trimmed(node: Any, root: Schema, value: JSON) -> JSON:
    if not isinstance(node, dict) or not isinstance(value, dict | list):
        return value
    flat = flatten(node, root)
    keyword = "properties" if isinstance(value, dict) else "items"
    if keyword not in flat:
        branches = [flatten(b, root) for b in flat.get("anyOf", ()) if isinstance(b, dict)]
        flat = next((branch for branch in branches if keyword in branch), {})
    if isinstance(value, list):
        return [_trimmed(flat.get("items"), root, item) for item in value]
    properties = flat.get("properties") or {}
    closed = flat.get("additionalProperties") is False
    return {
        name: _trimmed(properties.get(name), root, inner)
        for name, inner in value.items()
        if name in properties or not closed
    }
