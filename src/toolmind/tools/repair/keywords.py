"""Rules for keywords with a value of the wrong form, and for words of older dialects."""

from __future__ import annotations

import json
import re
from typing import Any

from toolmind.records import Schema
from toolmind.tools.repair.base import SchemaRule, noted, without
from toolmind.tools.repair.types import (
    JSON_TYPES,
    parse_type,
    says_optional,
    type_of_values,
    with_null,
)
from toolmind.tools.usable import DIALECT

_TRUE, _FALSE = ("true", "yes"), ("false", "no", "none")
_NUMBERS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
_NUMBERS |= {f"{bound}{what}" for bound in ("min", "max") for what in ("Length", "Items")}
_NUMBERS |= {f"{bound}{what}" for bound in ("min", "max") for what in ("Properties", "Contains")}
_BOOLEANS = frozenset(
    ("uniqueItems", "deprecated", "readOnly", "writeOnly", "additionalProperties")
)


def as_bool(value: Any) -> bool | None:
    """Return the truth value of a boolean or of a word for one, else None."""
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    return True if word in _TRUE else False if word in _FALSE else None


def _type(node: Schema, root: Schema) -> Schema | None:
    kind = node["type"]
    if isinstance(kind, str) and kind in JSON_TYPES:
        return None
    rest = without(node, "type")
    if isinstance(kind, dict):  # {"type": {"type": "string"}}
        return {**kind, **rest}
    names = kind if isinstance(kind, list) else [kind]
    if names and all(isinstance(n, str) and n in JSON_TYPES for n in names):
        distinct = list(dict.fromkeys(names))
        return None if len(distinct) == len(names) else {**rest, "type": distinct}
    text = " | ".join(str(name) for name in names) if names else ""
    found = parse_type(text)
    if found is None:
        return noted(rest, f"Type: {text}.") if text and kind is not None else rest
    return {**found, **rest}


def _nullable(node: Schema, root: Schema) -> Schema | None:
    rest = without(node, "nullable")
    if not as_bool(node["nullable"]):
        return rest
    if rest.get("type"):
        return with_null(rest) if isinstance(rest["type"], str | list) else None
    if "$ref" in rest or "anyOf" in rest or "oneOf" in rest or "allOf" in rest:
        notes = ("description", "title", "default", "examples")
        outer = {key: rest[key] for key in notes if key in rest}
        return {**outer, "anyOf": [without(rest, *notes), {"type": "null"}]}
    return rest


def _booleans(node: Schema, root: Schema) -> Schema | None:
    changed = {
        key: truth
        for key, value in node.items()
        if type(value) is str and key in _BOOLEANS and (truth := as_bool(value)) is not None
    }
    if node.get("type") == "boolean":
        if isinstance(node.get("default"), str) and (truth := as_bool(node["default"])) is not None:
            changed["default"] = truth
        enum = node.get("enum")
        if isinstance(enum, list) and any(isinstance(value, str) for value in enum):
            truths = [as_bool(value) for value in enum]
            if None not in truths:
                changed["enum"] = list(dict.fromkeys(truths))  # type: ignore[assignment]
    return {**node, **changed} if changed else None


def _numbers(node: Schema, root: Schema) -> Schema | None:
    changed: Schema = {
        key: number
        for key, value in node.items()
        if type(value) is str and key in _NUMBERS and (number := _number(value)) is not None
    }
    if node.get("type") in ("integer", "number"):
        if (
            isinstance(node.get("default"), str)
            and (number := _number(node["default"])) is not None
        ):
            changed["default"] = number
        enum = node.get("enum")
        if isinstance(enum, list) and any(isinstance(value, str) for value in enum):
            numbers = [_number(v) if isinstance(v, str) else v for v in enum]
            changed |= {"enum": numbers} if None not in numbers else {}
    return {**node, **changed} if changed else None


def _number(text: str) -> int | float | None:
    if re.fullmatch(r"\s*[+-]?\d{1,15}\s*", text):
        return int(text)
    is_number = re.fullmatch(r"\s*[+-]?\d{1,15}(\.\d{1,15})?([eE][+-]?\d{1,2})?\s*", text)
    return float(text) if is_number else None


