"""Checks of plain schemas: most tools ask for types, names and listed words, and no more.

Of the shipped pool's schemas 99 % are plain. Such a check takes 0.7 kB on average where one of
jsonschema_rs takes 6.5 kB, and is made in a third of the time (its answer takes 1 µs more). It
says yes or no; what is wrong with a value, jsonschema_rs tells, and whether a text is of a format.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import jsonschema_rs

from toolmind.records import JSON, Schema

Types = frozenset[type]

_EVERY: Types = frozenset((str, int, float, bool, type(None), dict, list))
_TYPES: dict[str, Types] = {
    "string": frozenset((str,)),
    "integer": frozenset((int,)),
    "number": frozenset((int, float)),
    "boolean": frozenset((bool,)),
    "null": frozenset((type(None),)),
    "object": frozenset((dict,)),
    "array": frozenset((list,)),
}
_UNCHECKED = frozenset(
    "int8 int16 int32 int64 uint8 uint16 uint32 uint64 float double decimal byte binary"
    " google-datetime google-duration google-fieldmask".split()
)
"""Formats of OpenAPI and Google's discovery documents, which JSON Schema does not know."""

_CHECKED = frozenset(("date-time", "date", "time", "email", "uri", "uuid"))
"""Formats of strings that are checked."""

_WITHIN = frozenset(("properties", "required", "additionalProperties", "items", "enum"))


class Plain:
    """Tells whether a JSON value is valid under a plain schema.

    `types` are Python's for what it allows, `words` what a string may be (None: anything), `form`
    tells whether it is of the format. The checks of what is within are None where anything goes;
    `rest` is that of properties which are not declared.
    """

    __slots__ = ("_form", "_items", "_properties", "_required", "_rest", "_types", "_words")

    def __init__(
        self,
        types: Types,
        form: Callable[[JSON], bool] | None = None,
        words: frozenset[str] | None = None,
        required: tuple[str, ...] = (),
        properties: dict[str, Plain | None] | None = None,
        rest: Plain | None = None,
        items: Plain | None = None,
    ) -> None:
        self._types = types
        self._form = form
        self._words = words
        self._required = required
        self._properties = properties
        self._rest = rest
        self._items = items

    def fits(self, value: JSON) -> bool:
        """Tell whether the value, of JSON's own Python types throughout, is valid."""
        kind = type(value)
        if kind not in self._types and not _may_stand_for(value, self._types):
            return False
        if self._form is not None and not self._form(value):
            return False
        if self._words is not None:
            return isinstance(value, str) and value in self._words
        if kind is dict:
            return self._holds(value)
        if kind is list and self._items is not None:
            return all(map(self._items.fits, value))
        return True

    def _holds(self, value: dict[str, Any]) -> bool:
        for name in self._required:
            if name not in value:
                return False
        if self._properties is not None:
            known, rest = self._properties, self._rest
            for name, inner in value.items():
                check = known.get(name, rest)
                if check is not None and not check.fits(inner):
                    return False
        return True


def _may_stand_for(value: JSON, types: Types) -> bool:
    """Tell whether a value is of the types though not of Python's: 2.0 is an integer."""
    return int in types and isinstance(value, float) and value.is_integer()


_LEAVES = {types: Plain(types) for types in _TYPES.values()}
_ANY = _LEAVES[_EVERY] = Plain(_EVERY)
_NONE = Plain(frozenset())


def plain(schema: Any) -> Plain | None:
    """Return the check of a schema, or None where it is not plain, or no JSON Schema at all."""
    if not isinstance(schema, dict):
        return (_ANY if schema else _NONE) if isinstance(schema, bool) else None
    types: Types = _EVERY
    form = ""
    within = False
    for key, value in schema.items():
        if key == "type":
            if not isinstance(value, str) or value not in _TYPES:
                return None
            types = _TYPES[value]
        elif key in _WITHIN:
            within = True
        elif key == "format" and isinstance(value, str) and value in _CHECKED:
            form = value
        elif not _says_nothing(key, value):
            return None
    return _composed(schema, types, form) if within else _leaf(types, form)


@lru_cache(maxsize=256)
def _leaf(types: Types, form: str) -> Plain:
    return Plain(types, _of_format(form)) if form else _LEAVES[types]


@lru_cache(maxsize=16)
def _of_format(form: str) -> Callable[[JSON], bool]:
    """Return what tells whether a value, if it is a string, is of the format."""
    schema = {"format": form}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid


def _says_nothing(key: str, value: Any) -> bool:
    """Tell whether a keyword has no say in what is valid, and is well-formed."""
    if key in ("description", "title"):
        return isinstance(value, str)
    if key == "format":
        return isinstance(value, str) and value in _UNCHECKED
    return key == "default" or (key == "examples" and isinstance(value, list))


def _composed(schema: Schema, types: Types, form: str) -> Plain | None:
    words, required = schema.get("enum", []), schema.get("required", [])
    described = schema.get("properties", {})
    if not (_strings(words) and _strings(required) and isinstance(described, dict)):
        return None
    rest = plain(schema.get("additionalProperties", True))
    items = plain(schema.get("items", True))
    if rest is None or items is None:
        return None
    properties: dict[str, Plain | None] = {}
    for name, node in described.items():
        if (check := plain(node)) is None:
            return None
        properties[name] = None if check is _ANY else check
    return Plain(
        types,
        _of_format(form) if form else None,
        frozenset(words) if "enum" in schema else None,
        tuple(required),
        properties if properties or rest is not _ANY else None,
        None if rest is _ANY else rest,
        None if items is _ANY else items,
    )


def _strings(values: Any) -> bool:
    """Tell whether these are strings, each once."""
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        return False
    return len(values) < 2 or len(set(values)) == len(values)
