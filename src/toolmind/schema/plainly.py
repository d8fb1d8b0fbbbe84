"""Whether a value is plainly valid: by common keywords, along what the value holds.

A validator costs all of its schema to compile (35 µs and 10 kB for a tool, 150 µs for a story), and
most schemas of a run are asked about once or twice. This costs what the value holds, 5 to 20 µs.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import jsonschema_rs

from toolmind.records import JSON, Schema

_DECIDED = frozenset(
    "$ref type enum const anyOf properties required additionalProperties minProperties "
    "maxProperties items minItems maxItems minLength maxLength pattern format minimum maximum "
    "exclusiveMinimum exclusiveMaximum".split()
)
_UNDECIDING = frozenset(
    "$defs title description default examples deprecated readOnly writeOnly".split()
)
_KEYWORDS = _DECIDED | _UNDECIDING
_OF_ANY = frozenset("$ref enum const anyOf".split())
"""Keywords that decide of values of every type."""

_OF_SCALARS = (
    _DECIDED
    - _OF_ANY
    - frozenset(
        "type properties required additionalProperties minProperties maxProperties items minItems "
        "maxItems".split()
    )
)

_DEFINED = re.compile(r"#/\$defs/([\w.-]+)")

_TYPES = {
    str: ("string",),
    bool: ("boolean",),
    int: ("integer", "number"),
    float: ("number",),
    type(None): ("null",),
    dict: ("object",),
    list: ("array",),
}
"""The JSON types of a value; that a float may be an integer is left to the validator."""


def plainly_valid(schema: Schema, value: JSON) -> bool:
    """Tell whether a value is valid under a schema, as far as that is plain.

    False says nothing: the value is not valid, or only a validator can tell (`oneOf`, what is no
    keyword, references but to `$defs`). A fault of the schema in a part that the value does not
    touch is not seen.
    """
    try:
        return _valid(schema, value, schema)
    except (TypeError, AttributeError, LookupError, ValueError, RecursionError):
        return False  # the validator says why


def _valid(schema: Any, value: Any, root: Schema) -> bool:
    if not isinstance(schema, dict):
        return schema is True
    kind = type(value)
    if kind not in _TYPES or not _KEYWORDS.issuperset(schema):
        return False
    named = schema.get("type")
    if named is not None and not _is_of(named, _TYPES[kind]):
        return False
    # Most schemas ask for a type and no more, which one look at all keywords tells.
    if not (_OF_ANY.isdisjoint(schema) or _fits(schema, value, root)):
        return False
    if kind is dict:
        return _valid_object(schema, value, root)
    if kind is list:
        return _valid_list(schema, value, root)
    if _OF_SCALARS.isdisjoint(schema) or kind is bool or value is None:
        return True
    return _valid_text(schema, value) if kind is str else _valid_number(schema, value)


def _fits(schema: Schema, value: Any, root: Schema) -> bool:
    """Tell whether a value is what references, choices and alternatives allow."""
    if "$ref" in schema and not _valid(_defined(schema["$ref"], root), value, root):
        return False
    if "enum" in schema and not _is_among(schema["enum"], value):
        return False
    if "const" in schema and not _is_among((schema["const"],), value):
        return False
    return "anyOf" not in schema or any(_valid(branch, value, root) for branch in schema["anyOf"])


def _defined(reference: str, root: Schema) -> Any:
    """Return what a reference leads to: one of the root's `$defs`, by its plain name.

    Raises:
        LookupError: it leads elsewhere, or nowhere.
    """
    found = _DEFINED.fullmatch(reference)
    if found is None:
        raise LookupError(reference)
    return root["$defs"][found[1]]


def _is_of(named: Any, types: tuple[str, ...]) -> bool:
    return named in types if isinstance(named, str) else any(each in types for each in named)


def _is_among(values: Any, value: Any) -> bool:
    """Tell whether a scalar is among values: ``True`` is not 1; of floats and lists, nothing."""
    kind = type(value)
    return kind in (str, int, bool, type(None)) and any(
        type(each) is kind and each == value for each in values
    )


def _valid_object(schema: Schema, value: dict[str, Any], root: Schema) -> bool:
    for name in schema.get("required", ()):
        if name not in value:
            return False
    if not schema.get("minProperties", 0) <= len(value) <= schema.get("maxProperties", len(value)):
        return False
    properties, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    for name, each in value.items():  # noqa: SIM110 (half the time of `all`)
        if not _valid(properties.get(name, others), each, root):
            return False
    return True


def _valid_list(schema: Schema, value: list[Any], root: Schema) -> bool:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        return False
    items = schema.get("items", True)
    return all(_valid(items, each, root) for each in value)


def _valid_text(schema: Schema, value: str) -> bool:
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        return False
    if "pattern" in schema or "format" in schema:
        return _form(schema.get("pattern"), schema.get("format")).is_valid(value)
    return True


def _valid_number(schema: Schema, value: float) -> bool:
    return (
        schema.get("minimum", value) <= value <= schema.get("maximum", value)
        and ("exclusiveMinimum" not in schema or schema["exclusiveMinimum"] < value)
        and ("exclusiveMaximum" not in schema or value < schema["exclusiveMaximum"])
    )


@lru_cache(maxsize=512)
def _form(pattern: str | None, form: str | None) -> jsonschema_rs.Draft202012Validator:
    """Return the validator of texts of a pattern and a format: tools share many of them."""
    asked = {"pattern": pattern, "format": form}
    schema = {key: value for key, value in asked.items() if value is not None}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
