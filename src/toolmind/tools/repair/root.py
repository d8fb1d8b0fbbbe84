"""Rules for the root of parameters, which endpoints take as one plain object only.

OpenAI and Anthropic refuse a whole request for one tool whose parameters are a union, a
reference or a negation at the root, or have no `properties`.
"""

from __future__ import annotations

from typing import Any

from toolmind.records import Schema
from toolmind.schema import flatten, resolve, types_of
from toolmind.tools.all_of import MALFORMED, both, merge_all_of
from toolmind.tools.repair.base import SchemaRule, Unrepairable, noted, without

_UNIONS = ("anyOf", "oneOf")
_REFUSED = (*_UNIONS, "allOf", "not", "enum", "const", "$ref")


def _union(schema: Schema, root: Schema) -> Schema | None:
    """Make one object of a root that takes what any branch of its unions takes.

    A field that only some branches have is optional, and its choices are those of all; which
    fields go together is said in the description.
    """
    if not any(key in schema for key in _REFUSED):
        return None
    try:
        whole = merge_all_of(_referred(schema))
        parts = (whole, *whole.get("allOf", ()))
        unions = [(key, part[key]) for part in parts for key in _UNIONS if key in part]
        result = without(whole, *_REFUSED)
        for key, branches in unions:
            flat = [flatten(branch, schema) for branch in branches if isinstance(branch, dict)]
            objects = [branch for branch in flat if types_of(branch) in ((), ("object",))]
            result = _one_of_all(result, objects, key)
    except MALFORMED as error:
        raise Unrepairable("root-union", f"cannot be one object: {error}", "parameters") from error
    return result


def _referred(schema: Schema) -> Schema:
    """Return the root with its own references, also those in `allOf`, followed."""
    parts = schema.get("allOf")
    if isinstance(parts, list):
        flat = [resolve(part, schema) for part in parts if isinstance(part, dict)]
        schema = {**schema, "allOf": flat}
    if "$ref" not in schema:
        return schema
    kept = {key: schema[key] for key in ("$defs",) if key in schema}
    return {**resolve(schema, schema), **kept, "type": "object"}


def _one_of_all(base: Schema, branches: list[Schema], union: str) -> Schema:
    if not branches:
        raise Unrepairable("parameters-not-object", "no branch is an object", "parameters")
    fields: Schema = dict(base.get("properties", {}))
    for name in dict.fromkeys(name for branch in branches for name in branch.get("properties", {})):
        found = [one["properties"][name] for one in branches if name in one.get("properties", {})]
        own = fields.get(name)
        if own is None:
            fields[name] = _any_of(found)
        elif len(found) == len(branches) and isinstance(own, dict):
            fields[name] = both(own, _any_of(found))
    needed = [set(branch.get("required", ())) for branch in branches]
    every = [name for name in fields if all(name in names for names in needed)]
    required = list(dict.fromkeys([*base.get("required", ()), *every]))
    result = {**base, "properties": fields, **({"required": required} if required else {})}
    sets = list(dict.fromkeys(filter(None, map(_in_words, branches))))
    if len(sets) < 2:
        return result
    how = "exactly one" if union == "oneOf" else "at least one"
    return noted(result, f"Give {how} of these sets: {'; '.join(sets)}.")


def _any_of(found: list[Any]) -> Any:
    """Return one schema for what any of them takes; choices become one list."""
    distinct = [one for at, one in enumerate(found) if one not in found[:at]]
    if len(distinct) == 1:
        return distinct[0]
    if not all(isinstance(one, dict) and one for one in distinct):
        return {}
    choices = [value for one in distinct for value in _choices(one)]
    if all(map(_choices, distinct)):
        unique = [value for at, value in enumerate(choices) if value not in choices[:at]]
        return {**without(distinct[0], "const", "default"), "enum": unique}
    return {"anyOf": distinct}


def _choices(field: Schema) -> list[Any]:
    return [field["const"]] if "const" in field else field.get("enum") or []


def _in_words(branch: Schema) -> str:
    """Name what a branch requires, with its value where only one is allowed."""
    fields = branch.get("properties", {})
    named = []
    for name in branch.get("required", ()):
        field = fields.get(name)
        values = _choices(field) if isinstance(field, dict) else []
        named.append(f"{name} = {values[0]}" if len(values) == 1 else str(name))
    return ", ".join(named)


def _properties(schema: Schema, root: Schema) -> Schema | None:
    return None if "properties" in schema else {**schema, "properties": {}}


RULES = (
    SchemaRule("root-union", "", "parameters that are a union or reference → fields", _union),
    SchemaRule("root-properties", "", "parameters without `properties` → none", _properties),
)
"""They are asked of the root alone, once nothing else is left to mend."""
