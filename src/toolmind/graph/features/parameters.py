"""The parameters of a pool of tools: every input and output, nested ones too, one row each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from toolmind.errors import DataError
from toolmind.records import Schema, Tool
from toolmind.schema import flatten, join, split

_MOST = 1_000
"""Characters of a description that are read: what a value is stands at the beginning."""


class Parameter(NamedTuple):
    """One input or output of one tool.

    `tool` is the tool's position in the pool. `path` is as `toolmind.schema` writes paths: dotted,
    with ``[]`` for list items, dots in a name escaped. `type` is the JSON type of the value, and of
    the items where `is_list`; empty where not said. `required` holds when the parameter and all
    that it lies in are required.
    """

    tool: int
    path: str
    name: str
    parent: str
    description: str
    type: str
    format: str
    enum: tuple[str, ...]
    required: bool
    is_list: bool


def input_parameters(tools: Sequence[Tool], max_depth: int) -> list[Parameter]:
    """Every leaf input of every tool, also inside lists; a list of plain values is one leaf."""
    return [one for at, tool in enumerate(tools) for one in inputs_of(at, tool, max_depth)]


def output_parameters(tools: Sequence[Tool], max_depth: int) -> list[Parameter]:
    """Every leaf output of every tool, also inside lists; tools without `returns` have none."""
    return [one for at, tool in enumerate(tools) for one in outputs_of(at, tool, max_depth)]


def inputs_of(position: int, tool: Tool, max_depth: int) -> Iterator[Parameter]:
    """Every leaf input of one tool; `position` is the tool's in its pool."""
    return _walk(position, tool.parameters, max_depth)


def outputs_of(position: int, tool: Tool, max_depth: int) -> Iterator[Parameter]:
    """Every leaf output of one tool; `position` is the tool's in its pool."""
    return _walk(position, tool.returns, max_depth) if tool.returns is not None else iter(())


def find_parameter(tool: int, schema: Schema | None, path: str) -> Parameter | None:
    """Find the node that a path names, a leaf or not; ``[]`` and ``[0]`` may be left out."""
    if not path:
        return None
    root = schema or {}
    node, name, parent, required = _read(root, root), "", "", True
    for part in split(re.sub(r"(?<!\\)\[\d+\]", "[]", path)):
        if part == "[]":
            continue
        while isinstance(node.get("items"), dict) and "properties" not in node:
            node = _read(node["items"], root)
        child = (node.get("properties") or {}).get(part)
        if not isinstance(child, dict):
            return None
        required = required and part in (node.get("required") or ())
        node, name, parent = _read(child, root), part, name
    items = node.get("items")
    value = _read(items, root) if isinstance(items, dict) else None
    return _leaf(tool, path, name, parent, node, value, required)


def _walk(tool: int, schema: Schema, max_depth: int) -> Iterator[Parameter]:
    stack: list[tuple[str, str, str, Schema, bool, int]] = [("", "", "", schema, True, 0)]
    while stack:
        path, name, parent, node, required, depth = stack.pop()
        node = _read(node, schema)
        properties = node.get("properties")
        if isinstance(properties, dict) and properties and depth < max_depth:
            needed = node.get("required")
            needed = set(needed) if isinstance(needed, list) else set()
            for key in reversed(properties):
                if isinstance(child := properties[key], dict):
                    child_path = join(path, key)
                    stack.append(
                        (child_path, key, name, child, required and key in needed, depth + 1)
                    )
            continue
        items = node.get("items")
        items = _read(items, schema) if isinstance(items, dict) else items
        is_list = isinstance(items, dict) and _type(node) == "array"
        if is_list and isinstance(items, dict) and items.get("properties") and depth < max_depth:
            stack.append((f"{path}[]", name, parent, items, required, depth))
            continue
        if path:
            yield _leaf(tool, path, name, parent, node, items if is_list else None, required)


def _read(node: Schema, root: Schema) -> Schema:
    """Return a node with its references followed; where one leads nowhere, as it stands."""
    parts = [part for key in ("anyOf", "oneOf", "allOf") for part in node.get(key) or ()]
    if not any(isinstance(one, dict) and "$ref" in one for one in (node, *parts)):
        return node
    try:
        return flatten(node, root)
    except DataError:
        return node


def _leaf(
    tool: int, path: str, name: str, parent: str, node: Schema, items: Any, required: bool
) -> Parameter:
    value: Schema = items if isinstance(items, dict) else node
    enum = value.get("enum")
    kind = _type(value)
    untold = items is None and kind == "array"
    return Parameter(
        tool=tool,
        path=path,
        name=name,
        parent=parent,
        description=str(node.get("description") or value.get("description") or "")[:_MOST],
        type="" if untold else kind,
        format=str(value.get("format") or ""),
        enum=tuple(map(str, enum)) if isinstance(enum, list) else (),
        required=required,
        is_list=items is not None or untold,
    )


def _type(node: Schema) -> str:
    kind = node.get("type")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "")
    if isinstance(kind, str) and kind:
        return kind
    return "object" if "properties" in node or _is_choice_of_objects(node) else ""


def _is_choice_of_objects(node: Schema) -> bool:
    parts = [part for key in ("anyOf", "oneOf") for part in node.get(key) or ()]
    kinds = {_type(part) for part in parts if isinstance(part, dict)} - {"null"}
    return kinds == {"object"}
