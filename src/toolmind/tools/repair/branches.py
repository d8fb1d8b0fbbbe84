"""Rules for schemas that contradict themselves: choices against limits, branches that overlap.

Each leaves a schema under which all values are valid that its author can have meant; without
them no value may be, or none that can be made.
"""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any

import jsonschema_rs

from toolmind.errors import DataError
from toolmind.records import Schema
from toolmind.schema import flatten, types_of
from toolmind.tools.repair.base import SchemaRule, without

_LIMITS = (
    "format pattern minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum "
    "multipleOf".split()
)
_DEPTH = 3


def _choice_limit(node: Schema, root: Schema) -> Schema | None:
    """Take away the limits that a choice breaks: the choices say all."""
    values = node["enum"]
    if not isinstance(values, list):
        return None
    broken = [key for key in _LIMITS if key in node and _breaks(values, {key: node[key]})]
    return without(node, *broken) if broken else None


def _breaks(values: list[Any], limit: Schema) -> bool:
    try:
        checker = jsonschema_rs.Draft202012Validator(limit, validate_formats=True)
        return not all(map(checker.is_valid, values))
    except (ValueError, TypeError):
        return False  # no limit at all: for other rules


_WRITTEN = {
    "date-time": (
        "2024-05-17T09:30:00Z",
        "1999-11-30T23:05:59.000Z",
        "2024-05-17T09:30:00+02:00",
        "2024-05-17T09:30:00.123456Z",
    ),
    "date": ("2024-05-17", "1999-11-30"),
    "time": ("09:30:00Z", "09:30:00.000Z", "09:30:00+02:00"),
    "uuid": ("8cbb43fe-4cdf-4991-8352-c461779cec02", "8CBB43FE-4CDF-1991-9352-C461779CEC02"),
    "ipv4": ("192.0.2.7", "10.11.12.131"),
    "ipv6": ("2001:db8::7", "2001:0db8:0000:0000:0000:0000:0000:0007"),
}
"""Values of the formats that leave no choice of form."""


def _format_limit(node: Schema, root: Schema) -> Schema | None:
    """Take away a format when the pattern or length beside it allows none of its values.

    A format is a note in JSON Schema 2020-12 (7.2.1 of its validation part); a pattern holds.
    """
    written = _WRITTEN.get(node["format"]) if isinstance(node["format"], str) else None
    limits: Schema = {k: node[k] for k in ("pattern", "minLength", "maxLength") if k in node}
    if written is None or not limits or not all(_breaks([value], limits) for value in written):
        return None
    return without(node, "format")


def _text_choice(node: Schema, root: Schema) -> Schema | None:
    """Write numbers and truth values as texts where the type is text: their quotes got lost."""
    if types_of(node) not in (("string",), ("string", "null"), ("null", "string")):
        return None
    changed: Schema = {
        key: _as_text(node[key])
        for key in ("default", "const")
        if isinstance(node.get(key), bool | int | float)
    }
    values = node.get("enum")
    if isinstance(values, list) and any(isinstance(v, bool | int | float) for v in values):
        changed["enum"] = [_as_text(v) if isinstance(v, bool | int | float) else v for v in values]
    return {**node, **changed} if changed else None


def _as_text(value: Any) -> str:
    return json.dumps(value)


def _overlap(node: Schema, root: Schema) -> Schema | None:
    branches = node["oneOf"]
    if not isinstance(branches, list) or "anyOf" in node:
        return None
    if all(are_disjoint(one, two, root) for one, two in combinations(branches, 2)):
        return None
    return {("anyOf" if key == "oneOf" else key): item for key, item in node.items()}


def are_disjoint(one: Any, two: Any, root: Schema, depth: int = _DEPTH) -> bool:
    """Say whether it can be told that no value is valid under both schemas."""
    if not isinstance(one, dict) or not isinstance(two, dict):
        return one is False or two is False
    try:
        one, two = flatten(one, root), flatten(two, root)
        return (
            _types_apart(one, two)
            or _values_apart(one, two)
            or _values_apart(two, one)
            or (depth > 0 and _fields_apart(one, two, root, depth - 1))
        )
    except (DataError, TypeError, ValueError, AttributeError, KeyError):
        return False  # not well-formed yet


def _types_apart(one: Schema, two: Schema) -> bool:
    left, right = ({"number" if t == "integer" else t for t in types_of(s)} for s in (one, two))
    return bool(left) and bool(right) and left.isdisjoint(right)


