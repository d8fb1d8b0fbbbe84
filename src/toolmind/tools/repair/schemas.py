"""Repairs one schema: all rules at all places, again until nothing changes."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from toolmind.records import Schema
from toolmind.tools.repair import branches, keywords, patterns, properties, prose
from toolmind.tools.repair.base import INVALID, NESTED, Change, SchemaRule, Unrepairable, without
from toolmind.tools.repair.definitions import hoisted
from toolmind.tools.repair.root import RULES as ROOT_RULES
from toolmind.tools.subschemas import MANY, NAMED, ONE
from toolmind.tools.usable import MAX_DEPTH, pointer, refuse, schema_problem, too_deep

RULES: tuple[SchemaRule, ...] = (
    *properties.RULES,
    *keywords.RULES,
    *patterns.RULES,
    *branches.RULES,
    *prose.RULES,
)
"""In the order in which they are tried on each schema object."""

Path = tuple[str | int, ...]

MAX_PASSES = 12
"""Passes before a schema counts as unrepairable; real ones need at most four."""


def repair_schema(schema: Schema, field: str, changes: list[Change]) -> Schema:
    """Return the schema, valid under JSON Schema 2020-12; what was changed goes to `changes`.

    `field` is the place of the schema in its record, and begins the paths of the changes.

    Raises:
        Unrepairable: it nests too deeply, or stays invalid whatever is removed.
    """
    if too_deep(schema, MAX_DEPTH):
        raise Unrepairable("too-deep", f"nested deeper than {MAX_DEPTH} levels", field)
    for _ in range(MAX_PASSES):
        before = len(changes)
        if (whole := hoisted(schema)) is not None:  # before a rule follows a reference
            changes.append(_change(NESTED, (field,), schema, whole))
            schema = whole
        schema = _mend(schema, schema, (field,), changes)
        if len(changes) == before:
            mended = _remove_invalid(schema, field, changes)
            if mended is None and field == "parameters":
                mended = _mend_root(schema, changes)
            if mended is None:
                return schema
            schema = mended
    raise Unrepairable("not-converging", "the rules contradict each other on it", field)


def _mend_root(schema: Schema, changes: list[Change]) -> Schema | None:
    """Return parameters as endpoints take them at the root, or None if they do as they are."""
    for rule in ROOT_RULES:
        mended = rule.mend(schema, schema)
        if mended is not None:
            changes.append(_change(rule.name, ("parameters",), schema, mended))
            return mended
    return None


def _mend(node: Schema, root: Schema, path: Path, changes: list[Change]) -> Schema:
    for rule in RULES:
        if (rule.on and rule.on not in node) or (rule.of and rule.of != path[0]):
            continue
        mended = rule.mend(node, root)
        if mended is not None:
            changes.append(_change(rule.name, path, node, mended))
            node = mended
    below = {
        key: child
        for key, value in node.items()
        if (child := _mend_below(key, value, root, path, changes)) is not value
    }
    return {**node, **below} if below else node


def _mend_below(key: str, value: Any, root: Schema, path: Path, changes: list[Change]) -> Any:
    """Mend the schemas under one keyword; the same object comes back if nothing changed."""
    if key in ONE and isinstance(value, dict):
        return _mend(value, root, (*path, key), changes)
    if key in MANY and isinstance(value, list):
        items = [
            _mend(item, root, (*path, key, i), changes) if isinstance(item, dict) else item
            for i, item in enumerate(value)
        ]
        return value if all(a is b for a, b in zip(items, value, strict=True)) else items
    if key in NAMED and isinstance(value, dict):
        mended = {
            name: _mend(child, root, (*path, key, name), changes)
            for name, child in value.items()
            if isinstance(child, dict)
        }
        changed = {name: child for name, child in mended.items() if child is not value[name]}
        return {**value, **changed} if changed else value
    return value


def _remove_invalid(schema: Schema, field: str, changes: list[Change]) -> Schema | None:
    """Return the schema without its invalid keywords, or None if there are none."""
    places = dict.fromkeys(map(tuple, _invalid_places(schema)))  # many faults may be of one place
    if not places:
        return None
    schema = copy.deepcopy(schema)
    for place in reversed(places):  # the last first: those before it in a list stay where they are
        holder: Any = schema
        try:
            for step in place[:-1]:
                holder = holder[step]
            removed = holder.pop(place[-1])
        except (KeyError, IndexError, TypeError):
            continue  # it went with something above it
        path = pointer([field, *place])
        changes.append(Change(rule=INVALID, path=path, before=removed))
    return schema


def _invalid_places(schema: Schema) -> Iterator[list[Any]]:
    if schema_problem(schema) is None:
        return
    places = [error.instance_path for error in _META.iter_errors(schema)]
    if not places:  # valid by the meta-schema, yet it does not compile, as a bad pattern
        try:
            jsonschema_rs.Draft202012Validator(schema, retriever=refuse)
        except jsonschema_rs.ValidationError as error:
            places = [error.instance_path]
        except (ValueError, TypeError):
            places = [[]]
    for place in places:
        if not place:
            raise Unrepairable("invalid-schema", schema_problem(schema) or "", "")
        yield place


_META = jsonschema_rs.Draft202012Validator({"$ref": "https://json-schema.org/draft/2020-12/schema"})


def _change(rule: str, path: Path, old: Schema, new: Schema) -> Change:
    gone = {key: value for key, value in old.items() if key not in new or new[key] is not value}
    come = {key: value for key, value in new.items() if key not in old or old[key] is not value}
    same = [key for key in gone if key in come and gone[key] == come[key]]
    return Change(
        rule=rule, path=pointer(path), before=without(gone, *same), after=without(come, *same)
    )
