"""Arguments as facts: what a person can say of a call, and how it becomes arguments again.

A *fact* is one value that a person would state in one breath: a leaf of the parameters schema,
where objects are walked into and lists are not. Its label is the words that a person would use for
it, distinct within the tool.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from toolmind.schema import MAX_DEPTH, by_identity, flatten, join, label, set_path, split, types_of
from toolmind.types import JSON, Schema


class Fact(NamedTuple):
    """One value of a call. `required`: every valid call has it."""

    path: str
    label: str
    schema: Schema
    required: bool


@by_identity(size=16384)
def facts(parameters: Schema) -> dict[str, Fact]:
    """Return the facts of a parameters schema by path, in the order declared.

    Raises:
        DataError: a ``$ref`` in the schema cannot be followed.
    """
    found: list[tuple[str, Schema, bool]] = []
    _collect(parameters, parameters, "", True, found, 0)
    labels = distinct_labels([path for path, _, _ in found])
    return {path: Fact(path, labels[path], schema, required) for path, schema, required in found}


def _collect(
    node: Schema,
    root: Schema,
    path: str,
    required: bool,
    found: list[tuple[str, Schema, bool]],
    depth: int,
) -> None:
    flat = flatten(node, root) if isinstance(node, dict) else {}
    properties = flat.get("properties")
    is_object = types_of(flat) in ((), ("object",))
    if not properties or not is_object or depth > MAX_DEPTH:
        if path:
            shared: Schema = {key: root[key] for key in ("$defs", "definitions") if key in root}
            found.append((path, {**flat, **shared}, required))
        return
    needed = flat.get("required") or ()
    for name, child in properties.items():
        _collect(child, root, join(path, name), required and name in needed, found, depth + 1)


def distinct_labels(paths: Sequence[str]) -> dict[str, str]:
    """Return for each path the fewest of its last words that tell it from all the others.

    Where words cannot (``userId`` beside ``user_id``), the label is the path itself.
    """
    steps = {path: [step for step in split(path) if step != "[]"] for path in paths}
    result: dict[str, str] = {}
    for length in range(1, 1 + max(map(len, steps.values()), default=0)):
        endings = {path: label(" ".join(mine[-length:])) for path, mine in steps.items()}
        count = Counter(endings.values())
        for path, words in endings.items():
            if path not in result and count[words] == 1 and words not in result.values():
                result[path] = words
    return {path: result.get(path, path) for path in paths}


def decompose(parameters: Schema, arguments: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return the facts, by path, that the arguments state; what no fact covers is left out."""
    stated: dict[str, JSON] = {}
    for path in facts(parameters):
        node: JSON = arguments
        for step in split(path):
            if not isinstance(node, Mapping) or step not in node:
                break
            node = node[step]
        else:
            stated[path] = node
    return stated


def assemble(parameters: Schema, stated: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return arguments that state the facts; objects that must be there are, even if empty."""
    arguments: dict[str, JSON] = {}
    _require_objects(parameters, parameters, arguments, 0)
    for path, value in stated.items():
        set_path(arguments, path, value)
    return arguments


def _require_objects(node: Schema, root: Schema, into: dict[str, JSON], depth: int) -> None:
    flat = flatten(node, root)
    if depth > MAX_DEPTH:
        return
    properties = flat.get("properties") or {}
    for name in flat.get("required") or ():
        child = properties.get(name)
        if isinstance(child, dict):
            below = flatten(child, root)
            if below.get("properties") and types_of(below) in ((), ("object",)):
                _require_objects(below, root, into.setdefault(name, {}), depth + 1)
