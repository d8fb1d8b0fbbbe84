"""Reading schemas: references followed, parts merged, leaves by path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolmind.errors import DataError
from toolmind.records import Record, Schema
from toolmind.schema.interning import cached_per_schema
from toolmind.schema.paths import join
from toolmind.schema.pattern import conjunction

MAX_DEPTH = 8
"""Nesting beyond which a schema is not followed; only recursive schemas go deeper."""

_LOWER_BOUNDS = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER_BOUNDS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_OF_NAMED_SCHEMAS = frozenset(("properties", "patternProperties", "$defs", "definitions"))
_OF_SCHEMA = frozenset(("items", "additionalProperties", "propertyNames"))
_REFERRING = frozenset(("$ref", "allOf", "anyOf", "oneOf"))


class Leaf(Record, frozen=True):
    """A value that a schema describes and that holds no described values itself.

    `required` says that every valid value has it, wherever its list is not empty.
    """

    path: str
    schema: Schema
    required: bool
    description: str


def resolve(schema: Schema, root: Schema) -> Schema:
    """Return the schema with its local ``$ref`` (``#``, ``#/...``) followed and its siblings kept.

    Raises:
        DataError: the reference leads nowhere, outside the schema, or round in a circle.
    """
    seen: set[str] = set()
    while isinstance(schema, dict) and isinstance(reference := schema.get("$ref"), str):
        if reference in seen:
            raise DataError(f"$ref {reference!r} leads round in a circle", field="$ref")
        seen.add(reference)
        siblings = {key: value for key, value in schema.items() if key != "$ref"}
        pointed_at = _pointed_at(reference, root)
        schema = merge(pointed_at, siblings) if siblings else pointed_at
    return schema


def _pointed_at(reference: str, root: Schema) -> Schema:
    remedy = "Put the definition under $defs and refer to it as '#/$defs/Name'."
    if reference != "#" and not reference.startswith("#/"):
        raise DataError(f"$ref {reference!r} is not local", field="$ref", remedy=remedy)
    node: Any = root
    for part in reference[2:].split("/") if reference != "#" else ():
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, list) and key.isdigit() and int(key) < len(node):
            node = node[int(key)]
        elif isinstance(node, dict) and key in node:
            node = node[key]
        else:
            raise DataError(f"$ref {reference!r} leads nowhere", field="$ref", remedy=remedy)
    return {} if node is True else {"not": {}} if not isinstance(node, dict) else node


def merge(left: Schema, right: Schema) -> Schema:
    """Return a schema for what is valid under both, as far as keywords can say it.

    Keywords that cannot be merged (two formats, say) keep the right one: whoever makes values
    from a merged schema validates them against the original. An empty list of types or values
    says that nothing is valid.
    """
    if not left or not right:
        return dict(left or right)
    merged = dict(left)
    for key, value in right.items():
        merged[key] = _merge_keyword(key, merged[key], value) if key in merged else value
    return merged


def _merge_keyword(key: str, left: Any, right: Any) -> Any:
    if key in _OF_NAMED_SCHEMAS:
        both = {name: _both(left[name], right[name]) for name in right if name in left}
        return {**left, **right, **both}
    if key == "required":
        return list(dict.fromkeys([*left, *right]))
    if key == "enum":
        return [value for value in left if value in right]
    if key == "type":
        if left == right and isinstance(left, str):
            return left
        common = _common_types(types_of({"type": left}), types_of({"type": right}))
        return common[0] if len(common) == 1 else common
    if key in _LOWER_BOUNDS:
        return max(left, right)
    if key in _UPPER_BOUNDS:
        return min(left, right)
    if key in ("allOf", "anyOf", "oneOf"):
        return [*left, *right] if key == "allOf" else right
    if key == "uniqueItems":
        return left or right
    if key == "pattern" and isinstance(left, str) and isinstance(right, str):
        return conjunction(left, right)
    return _both(left, right) if key in _OF_SCHEMA else right


def _both(left: Any, right: Any) -> Any:
    """Return a schema for what is valid under both: true adds nothing, false allows nothing."""
    if isinstance(left, dict) and isinstance(right, dict):
        return merge(left, right)
    return left if left is False or right is True else right


def _common_types(left: tuple[str, ...], right: tuple[str, ...]) -> list[str]:
    """Return the types in both; integer and number have the integers in common."""
    common = [kind for kind in left if kind in right]
    for one, other in ((left, right), (right, left)):
        if "integer" in one and "number" in other and "number" not in one:
            common.append("integer")
    return list(dict.fromkeys(common))


def types_of(schema: Schema) -> tuple[str, ...]:
    """Return the JSON types that the schema names; empty where it names none."""
    named = schema.get("type")
    if isinstance(named, str):
        return (named,)
    return tuple(named) if isinstance(named, list) else ()


def flatten(schema: Schema, root: Schema) -> Schema:
    """Return the schema with ``$ref`` and ``allOf`` merged in and a nullable ``anyOf`` unwrapped.

    ``anyOf``/``oneOf`` of one schema and null becomes that schema with null added to its type.

    Raises:
        DataError: a reference cannot be followed.
    """
    if _REFERRING.isdisjoint(schema):
        return schema
    schema = resolve(schema, root)
    if parts := schema.get("allOf"):
        common: Schema = {}
        for part in parts:
            common = merge(common, flatten(part, root)) if isinstance(part, dict) else common
        schema = merge(common, {key: value for key, value in schema.items() if key != "allOf"})
    for key in ("anyOf", "oneOf"):
        branches = schema.get(key)
        if isinstance(branches, list) and len(branches) <= 2:
            full = [branch for branch in branches if branch != {"type": "null"}]
            if len(full) == 1 and isinstance(full[0], dict):
                rest = {k: v for k, v in schema.items() if k != key}
                schema = merge(flatten(full[0], root), rest)
                if len(branches) == 2 and schema.get("type") and "enum" not in schema:
                    schema["type"] = [*types_of(schema), "null"]
    return schema


@cached_per_schema(size=8192)
def leaves(schema: Schema) -> tuple[Leaf, ...]:
    """Return every leaf of the schema, in the order declared, each path once.

    Objects with declared properties and lists with declared items are walked into; anything else
    is a leaf. The alternatives of ``anyOf`` and ``oneOf`` each add their leaves, as not required.
    A recursive schema is walked once round.

    Raises:
        DataError: a reference cannot be followed.
    """
    found: dict[str, Leaf] = {}
    for leaf in _walk(schema, schema, "", True, (), ""):
        found.setdefault(leaf.path, leaf)
    return tuple(found.values())


def _walk(
    node: Any, root: Schema, path: str, required: bool, above: tuple[object, ...], inherited: str
) -> Iterator[Leaf]:
    if not isinstance(node, dict) or len(above) > 2 * MAX_DEPTH:
        return
    reference = node.get("$ref")
    mark = reference if isinstance(reference, str) else id(node)
    if mark in above:
        return
    above = (*above, mark)
    flat = flatten(node, root)
    description = str(flat.get("description") or flat.get("title") or inherited)
    branches = [b for key in ("anyOf", "oneOf") for b in flat.get(key) or () if isinstance(b, dict)]
    properties, items = flat.get("properties"), flat.get("items")
    if properties:
        needed = flat.get("required") or ()
        for name, child in properties.items():
            below = join(path, name)
            yield from _walk(child, root, below, required and name in needed, above, "")
    elif isinstance(items, dict) and items:
        yield from _walk(items, root, f"{path}[]", required, above, description)
    elif not any(b.get("properties") or b.get("items") or "$ref" in b for b in branches):
        yield Leaf(path, flat, required, description)
        return
    for branch in branches:
        yield from _walk(branch, root, path, False, above, description)
