"""Schemas of an API document, with their references put in.

A tool's schema must stand alone and be short enough to show to a model. So references are
replaced by what they lead to; where a schema contains itself, or grows too large, it is cut to an
open schema that says so.
"""

from __future__ import annotations

from typing import Any

from toolmind import schema as schemas
from toolmind.errors import DataError
from toolmind.records import Schema
from toolmind.tools.sources.documents import References

MAX_NODES = 300
"""Schema objects in one inlined schema at most; beyond it, less deep references are put in."""

DEPTHS = (8, 5, 4, 3, 2, 1)
"""How many references deep to go, tried in turn until the schema is small enough (ours)."""

_ONE = ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames")
_MANY = ("anyOf", "oneOf", "allOf", "prefixItems")
_NAMED = ("properties", "patternProperties")
_DROPPED = ("discriminator", "xml", "externalDocs", "$defs", "definitions")


class _TooLarge(Exception):
    pass


def inline(value: Any, base: str, references: References) -> Schema:
    """Return a schema of the document without references to it.

    Raises:
        DataError: a reference leads nowhere.
    """
    for depth in DEPTHS:
        try:
            found = _Inliner(references, depth).schema(value, base, ())
            return found if isinstance(found, dict) else {}
        except _TooLarge:
            continue
    return {"description": "Too large to be shown."}


class _Inliner:
    def __init__(self, references: References, depth: int) -> None:
        self.references = references
        self.depth = depth
        self.nodes = 0

    def schema(self, value: Any, base: str, above: tuple[str, ...]) -> Any:
        """Return `value` inlined; `above` are the references that led here."""
        if not isinstance(value, dict):
            return value
        self.nodes += 1
        if self.nodes > MAX_NODES or len(above) > 60:
            raise _TooLarge
        reference = value.get("$ref")
        if isinstance(reference, str):
            return self._referred(value, reference, base, above)
        result: Schema = {}
        for key, item in value.items():
            if key in _ONE:
                result[key] = self.schema(item, base, above)
            elif key in _MANY and isinstance(item, list):
                result[key] = [self.schema(part, base, above) for part in item]
            elif key in _NAMED and isinstance(item, dict):
                result[key] = {name: self.schema(s, base, above) for name, s in item.items()}
            elif key not in _DROPPED and not key.startswith("x-"):
                result[key] = item
        return merge_all_of(result)

    def _referred(self, value: Schema, reference: str, base: str, above: tuple[str, ...]) -> Schema:
        place = f"{base}|{reference}"
        name = reference.rsplit("/", 1)[-1]
        siblings = {key: item for key, item in value.items() if key in ("description", "nullable")}
        if place in above or len(above) >= self.depth:
            target, _ = self.references.resolve(reference, base)
            return {**_cut(target, name), **siblings}
        target, inner = self.references.resolve(reference, base)
        found = self.schema(target, inner, (*above, place))
        return {**found, **siblings} if isinstance(found, dict) else siblings


def _cut(target: Any, name: str) -> Schema:
    """Return what is left of a schema whose parts are not shown: its type and a word on it."""
    if not isinstance(target, dict):
        return {"description": f"{name}."}
    kept = {key: target[key] for key in ("type", "enum", "format") if key in target}
    if "type" not in kept and "properties" in target:
        kept["type"] = "object"
    text = target.get("description")
    return {**kept, "description": text if isinstance(text, str) and text else f"{name}."}


def merge_all_of(schema: Schema) -> Schema:
    """Return a schema with the parts of its `allOf` merged into it where they allow it."""
    parts = schema.get("allOf")
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        return schema
    merged: Schema = {}
    try:
        for part in [*parts, {key: item for key, item in schema.items() if key != "allOf"}]:
            merged = schemas.merge(merged, part)
    except (TypeError, ValueError, AttributeError, KeyError, DataError):
        return schema  # not well-formed: left to repair
    return merged
