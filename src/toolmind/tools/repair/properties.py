"""Rules for `properties`: what is written in its place, beside it, or in it by mistake."""

from __future__ import annotations

from typing import Any

from toolmind.records import Schema
from toolmind.schema.one_property import is_one_property
from toolmind.tools.repair.base import SchemaRule, without
from toolmind.tools.repair.keywords import as_bool
from toolmind.tools.repair.types import JSON_TYPES, parse_type

_NAME_KEYS = ("name", "key", "parameter")
_STRUCTURE = ("properties", "$ref", "anyOf", "oneOf", "allOf", "patternProperties")
_META = ("$schema", "$id", "additionalProperties", "title", "description")


def is_property_map(value: dict[str, Any]) -> bool:
    """Say whether an object is a bare map of properties rather than a schema."""
    inner = value.get("properties")
    if not value or (isinstance(inner, dict | list) and not _is_parameter(inner, value)):
        return False
    if any(isinstance(value.get(key), str | list) for key in ("type", *_STRUCTURE[1:])):
        return False
    children = [child for key, child in value.items() if key not in ("required", "title", "$defs")]
    return bool(children) and all(_looks_like_property(child) for child in children)


def _is_parameter(properties: Any, schema: dict[str, Any]) -> bool:
    """Say whether `properties` is a parameter of that name, and none that `required` names."""
    named = schema.get("required")
    return is_one_property(properties) and not (
        isinstance(named, list) and named and all(name in properties for name in named)
    )


def _looks_like_property(child: Any) -> bool:
    if isinstance(child, str):
        return parse_type(child) is not None
    return isinstance(child, dict) and (
        not child or any(key in child for key in ("type", "description", "enum", *_STRUCTURE))
    )


def from_list(rows: list[Any]) -> Schema | None:
    """Return a list of ``{name, type, description, required}`` as an object schema."""
    properties: Schema = {}
    for row in rows:
        key = next((k for k in _NAME_KEYS if isinstance(row, dict) and row.get(k)), None)
        if key is None or not isinstance(row[key], str):
            return None
        schema = row.get("schema")
        properties[row[key]] = {
            **(schema if isinstance(schema, dict) else {}),
            **without(row, key, "schema"),
        }
    return {"type": "object", "properties": properties}


def _list_form(node: Schema, root: Schema) -> Schema | None:
    value = node["properties"]
    if isinstance(value, dict):
        return None
    found = from_list(value) if isinstance(value, list) else None
    rest = without(node, "properties")
    return {**rest, "properties": found["properties"]} if found else rest


def _double(node: Schema, root: Schema) -> Schema | None:
    """Take the properties out of a whole schema that was written in their place."""
    inner = node["properties"]
    if not isinstance(inner, dict) or not isinstance(inner.get("properties"), dict):
        return None
    if inner.get("type") != "object":
        return None
    listed = inner.get("required", node.get("required"))
    result = {**node, "properties": inner["properties"]}
    return {**result, "required": listed} if isinstance(listed, list) else result


def _misplaced(node: Schema, root: Schema) -> Schema | None:
    """Move keywords of the object itself out of its properties."""
    properties = node["properties"]
    if not isinstance(properties, dict):
        return None
    moved: Schema = {}
    for key in _META:
        if isinstance(properties.get(key), bool) or (
            isinstance(properties.get(key), str) and key.startswith("$")
        ):
            moved[key] = properties[key]
    required = properties.get("required")
    if isinstance(required, list) and all(isinstance(name, str) for name in required):
        moved["required"] = required
    if properties.get("type") == "object" and any(isinstance(v, dict) for v in properties.values()):
        moved["type"] = "object"
    if not moved:
        return None
    kept = {key: value for key, value in moved.items() if not key.startswith("$")}
    return {**kept, **node, "properties": without(properties, *moved)}


def _required_flags(node: Schema, root: Schema) -> Schema | None:
    """Move `required: true` on a property into the list of the object."""
    properties = node["properties"]
    if not isinstance(properties, dict):
        return None
    flags = {
        name: truth
        for name, child in properties.items()
        if isinstance(child, dict) and (truth := as_bool(child.get("required"))) is not None
    }
    if not flags:
        return None
    listed = node.get("required")
    names = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    names += [name for name, needed in flags.items() if needed and name not in names]
    children = {
        name: without(child, "required") if name in flags else child
        for name, child in properties.items()
    }
    result = {**node, "properties": children}
    return {**result, "required": names} if names else result


def _shorthand(node: Schema, root: Schema) -> Schema | None:
    """Write out properties given as a type name, a text, a list of choices or an example."""
    properties = node["properties"]
    if not isinstance(properties, dict):
        return None
    changed = {
        name: _expand(child) for name, child in properties.items() if not isinstance(child, dict)
    }
    changed = {name: child for name, child in changed.items() if child is not None}
    return {**node, "properties": {**properties, **changed}} if changed else None


def _expand(child: Any) -> Schema | None:
    if child is False:
        return None  # "must not be there" is a schema that says something
    if child is None or child is True:
        return {}
    if isinstance(child, str):
        found = parse_type(child)
        return found if found is not None else {"description": child}
    if isinstance(child, list):
        simple = [v for v in child if isinstance(v, str | int | float) and not isinstance(v, bool)]
        return {"enum": simple} if simple and len(simple) == len(child) else {}
    return {"type": "integer" if isinstance(child, int) else "number", "examples": [child]}


def _loose(node: Schema, root: Schema) -> Schema | None:
    """Gather properties that stand beside the type: ``{"type": "object", "city": {…}}``."""
    if node["type"] != "object" or any(key in node for key in _STRUCTURE):
        return None
    loose = {
        key: value
        for key, value in node.items()
        if isinstance(value, dict) and key not in _NOT_LOOSE and ("type" in value or not value)
    }
    if not loose or not all(_type_like(child.get("type", "string")) for child in loose.values()):
        return None
    return {**without(node, *loose), "properties": loose}


def _type_like(value: Any) -> bool:
    return isinstance(value, str) and (value in JSON_TYPES or parse_type(value) is not None)


_NOT_LOOSE = {"items", "additionalProperties", "not", "if", "then", "else", "contains"}
_NOT_LOOSE |= {"propertyNames", "unevaluatedItems", "unevaluatedProperties", "contentSchema"}
_NOT_LOOSE |= {"$defs", "definitions", "dependentSchemas", "dependentRequired", "dependencies"}
_NOT_LOOSE |= {"default", "const", "example", "discriminator", "xml", "externalDocs"}

RULES = (
    SchemaRule("property-list", "properties", "a list of named parameters → a map", _list_form),
    SchemaRule("double-schema", "properties", "a schema in the place of properties", _double),
    SchemaRule("misplaced-keyword", "properties", "`required`, `type` as a property", _misplaced),
    SchemaRule("required-flag", "properties", "`required: true` on a property", _required_flags),
    SchemaRule("property-shorthand", "properties", '`"city": "string"`, null, choices', _shorthand),
    SchemaRule("loose-properties", "type", "properties beside `type: object`", _loose),
)
