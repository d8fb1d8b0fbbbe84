"""What can exist in the world of a scenario: the sorts of things that its tools tell of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from toolmind.records import Schema, Tool
from toolmind.scenarios.plan import Plan
from toolmind.scenarios.story_schema import answerable
from toolmind.schema import flatten, types_of
from toolmind.schema.paths import split
from toolmind.schema.strict import closed
from toolmind.text.identifiers import label
from toolmind.text.nouns import singular
from toolmind.tools.effects import tool_effect

_MOST = 3
"""Sorts of things that a story tells the records of (ours)."""

_FIELDS = 5
"""Fields of a record (ours): the rest the world makes up when it is asked."""

_TELLING = ("id", "name", "title")
"""How the fields end that tell one record from another (ours)."""

_DEEPEST = 3
"""Levels of a result down to which the things that it tells of are looked for (ours)."""


def sorts(plan: Plan, tools: Mapping[str, Tool]) -> dict[str, Schema]:
    """Return the sorts of things that the plan's tools read, each with its fields as a schema.

    Of a result with a list of objects these are the things, else the result itself is one. Fields
    are scalars: those that a link takes first, then what tells one thing from another.
    """
    found: dict[str, Schema] = {}
    for position, tool in enumerate(plan.chain.tools):
        linked = {split(x.src_output)[-1] for x in plan.chain.links if x.src == position}
        for sort, fields in _told_of(tools[tool]):
            if len(found) < _MOST and (chosen := _chosen(fields, linked)):
                found.setdefault(sort, closed(chosen))
    return found


def _told_of(tool: Tool) -> Iterator[tuple[str, dict[str, Schema]]]:
    """Yield the sort of thing that a tool reads, with its scalar fields, if there is one."""
    effect = tool_effect(tool)
    if not (effect.reads and tool.returns):
        return
    name, node = _things("", tool.returns, tool.returns, 0) or ("", tool.returns)
    fields = _scalars(node, tool.returns)
    ids = (label(field).removesuffix(" id") for field in fields if label(field).endswith(" id"))
    sort = effect.noun or singular(label(name)) or next(ids, "") or label(tool.name)
    yield sort.replace(" ", "_"), fields


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
    return {
        name: {**answerable(field)}
        for name, field in fields.items()
        if types_of(field) and not {"object", "array"} & set(types_of(field))
    }


def _chosen(fields: dict[str, Schema], linked: set[str]) -> dict[str, Schema]:
    def rank(name: str) -> int:
        return 0 if name in linked else 1 if label(name).endswith(_TELLING) else 2

    best = sorted(fields, key=rank)[:_FIELDS]
    return {name: fields[name] for name in fields if name in best}