def _exclusive(node: Schema, root: Schema) -> Schema | None:
    changed = node
    for key, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        truth = as_bool(changed.get(key))
        if truth is None:
            continue
        limit, changed = changed.get(bound), without(changed, key)
        if truth and isinstance(limit, int | float) and not isinstance(limit, bool):
            changed = {**without(changed, bound), key: limit}
    return changed if changed is not node else None


def _required(node: Schema, root: Schema) -> Schema | None:
    """Mend `required` where it is not a list of names; the parent has taken booleans already."""
    value, rest = node["required"], without(node, "required")
    if isinstance(value, str) and as_bool(value) is None:
        value = [part.strip() for part in value.split(",")]
    if isinstance(value, dict):  # {"city": true}
        value = [name for name, needed in value.items() if as_bool(needed) is not False]
    if not isinstance(value, list):
        return rest
    names = [name for name in value if isinstance(name, str)]
    properties = node.get("properties")
    if isinstance(properties, dict) and not any(k in node for k in ("allOf", "$ref", "anyOf")):
        names = [name for name in names if name in properties]
    names = list(dict.fromkeys(names))
    return None if names == node["required"] else {**rest, "required": names}


def _enum(node: Schema, root: Schema) -> Schema | None:
    values, rest = node["enum"], without(node, "enum")
    if isinstance(values, dict):
        values = list(values)
    if isinstance(values, str):
        values = [part.strip() for part in re.split(r"[,|]", values) if part.strip()]
    if not isinstance(values, list):
        return rest
    distinct = list({json.dumps(v, sort_keys=True): v for v in values}.values())
    if not distinct:
        return rest
    return None if distinct == node["enum"] else {**rest, "enum": distinct}


def _enum_type(node: Schema, root: Schema) -> Schema | None:
    """Mend a type that no value of the enumeration has: the values are right."""
    kind, values = node.get("type"), node["enum"]
    if not isinstance(kind, str) or not isinstance(values, list) or not values:
        return None
    if kind == "string":
        return None  # the values are made texts
    own = type_of_values([value for value in values if value is not None]).get("type")
    if own is None or own == kind or (own == "integer" and kind == "number"):
        return None
    items = node.get("items", {})
    if kind == "array" and isinstance(items, dict) and "enum" not in items:
        return {**without(node, "enum"), "items": {"type": own, **items, "enum": values}}
    return {**node, "type": own} if own in ("string", "integer", "number") else None


def _items(node: Schema, root: Schema) -> Schema | None:
    items, rest = node["items"], without(node, "items")
    if isinstance(items, dict | bool):
        return None
    if isinstance(items, list):
        parts = [item for item in items if isinstance(item, dict | bool)]
        if len(parts) == len(items) > 0 and "prefixItems" not in node:
            return {**rest, "prefixItems": parts}
        return rest
    if isinstance(items, str) and (found := parse_type(items)):
        return {**rest, "items": found}
    return rest


def _definitions(node: Schema, root: Schema) -> Schema | None:
    old, rest = node["definitions"], without(node, "definitions")
    if not isinstance(old, dict):
        return rest
    known = rest.get("$defs")
    return {**rest, "$defs": {**old, **(known if isinstance(known, dict) else {})}}


def _ref(node: Schema, root: Schema) -> Schema | None:
    target, rest = node["$ref"], without(node, "$ref")
    if not isinstance(target, str):
        return rest
    if target.startswith("#/definitions/") and not leads_somewhere(target, root):
        return {**rest, "$ref": "#/$defs/" + target.removeprefix("#/definitions/")}
    return None if leads_somewhere(target, root) else noted(rest, f"See {target}.")


def leads_somewhere(reference: str, root: Schema) -> bool:
    """Say whether a local reference, ``#`` or ``#/…``, points at a schema in the document."""
    if reference == "#":
        return True
    if not reference.startswith("#/"):
        return False
    here: Any = root
    for part in reference[2:].split("/"):
        part = part.replace("~1", "/").replace("~0", "~")
        if isinstance(here, list) and part.isdigit() and int(part) < len(here):
            here = here[int(part)]
        elif isinstance(here, dict) and part in here:
            here = here[part]
        else:
            return False
    return isinstance(here, dict | bool)