def _values_apart(one: Schema, two: Schema) -> bool:
    values = [one["const"]] if "const" in one else one.get("enum")
    if not isinstance(values, list) or "$ref" in json.dumps(two):
        return False
    checker = jsonschema_rs.Draft202012Validator(two, validate_formats=True)
    return not any(map(checker.is_valid, values))


def _fields_apart(one: Schema, two: Schema, root: Schema, depth: int) -> bool:
    """Say whether a field that both require, or that one forbids, tells objects apart."""
    if types_of(one) != ("object",) or types_of(two) != ("object",):
        return False
    for left, right in ((one, two), (two, one)):
        known = right.get("properties", {})
        needed = set(left.get("required", ()))
        if right.get("additionalProperties") is False and not needed <= set(known):
            return True
    shared = set(one.get("required", ())) & set(two.get("required", ()))
    fields = one.get("properties", {}), two.get("properties", {})
    return any(
        are_disjoint(fields[0].get(name, {}), fields[1].get(name, {}), root, depth)
        for name in sorted(shared)
    )


def _closed_beside(node: Schema, root: Schema) -> Schema | None:
    """Take the properties that alternatives name into the object that is closed beside them.

    `additionalProperties` knows only those of its own schema (2020-12, 10.3.2.3), so that what an
    alternative requires could never be given.
    """
    if node["additionalProperties"] is not False or not isinstance(node.get("properties"), dict):
        return None
    for key in ("anyOf", "oneOf"):
        branches = node.get(key)
        if not isinstance(branches, list) or not all(isinstance(each, dict) for each in branches):
            continue
        try:
            named = [flatten(branch, root).get("properties", {}) for branch in branches]
            names = list(dict.fromkeys(name for properties in named for name in properties))
        except (DataError, TypeError, AttributeError):
            return None  # not well-formed yet
        if more := [name for name in names if name not in node["properties"]]:
            return _opened(node, key, branches, more)
    return None


def _opened(node: Schema, key: str, branches: list[Schema], more: list[str]) -> Schema:
    """Return an object with more properties: as one alternative describes them, else any value."""
    said = {
        name: [branch["properties"][name] for branch in branches if name in _properties(branch)]
        for name in more
    }
    moved = {name: found[0] for name, found in said.items() if len(found) == 1}
    left = [_without_properties(branch, moved) for branch in branches]
    told = {name: moved.get(name, {}) for name in more}
    opened = {**node, "properties": {**node["properties"], **told}}
    telling = any(not branch.keys() <= {"type", "title", "description"} for branch in left)
    return {**opened, key: left} if telling else without(opened, key)


def _properties(branch: Schema) -> Schema:
    found = branch.get("properties")
    return found if isinstance(found, dict) else {}


def _without_properties(branch: Schema, moved: Schema) -> Schema:
    """Return an alternative without what was moved; of what it requires the name stays."""
    needed = branch.get("required") or ()
    kept: Schema = {}
    for name, each in _properties(branch).items():
        if name not in moved or name in needed:
            kept[name] = {} if name in moved else each
    return {**branch, "properties": kept} if kept else without(branch, "properties")


def _empty_choice(node: Schema, root: Schema) -> Schema | None:
    """Take an empty text out of the choices of a parameter, which is then left out instead."""
    values = node["enum"]
    if not isinstance(values, list) or "" not in values:
        return None
    kept = [value for value in values if value != ""]
    if not kept:
        return {**without(node, "enum"), "maxLength": 0}
    result = without(node, "default") if node.get("default") == "" else node
    return {**result, "enum": kept}


def _array_items(node: Schema, root: Schema) -> Schema | None:
    if "array" not in types_of(node):
        return None
    if "items" not in node or node["items"] is True:
        return {**node, "items": {}}
    return None


RULES = (
    SchemaRule("text-choice", "type", "`type: string` with `enum: [1]` → `['1']`", _text_choice),
    SchemaRule("choice-limit", "enum", "a format or limit that a choice breaks", _choice_limit),
    SchemaRule("format-limit", "format", "a format that a pattern or length bars", _format_limit),
    SchemaRule("overlapping-branches", "oneOf", "`oneOf` of what overlaps → `anyOf`", _overlap),
    SchemaRule(
        "closed-beside",
        "additionalProperties",
        "an object closed to what its alternatives name → they are its properties",
        _closed_beside,
    ),
    SchemaRule("array-items", "type", "an array without `items` → `items: {}`", _array_items),
    SchemaRule(
        "empty-choice",
        "enum",
        "an empty text as a choice of a parameter",
        _empty_choice,
        "parameters",
    ),
)
