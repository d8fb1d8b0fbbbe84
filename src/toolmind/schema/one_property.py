"""Telling a parameter that is called `properties` from the keyword."""

from __future__ import annotations

from toolmind.records import JSON

_KEYWORDS = frozenset(
    "type description default enum items format example examples required optional title nullable "
    "const pattern minimum maximum minLength maxLength minItems maxItems properties".split()
)
_TYPES = frozenset(
    "string str integer int number float boolean bool array list object dict".split()
)


def is_one_property(value: JSON) -> bool:
    """Say whether what stands under `properties` is the schema of one parameter of that name.

    In a bare map of parameters it is: its `type` or `description` is a text. Where that text is a
    type's name under `description`, it is a map of two parameters in short.
    """
    if not isinstance(value, dict) or not value.keys() <= _KEYWORDS:
        return False
    kind, told = value.get("type"), value.get("description")
    if isinstance(told, str):
        return told.lower() not in _TYPES and isinstance(kind, str | list | None)
    return isinstance(kind, str) and told is None