def _dialect(node: Schema, root: Schema) -> Schema | None:
    return None if node["$schema"] == DIALECT and node is root else without(node, "$schema")


def _example(node: Schema, root: Schema) -> Schema | None:
    rest, value = without(node, "example"), node["example"]
    if value is None or "examples" in rest:
        return rest
    return {**rest, "examples": [value]}


def _examples(node: Schema, root: Schema) -> Schema | None:
    value = node["examples"]
    return None if isinstance(value, list) else {**node, "examples": [value]}


def _description(node: Schema, root: Schema) -> Schema | None:
    value, rest = node["description"], without(node, "description")
    if isinstance(value, str):
        return None
    if isinstance(value, list):
        return {**rest, "description": " ".join(map(str, value))}
    return {**rest, "description": str(value)} if isinstance(value, int | float) else rest


def _type_missing(node: Schema, root: Schema) -> Schema | None:
    if "type" in node or any(key in node for key in ("$ref", "anyOf", "oneOf", "allOf", "not")):
        return None
    if isinstance(node.get("properties"), dict):
        return {"type": "object", **node}
    if isinstance(node.get("items"), dict):
        return {"type": "array", **node}
    values = node.get("enum")
    own = type_of_values(values) if isinstance(values, list) else {}
    return {**own, **node} if own else None


def _optional_type(node: Schema, root: Schema) -> Schema | None:
    """Take properties whose type text says optional out of the list of required ones."""
    properties, required = node["properties"], node.get("required")
    if not isinstance(properties, dict) or not isinstance(required, list):
        return None
    optional = {
        name
        for name, child in properties.items()
        if isinstance(child, dict)
        and isinstance(child.get("type"), str)
        and says_optional(child["type"])
    }
    kept = [name for name in required if not (isinstance(name, str) and name in optional)]
    return {**node, "required": kept} if len(kept) < len(required) else None


def _identity(node: Schema, root: Schema) -> Schema | None:
    return without(node, "$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor")


RULES = (
    SchemaRule("optional-type", "properties", "a type text that says optional", _optional_type),
    SchemaRule("type-name", "type", "`str`, `List[int]`, `dict`, prose → JSON types", _type),
    SchemaRule("nullable", "nullable", "`nullable: true` → the type null added", _nullable),
    SchemaRule("boolean-string", "", '`"true"` for a boolean → `true`', _booleans),
    SchemaRule("number-string", "", '`"5"` for a number → `5`', _numbers),
    SchemaRule("exclusive-bound", "exclusiveMinimum", "draft 4 boolean → a number", _exclusive),
    SchemaRule("exclusive-bound", "exclusiveMaximum", "draft 4 boolean → a number", _exclusive),
    SchemaRule("enum-form", "enum", "not a list, empty, or with repeats", _enum),
    SchemaRule("enum-type", "enum", "values that contradict the type beside them", _enum_type),
    SchemaRule("items-form", "items", "a list of schemas → `prefixItems`; a type name", _items),
    SchemaRule("definitions", "definitions", "`definitions` → `$defs`", _definitions),
    SchemaRule("dangling-ref", "$ref", "a reference that leads nowhere → an open schema", _ref),
    SchemaRule("dialect", "$schema", "another or nested dialect mark → none", _dialect),
    SchemaRule("example", "example", "`example` → `examples`", _example),
    SchemaRule("example", "examples", "not a list → a list", _examples),
    SchemaRule("description-form", "description", "null or not text", _description),
    SchemaRule("identity", "$id", "`$id` and anchors removed: they redirect references", _identity),
    SchemaRule("identity", "$anchor", "`$id` and anchors removed", _identity),
    SchemaRule("identity", "$recursiveAnchor", "`$id` and anchors removed", _identity),
    SchemaRule("type-missing", "", "told by `properties`, `items` or `enum`", _type_missing),
    SchemaRule("required-form", "required", "null, text, repeats, undeclared names", _required),
)
