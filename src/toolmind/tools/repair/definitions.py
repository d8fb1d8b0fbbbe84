"""Definitions that stand in a part of a schema, as where one schema was put into another.

``#/$defs/Item`` means the root of the whole schema. Where that has no such definition, but a
part around the reference has, the part was a schema of its own once: its definitions are moved to
the root.
"""

from __future__ import annotations

from typing import Any

from toolmind.records import Schema
from toolmind.tools.repair.base import without
from toolmind.tools.subschemas import map_subschemas, subschemas

_KEYS = ("definitions", "$defs")


def hoisted(schema: Schema) -> Schema | None:
    """Return a schema with the definitions of its parts at its root, or None if they have none.

    What the root defines itself stays as it is; of two parts with different definitions of one
    name the later ones get other names.
    """
    if not any(_holds_definitions(inner) for path, inner in subschemas(schema)):
        return None
    moving = _Moving(schema)
    mended = moving.below(schema, {})
    if mended == schema:
        return None
    own = mended.get("$defs")
    return {**mended, "$defs": {**(own if isinstance(own, dict) else {}), **moving.moved}}


def _definitions(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        return {}
    found = [value[key] for key in _KEYS if isinstance(value.get(key), dict)]
    return {name: item for part in found for name, item in part.items()}


def _holds_definitions(value: Any) -> bool:
    return isinstance(value, dict) and (
        bool(_definitions(value))
        or any(_holds_definitions(inner) for _, inner in subschemas(value))
    )


class _Moving:
    """What was moved to the root so far, under its names there."""

    def __init__(self, root: Schema) -> None:
        self.fixed = _definitions(root).keys()
        self.moved: dict[str, Any] = {}
        self._known: dict[str, Any] = {}

    def below(self, schema: Schema, names: dict[str, str]) -> Schema:
        """Return a schema whose parts have no definitions; `names` are those around it."""
        return map_subschemas(schema, lambda part: self._part(part, names))

    def _part(self, value: Any, names: dict[str, str]) -> Any:
        if not isinstance(value, dict):
            return value
        found = {name: item for name, item in _definitions(value).items() if name not in self.fixed}
        if found:
            names = {**names, **self._named(found)}
            for name, item in found.items():
                if names[name] not in self.moved:
                    self.moved[names[name]] = {}  # so that what contains itself ends
                    self.moved[names[name]] = self._part(item, names)
        result = self.below(without(value, *_KEYS), names)
        if isinstance(reference := value.get("$ref"), str):
            result["$ref"] = _renamed(reference, names)
        return result

    def _named(self, found: dict[str, Any]) -> dict[str, str]:
        """Return the names at the root of the definitions of one part."""
        clash = any(self._known.get(name, item) != item for name, item in found.items())
        names: dict[str, str] = {}
        for name, item in found.items():
            unique, number = name, 2
            while clash and unique in {*self._known, *self.fixed}:
                unique, number = f"{name}_{number}", number + 1
            names[name] = unique
            self._known[unique] = item
        return names


def _renamed(reference: str, names: dict[str, str]) -> str:
    for key in _KEYS:
        start = f"#/{key}/"
        if reference.startswith(start):
            name, slash, rest = reference.removeprefix(start).partition("/")
            return f"#/$defs/{names[name]}{slash}{rest}" if name in names else reference
    return reference
