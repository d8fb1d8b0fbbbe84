"""Arguments as slots: what a person can say of a call, and how it becomes arguments again.

A *slot* is one value that a person would state in one breath: a leaf of the parameters schema,
where objects are walked into and lists are not. Its label is the words that a person would use for
it, distinct within the tool.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec.structs import replace

from toolmind.records import JSON, Record, Schema
from toolmind.schema import (
    MAX_DEPTH,
    cached_per_schema,
    flatten,
    join,
    merge,
    set_path,
    split,
    types_of,
)
from toolmind.text.identifiers import label


class Slot(Record, frozen=True):
    """One value of a call. `required`: every valid call has it.

    `required_within` is the path, with its dot, of the outermost object that cannot be without the
    slot; empty where that is the call itself, or where the slot is optional everywhere.
    """

    path: str
    label: str
    schema: Schema
    required: bool
    required_within: str = ""


@cached_per_schema(size=4096)
def slots(parameters: Schema) -> dict[str, Slot]:
    """Return the slots of a parameters schema by path, in the order declared.

    Raises:
        DataError: a ``$ref`` in the schema cannot be followed.
    """
    found: list[Slot] = []
    _collect(parameters, parameters, "", "", found, 0)
    labels = distinct_labels([slot.path for slot in found])
    return {slot.path: replace(slot, label=labels[slot.path]) for slot in found}


def _collect(
    node: Schema, root: Schema, path: str, anchor: str | None, found: list[Slot], depth: int
) -> None:
    """Collect the slots below `node`.

    `anchor` is the path of the outermost object that cannot be without this node: empty for the
    call itself, None where the node is optional in the object that holds it.
    """
    flat = _chosen(flatten(node, root), root) if isinstance(node, dict) else {}
    properties = flat.get("properties")
    if not properties or not _is_object(flat) or depth > MAX_DEPTH:
        if path:
            shared: Schema = {key: root[key] for key in ("$defs", "definitions") if key in root}
            within = f"{anchor}." if anchor else ""
            schema = {**flat, **shared} if shared else flat
            found.append(Slot(path, "", schema, anchor == "", within))
        return
    needed = flat.get("required") or ()
    inner = path if anchor is None else anchor
    for name, child in properties.items():
        if name not in needed and _is_output(child):
            continue
        below = inner if name in needed else None
        _collect(child, root, join(path, name), below, found, depth + 1)


def _is_output(schema: object) -> bool:
    """Say whether a property is of answers alone, as its keyword or its description says (AIP-203).

    An object that is sent and sent back often has such properties: nobody gives their values.
    """
    if not isinstance(schema, dict):
        return False
    return schema.get("readOnly") is True or str(schema.get("description")).startswith(
        "Output only"
    )


def _chosen(flat: Schema, root: Schema) -> Schema:
    """Return an object's schema with the first of the alternatives beside its properties.

    What the others hold is optional, if several may be met. Else a call that states all of the
    object's own properties could still be none.
    """
    for key in ("anyOf", "oneOf"):
        branches = flat.get(key)
        if not flat.get("properties") or not isinstance(branches, list) or not branches:
            continue
        branches = [flatten(part, root) for part in branches if isinstance(part, dict)]
        if not branches or any(types_of(part) not in ((), ("object",)) for part in branches):
            continue
        own = {name: part for name, part in flat.items() if name != key}
        others = branches[1:] if key == "anyOf" else []
        for part in others:
            own = merge(own, {"properties": part.get("properties", {})})
        flat = merge(own, branches[0])
    return flat


def distinct_labels(paths: Sequence[str]) -> dict[str, str]:
    """Return for each path the fewest of its last words that tell it from all the others.

    Where words cannot (``userId`` beside ``user_id``, or ``_``), the label is the path itself.
    """
    steps = {path: [label(step) for step in split(path) if step != "[]"] for path in paths}
    result: dict[str, str] = {}
    taken: set[str] = set()
    for length in range(1, 1 + max(map(len, steps.values()), default=0)):
        endings = {path: " ".join(filter(None, mine[-length:])) for path, mine in steps.items()}
        count = Counter(endings.values())
        for path, words in endings.items():
            if words and path not in result and count[words] == 1 and words not in taken:
                result[path] = words
                taken.add(words)
        if len(result) == len(steps):
            break
    return {path: result.get(path, path) for path in paths}


def assemble(parameters: Schema, stated: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return arguments that state the slots; objects that must be there are, even if empty."""
    arguments: dict[str, JSON] = {}
    _require_objects(parameters, parameters, arguments, 0)
    for path, value in stated.items():
        set_path(arguments, path, value)
    _require_objects(parameters, parameters, arguments, 0)  # now also in those that were begun
    return arguments


@cached_per_schema(size=4096)
def hollow(parameters: Schema) -> tuple[str, ...]:
    """Return the paths of the objects that every call has and that nothing in them must fill."""
    return tuple(_hollow(assemble(parameters, {}), ""))


def _hollow(node: Mapping[str, JSON], path: str) -> Iterator[str]:
    for name, inner in node.items():
        if inner:
            yield from _hollow(inner, join(path, name))
        elif inner == {}:
            yield join(path, name)


def missing(parameters: Schema, stated: Collection[str]) -> list[Slot]:
    """Return the slots that a valid call still needs once those at the paths `stated` are given.

    An object that is begun must be whole: what it requires is needed, even where the object itself
    is optional.
    """
    return [
        slot
        for path, slot in slots(parameters).items()
        if path not in stated and (slot.required or _begun(slot, stated))
    ]


def _begun(slot: Slot, stated: Collection[str]) -> bool:
    within = slot.required_within
    return bool(within) and any(path.startswith(within) for path in stated)


def _require_objects(node: Schema, root: Schema, into: dict[str, JSON], depth: int) -> None:
    flat = _chosen(flatten(node, root), root)
    if depth > MAX_DEPTH:
        return
    properties = flat.get("properties") or {}
    begun = [name for name, value in into.items() if isinstance(value, dict)]
    for name in dict.fromkeys([*(flat.get("required") or ()), *begun]):
        child = properties.get(name)
        if isinstance(child, dict):
            below = _chosen(flatten(child, root), root)
            inner = into.get(name, {})
            if below.get("properties") and _is_object(below) and isinstance(inner, dict):
                into[name] = inner
                _require_objects(below, root, inner, depth + 1)


def _is_object(flat: Schema) -> bool:
    return types_of(flat) in ((), ("object",))
