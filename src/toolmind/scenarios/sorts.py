"""What can exist in the world of a scenario: the sorts of things that its tools tell of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolmind.caches import IdentityCache
from toolmind.records import Schema, Tool
from toolmind.scenarios.plan import Plan
from toolmind.scenarios.story_schema import answerable
from toolmind.schema import flatten, types_of
from toolmind.schema.paths import split
from toolmind.schema.strict import closed
from toolmind.text.identifiers import label
from toolmind.text.nouns import singular
from toolmind.tools.effects import ToolEffect, tool_effect

_MOST = 3
"""Sorts of things that a story tells the records of (ours)."""

_FIELDS = 5
"""Fields of a record (ours): the rest the world makes up when it is asked."""

_PARTS, _ENTRIES, _FIELDS_WITHIN, _NESTED = 2, 3, 4, 2
"""Objects and lists of a record, entries of a list, fields of a part, and levels of parts (ours); a
part within a part is there only where a link takes something from it."""

_TELLING = ("id", "name", "title")
"""How the fields end that tell one record from another (ours)."""

_DEEPEST = 3
"""Levels of a result down to which the things that it tells of are looked for (ours)."""


def sorts(plan: Plan, tools: Mapping[str, Tool]) -> dict[str, Schema]:
    """Return the sorts of things that the plan's tools read, each with its fields as a schema.

    Of a result with a list of objects these are the things, unless it is one thing that the tool
    gets by its id; else the result, or the object in it that the tool is named after, is one.
    Fields are scalars: those that a link takes first, then what tells one thing from another.
    Beside them are objects and lists where the results have some: an address, the items.
    """
    found: dict[str, Schema] = {}
    for position, tool in enumerate(plan.chain.tools):
        taken = (split(link.src_output) for link in plan.chain.links if link.src == position)
        linked = {name for path in taken for name in path}
        told = _TOLD_OF.of(tools[tool])
        if told and told[0] not in found and len(found) < _MOST:
            sort, node = told
            found[sort] = _record(node, tools[tool].returns or {}, linked)
    return found


def _record(node: Schema, root: Schema, linked: set[str]) -> Schema:
    """Return the form of a record: the fields chosen, in the order in which they are declared."""
    fields, within = _scalars(node, root), _nested(node, root, linked, 1)
    parts = sorted(within, key=lambda name: name not in linked)[:_PARTS]
    chosen = _chosen(fields, linked) | {name: within[name] for name in parts}
    declared = flatten(node, root).get("properties") or {}
    return closed({name: chosen[name] for name in declared if name in chosen})


def _nested(node: Schema, root: Schema, linked: set[str], depth: int) -> dict[str, Schema]:
    """Return the objects and lists of an object, each in few fields; what has none is left out."""
    properties = flatten(node, root).get("properties") or {}
    found: dict[str, Schema] = {}
    for name, child in properties.items():
        flat = flatten(child, root) if isinstance(child, dict) else {}
        form: Schema | None = None
        if "array" in types_of(flat):
            item = _inner(flat.get("items"), root, linked, depth)
            form = {"type": "array", "items": item, "maxItems": _ENTRIES} if item else None
        elif "object" in types_of(flat):
            form = _inner(child, root, linked, depth)
        if form:
            found[name] = form
    return found


def _inner(node: Any, root: Schema, linked: set[str], depth: int) -> Schema | None:
    """Return the form of a part: a scalar, or an object of few of them; None: it tells nothing."""
    flat = flatten(node, root) if isinstance(node, dict) else {}
    if _is_scalar(flat):
        return answerable(flat)
    fields = _chosen(_scalars(flat, root), linked, _FIELDS_WITHIN)
    if fields and depth < _NESTED:
        further = _nested(flat, root, linked, depth + 1)
        fields |= {name: form for name, form in further.items() if name in linked}
    return closed(fields) if fields else None


def _told_of(tool: Tool) -> tuple[str, Schema] | None:
    """Return the sort of thing that a tool reads, with its schema, if there is one."""
    effect = tool_effect(tool)
    if not (effect.reads and tool.returns):
        return None
    name, node = _thing(effect, tool.returns)
    fields = _scalars(node, tool.returns)
    if not fields:
        return None
    ids = (label(field).removesuffix(" id") for field in fields if label(field).endswith(" id"))
    sort = effect.noun or singular(label(name)) or next(ids, "") or label(tool.name)
    return sort.replace(" ", "_"), flatten(node, tool.returns)


_TOLD_OF = IdentityCache(_told_of, 4096)


def _thing(effect: ToolEffect, returns: Schema) -> tuple[str, Schema]:
    """Return what a result tells of: the one thing that it is, or one of many; and its name."""
    properties = flatten(returns, returns).get("properties") or {}
    own = next((name for name in properties if singular(label(name)) == effect.noun), "")
    one = properties[own] if own and _scalars(properties[own], returns) else returns
    of_one = {"id", f"{effect.noun} id", f"{effect.noun.rpartition(' ')[2]} id"}
    if effect.verb == "get" and of_one & set(map(label, _scalars(one, returns))):
        return effect.noun, one
    if many := _things("", returns, returns, 0):
        return many
    return (effect.noun, one) if effect.verb == "get" else ("", returns)


def _things(name: str, node: Any, root: Schema, depth: int) -> tuple[str, Schema] | None:
    """Return the first list of objects in a result: its name and the schema of its items."""
    flat = flatten(node, root) if isinstance(node, dict) else {}
    if "array" in types_of(flat):
        items = flat.get("items")
        return (name, items) if isinstance(items, dict) and _scalars(items, root) else None
    if depth < _DEEPEST:
        for inner, child in (flat.get("properties") or {}).items():
            if found := _things(inner, child, root, depth + 1):
                return found
    return None


def _scalars(node: Schema, root: Schema) -> dict[str, Schema]:
    properties = flatten(node, root).get("properties") or {}
    fields = {name: flatten(child, root) for name, child in properties.items() if child}
    return {name: field for name, field in fields.items() if _is_scalar(field)}


def _is_scalar(field: Schema) -> bool:
    types = types_of(field)
    return bool(types) and "object" not in types and "array" not in types


def _chosen(fields: dict[str, Schema], linked: set[str], most: int = _FIELDS) -> dict[str, Schema]:
    def rank(name: str) -> int:
        return 0 if name in linked else 1 if label(name).endswith(_TELLING) else 2

    best = sorted(fields, key=rank)[:most]
    return {name: answerable(fields[name]) for name in fields if name in best}
