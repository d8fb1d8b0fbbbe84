"""Which schemas OpenAI's strict mode takes: endpoints that have it refuse a request with another.

Source: "Supported schemas" of OpenAI's guide to structured outputs: every object closed, all its
properties required, the root an object, and a part of the keywords.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolmind.records import Schema
from toolmind.schema.reading import types_of

_KEYWORDS = frozenset(
    "type properties required additionalProperties items enum const anyOf $ref $defs description "
    "title pattern format minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems "
    "maxItems".split()
)
_OF_PARTS = frozenset("properties $defs anyOf items".split())
_SAYS_WHAT = frozenset("type enum const anyOf $ref".split())


def strict_mode_takes(schema: Schema) -> bool:
    """Tell whether `strict: true` may stand beside a schema."""
    return types_of(schema) == ("object",) and "anyOf" not in schema and _fits(schema)


def _fits(node: Any) -> bool:
    if not isinstance(node, dict) or not _KEYWORDS.issuperset(node):
        return False
    if _SAYS_WHAT.isdisjoint(node):
        return False
    if _OF_PARTS.isdisjoint(node) and "object" not in types_of(node):
        return True
    properties = node.get("properties", {})
    if "object" in types_of(node) or properties:
        closed = node.get("additionalProperties") is False
        if not closed or set(node.get("required", ())) != set(properties):
            return False
    below = [*properties.values(), *node.get("$defs", {}).values(), *node.get("anyOf", ())]
    return all(map(_fits, [*below, node["items"]] if "items" in node else below))


def closed(properties: Mapping[str, Schema]) -> Schema:
    """Return the schema of an object that has these properties, all of them and no other."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }
