"""Schemas of an API document, with their references put in.

A tool's schema must stand alone and be short enough to show to a model. So references are
replaced by what they lead to; where a schema contains itself, or grows too large, it is cut to
its type, its limits and a word on it. `lost` counts the constraints that a cut leaves out.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urljoin

from toolmind.errors import DataError
from toolmind.records import Schema
from toolmind.tools.all_of import MALFORMED, both, merge_all_of
from toolmind.tools.constraints import CONSTRAINTS, count_constraints
from toolmind.tools.sources.references import MAX_HOPS, Node
from toolmind.tools.subschemas import MANY, NAMED, ONE

MAX_NODES = 300
"""Schema objects in one inlined schema at most; beyond it, less deep ones are put in."""

_ANY = 1_000
LIMITS = (
    *((references, _ANY) for references in (8, 5, 4, 3, 2, 1)),
    *((1, levels) for levels in (8, 6, 5, 4, 3, 2, 1, 0)),
)
"""How many references and how many levels deep to go, tried in turn until the schema is small
enough (ours)."""

_DROPPED = frozenset(
    "discriminator xml externalDocs $defs definitions $id $anchor $schema $comment "
    "$dynamicAnchor $dynamicRef $ref".split()
)
_DATA = ("default", "const", "example", "examples")
"""Keywords whose value may be anything, also what looks like a reference."""
_BESIDE = ("description", "nullable", "readOnly", "writeOnly", "deprecated")
"""What counts beside a reference before OpenAPI 3.1: it says nothing of the values allowed."""
_KEPT = CONSTRAINTS.union(_BESIDE, ("type",))
"""What is kept of a schema that is cut."""


class Inlined(NamedTuple):
    """A schema that stands alone, and how many constraints it left behind."""

    schema: Schema
    lost: int = 0


class _TooLarge(Exception):
    pass


class _Scope(NamedTuple):
    """What `#` and a relative `$id` mean in a schema: its own root and URI (OpenAPI 3.1)."""

    root: Node
    uri: str


def inline(node: Node, *, siblings: bool = False, hidden: str = "") -> Inlined:
    """Return a schema of the document without references to it.

    `siblings` lets keywords beside a reference count, as OpenAPI 3.1 does. Properties that are
    marked by the keyword `hidden` (`readOnly` in requests, `writeOnly` in answers) are left out,
    at every depth.

    Raises:
        DataError: a reference leads nowhere.
    """
    for references, levels in LIMITS:
        inliner = _Inliner(references, levels, siblings)
        try:
            found = inliner.schema(node, _Scope(node, node.base), (), 0)
        except _TooLarge:
            continue
        if not isinstance(found, dict):
            break
        return Inlined(without_marked(found, hidden) if hidden else found, inliner.lost)
    return Inlined({})


class _Inliner:
    def __init__(self, references: int, levels: int, siblings: bool) -> None:
        self.references, self.levels, self.siblings = references, levels, siblings
        self.nodes = self.lost = 0

    def schema(self, node: Node, scope: _Scope, above: tuple[int, ...], level: int) -> Any:
        """Return a schema inlined; `above` are the identities of those that led here."""
        value = node.value
        if not isinstance(value, dict):
            return value
        if isinstance(own := value.get("$id"), str) and not own.startswith("#"):
            scope = _Scope(node, urljoin(scope.uri, own))
        reference = value.get("$ref", value.get("$dynamicRef"))
        if isinstance(reference, str):
            return self._referred(node, reference, scope, above, level)
        if level > self.levels:
            self._count(level > 1)  # the fields of the whole are all shown, however many
            return self._cut(node, scope, "")
        return self._parts(node, scope, above, level)

    def _count(self, nodes: int) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            raise _TooLarge

    def _parts(self, node: Node, scope: _Scope, above: tuple[int, ...], level: int) -> Schema:
        self._count(MAX_NODES if level > 60 else 1)

        def inner(value: Any) -> Any:
            return self.schema(node._replace(value=value), scope, above, level + 1)

        result: Schema = {}
        for key, item in node.value.items():
            if key == "type" and item == "file":  # of Swagger 2
                result |= {"type": "string", "format": "binary"}
            elif key == "x-nullable":
                result.setdefault("nullable", item)
            elif key in _DROPPED or key.startswith("x-"):
                continue
            elif key in MANY and isinstance(item, list):
                result[key] = [inner(part) for part in item]
            elif key in ONE:
                result[key] = inner(item)
            elif isinstance(item, dict) and key not in _DATA and isinstance(item.get("$ref"), str):
                found = node._replace(value=item).followed(siblings=True)
                result |= self._parts(found._replace(value={key: found.value}), scope, above, level)
            elif key in NAMED and isinstance(item, dict):
                result[key] = {name: inner(part) for name, part in item.items()}
            else:
                result[key] = item
        _tell_apart(node.value, result)
        return merge_all_of(_as_union(result))

    def _referred(
        self, node: Node, reference: str, scope: _Scope, above: tuple[int, ...], level: int
    ) -> Any:
        target, inside = _target(node, reference, scope)
        kept = [key for key in node.value if self.siblings or key in _BESIDE]
        beside = {key: node.value[key] for key in kept if key not in _DROPPED}
        if id(target.value) in above or len(above) >= self.references:
            found = self._cut(target, inside, reference.rsplit("/", 1)[-1])
        else:
            found = self.schema(target, inside, (*above, id(target.value)), level)
        if not beside or found is False:
            return found
        own = self._parts(node._replace(value=beside), scope, above, level)
        found = found if isinstance(found, dict) else {}
        try:
            return both(found, own)
        except MALFORMED:
            return {**found, **own}  # left to repair

    def _cut(self, node: Node, scope: _Scope, name: str) -> Any:
        """Return what is left of a schema whose parts are not shown."""
        for _ in range(MAX_HOPS):
            if not isinstance(node.value, dict) or not isinstance(node.value.get("$ref"), str):
                break
            node, scope = _target(node, node.value["$ref"], scope)
        value = node.value
        if not isinstance(value, dict):
            return value if isinstance(value, bool) else {"description": f"{name}."}
        kept = {key: item for key, item in value.items() if key in _KEPT}
        if "type" not in kept and "properties" in value:
            kept["type"] = "object"
        self.lost += node.references.constraints(value) - count_constraints(kept)
        text = value.get("description")
        text = text if isinstance(text, str) and text else name and f"{name}."
        return {**kept, "description": text} if text else kept


def _target(node: Node, reference: str, scope: _Scope) -> tuple[Node, _Scope]:
    """Return what a reference in a schema leads to, and the scope there."""
    try:
        found = node.references.lookup(reference, node.base)
        return found, _Scope(found, found.base)
    except DataError:
        if reference.startswith("#/"):  # within a schema that was put in as a whole
            try:
                return scope.root.pointed_at(reference[1:]), scope
            except DataError:
                pass
        identified = node.references.identified(urljoin(scope.uri, reference))
        if identified is None:
            raise
        return identified, _Scope(identified, urljoin(scope.uri, reference))


def _as_union(schema: Schema) -> Schema:
    """Read a list of schemas under `items`, null among them, as the union that is meant."""
    items = schema.get("items")
    if not isinstance(items, list) or "type" in schema or {"type": "null"} not in items:
        return schema
    return {**{key: item for key, item in schema.items() if key != "items"}, "anyOf": items}


def without_marked(schema: Any, mark: str, gone: frozenset[str] = frozenset()) -> Any:
    """Return a schema without the properties that a keyword marks, at every depth.

    `gone` are the names of those that were left out beside it: none of them is required here.
    """
    if not isinstance(schema, dict):
        return schema
    fields = schema.get("properties")
    fields = fields if isinstance(fields, dict) else {}
    gone |= {name for name, field in fields.items() if _is_marked(field, mark)}
    result: Schema = {}
    for key, item in schema.items():
        if key in NAMED and isinstance(item, dict):
            result[key] = {
                name: without_marked(field, mark)
                for name, field in item.items()
                if key != "properties" or name not in gone
            }
        elif key in MANY and isinstance(item, list):
            beside = gone if key != "prefixItems" else frozenset()
            result[key] = [without_marked(part, mark, beside) for part in item]
        elif key in ONE:
            beside = gone if key in ("if", "then", "else", "not") else frozenset()
            result[key] = without_marked(item, mark, beside)
        elif key == "required" and isinstance(item, list):
            result[key] = [name for name in item if not (isinstance(name, str) and name in gone)]
        else:
            result[key] = item
    return result


def _is_marked(field: Any, mark: str) -> bool:
    return isinstance(field, dict) and field.get(mark) is True


def _tell_apart(source: Schema, inlined: Schema) -> None:
    """Write what a discriminator says of each branch into the branch (OAS 3.1, 4.8.25).

    The field that it names has one value in each: the name of the schema, or those that the
    mapping gives it.
    """
    said = source.get("discriminator")
    said = said if isinstance(said, dict) else {}
    field, mapping = said.get("propertyName"), said.get("mapping")
    if not isinstance(field, str):
        return
    named = mapping if isinstance(mapping, dict) else {}
    for key in ("oneOf", "anyOf"):
        branches = source.get(key)
        for at, branch in enumerate(branches if isinstance(branches, list) else ()):
            reference = branch.get("$ref") if isinstance(branch, dict) else None
            if isinstance(reference, str):
                name = reference.rsplit("/", 1)[-1]
                values = [value for value, to in named.items() if to in (reference, name)]
                _limit_field(inlined[key][at], field, values or [name])


def _limit_field(branch: Any, field: str, values: list[str]) -> None:
    fields = branch.get("properties") if isinstance(branch, dict) else None
    if not isinstance(fields, dict):
        return
    own = fields.get(field)
    if isinstance(own, dict) and not own.keys() & {"const", "enum", "anyOf", "oneOf"}:
        branch["properties"] = {**fields, field: {"type": "string", **own, "enum": values}}
