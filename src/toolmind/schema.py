"""JSON Schema helpers that every layer shares: leaf paths, values by path, labels, validation.

A *path* is dotted property names with ``[]`` for list items: ``flights[].price``. The path of the
value itself is ``""``, and that of the items of a list at the top is ``[]``.

Derived facts (leaves, validators) are remembered per schema object, by identity: a schema must not
be changed after its first use here.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from functools import lru_cache, wraps
from hashlib import blake2b
from typing import Any, NamedTuple, TypeVar

import jsonschema_rs
import orjson

from toolmind.errors import DataError
from toolmind.types import JSON, Schema

MAX_DEPTH = 8
"""Nesting beyond which a schema is not followed; only recursive schemas go deeper."""

_ANNOTATIONS = ("description", "title", "default", "examples")
_LOWER_BOUNDS = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER_BOUNDS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_REFERRING = frozenset(("$ref", "allOf", "anyOf", "oneOf"))
_MESSAGE_LIMIT = 300

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


class Leaf(NamedTuple):
    """A value that a schema describes and that holds no described values itself.

    `required` says that every valid value has it, wherever its list is not empty.
    """

    path: str
    schema: Schema
    required: bool
    description: str


class Problem(NamedTuple):
    """The first way in which a value breaks a schema: where, what, and the keyword broken."""

    path: str
    message: str
    keyword: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class Kept(OrderedDict[K, V]):
    """The last `size` results of something costly, by what they were made of."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def keep(self, key: K, value: V) -> V:
        """Keep a value, let go of the oldest where there are too many, and return it."""
        while len(self) >= self._size:
            self.popitem(last=False)
        self[key] = value
        return value


_CANONICAL: Kept[bytes, Schema] = Kept(4096)
_INTERNED: Kept[int, Schema] = Kept(4096)
"""The canonical schemas by identity: one that is asked about again is not written out again."""


def interned(schema: Schema) -> Schema:
    """Return the one object that stands for all schemas of the same content, key order included."""
    if id(schema) in _INTERNED:
        return schema
    try:
        text = orjson.dumps(schema)
    except TypeError:  # Not JSON: whoever uses it says what is wrong with it.
        return schema
    key = _digest(text)
    known = _CANONICAL.get(key)
    if known is None:
        known = _INTERNED.keep(id(schema), _CANONICAL.keep(key, schema))
    return known


def _digest(text: bytes) -> bytes:
    """Return what stands for a text in a cache: the texts of all schemas are some 20 MB."""
    return blake2b(text, digest_size=16).digest()


def by_identity(size: int) -> Callable[[Callable[[Schema], T]], Callable[[Schema], T]]:
    """Remember a function's result per schema (the last `size` of them), whichever object holds it.

    Schemas cannot be hashed. One that was seen before is known by its identity; one that was only
    parsed anew, as from a prompt, is known by its content. The schema is kept with its result, so
    that its identity is not used again meanwhile.
    """

    def decorate(function: Callable[[Schema], T]) -> Callable[[Schema], T]:
        known: Kept[int, tuple[Schema, T]] = Kept(size)

        @wraps(function)
        def remembered(schema: Schema) -> T:
            entry = known.get(id(schema)) or known.get(id(schema := interned(schema)))
            return (entry or known.keep(id(schema), (schema, function(schema))))[1]

        return remembered

    return decorate


# --- reading schemas ------------------------------------------------------------------------


def resolve(schema: Schema, root: Schema) -> Schema:
    """Return the schema with its local ``$ref`` (``#``, ``#/...``) followed and its siblings kept.

    Raises:
        DataError: the reference leads nowhere, outside the schema, or round in a circle.
    """
    seen: set[str] = set()
    while isinstance(schema, dict) and isinstance(reference := schema.get("$ref"), str):
        if reference in seen:
            raise DataError(f"$ref {reference!r} leads round in a circle", field="$ref")
        seen.add(reference)
        siblings = {key: value for key, value in schema.items() if key != "$ref"}
        schema = merge(_pointed_at(reference, root), siblings)
    return schema


def _pointed_at(reference: str, root: Schema) -> Schema:
    remedy = "Put the definition under $defs and refer to it as '#/$defs/Name'."
    if reference != "#" and not reference.startswith("#/"):
        raise DataError(f"$ref {reference!r} is not local", field="$ref", remedy=remedy)
    node: Any = root
    for part in reference[2:].split("/") if reference != "#" else ():
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, list) and key.isdigit() and int(key) < len(node):
            node = node[int(key)]
        elif isinstance(node, dict) and key in node:
            node = node[key]
        else:
            raise DataError(f"$ref {reference!r} leads nowhere", field="$ref", remedy=remedy)
    return {} if node is True else {"not": {}} if not isinstance(node, dict) else node


def merge(left: Schema, right: Schema) -> Schema:
    """Return a schema for what is valid under both, as far as keywords can say it.

    Keywords that cannot be merged (two patterns, say) keep the right one: whoever makes values
    from a merged schema validates them against the original. An empty list of types or values
    says that nothing is valid.
    """
    if not left or not right:
        return dict(left or right)
    merged = dict(left)
    for key, value in right.items():
        merged[key] = _merge_keyword(key, merged[key], value) if key in merged else value
    return merged


def _merge_keyword(key: str, left: Any, right: Any) -> Any:
    if key == "properties":
        both = {name: merge(left[name], right[name]) for name in left if name in right}
        return {**left, **right, **both}
    if key == "required":
        return list(dict.fromkeys([*left, *right]))
    if key == "enum":
        return [value for value in left if value in right]
    if key == "type":
        if left == right and isinstance(left, str):
            return left
        common = _common_types(types_of({"type": left}), types_of({"type": right}))
        return common[0] if len(common) == 1 else common
    if key in _LOWER_BOUNDS:
        return max(left, right)
    if key in _UPPER_BOUNDS:
        return min(left, right)
    if key in ("allOf", "anyOf", "oneOf"):
        return [*left, *right] if key == "allOf" else right
    if key in ("items", "additionalProperties") and isinstance(left, dict) and right is True:
        return left
    return merge(left, right) if isinstance(left, dict) and isinstance(right, dict) else right


def _common_types(left: tuple[str, ...], right: tuple[str, ...]) -> list[str]:
    """Return the types in both; integer and number have the integers in common."""
    common = [kind for kind in left if kind in right]
    for one, other in ((left, right), (right, left)):
        if "integer" in one and "number" in other and "number" not in one:
            common.append("integer")
    return list(dict.fromkeys(common))


def types_of(schema: Schema) -> tuple[str, ...]:
    """Return the JSON types that the schema names; empty where it names none."""
    named = schema.get("type")
    if isinstance(named, str):
        return (named,)
    return tuple(named) if isinstance(named, list) else ()


def flatten(schema: Schema, root: Schema) -> Schema:
    """Return the schema with ``$ref`` and ``allOf`` merged in and a nullable ``anyOf`` unwrapped.

    ``anyOf``/``oneOf`` of one schema and null becomes that schema with null added to its type.

    Raises:
        DataError: a reference cannot be followed.
    """
    if _REFERRING.isdisjoint(schema):
        return schema
    schema = resolve(schema, root)
    if parts := schema.get("allOf"):
        common: Schema = {}
        for part in parts:
            common = merge(common, flatten(part, root)) if isinstance(part, dict) else common
        schema = merge(common, {key: value for key, value in schema.items() if key != "allOf"})
    for key in ("anyOf", "oneOf"):
        branches = schema.get(key)
        if isinstance(branches, list) and len(branches) <= 2:
            full = [branch for branch in branches if branch != {"type": "null"}]
            if len(full) == 1 and isinstance(full[0], dict):
                rest = {k: v for k, v in schema.items() if k != key}
                schema = merge(flatten(full[0], root), rest)
                if len(branches) == 2 and schema.get("type") and "enum" not in schema:
                    schema["type"] = [*types_of(schema), "null"]
    return schema


@by_identity(size=8192)
def leaves(schema: Schema) -> tuple[Leaf, ...]:
    """Return every leaf of the schema, in the order declared, each path once.

    Objects with declared properties and lists with declared items are walked into; anything else
    is a leaf. The alternatives of ``anyOf`` and ``oneOf`` each add their leaves, as not required.
    A recursive schema is walked once round.

    Raises:
        DataError: a reference cannot be followed.
    """
    found: dict[str, Leaf] = {}
    for leaf in _walk(schema, schema, "", True, (), ""):
        found.setdefault(leaf.path, leaf)
    return tuple(found.values())


def _walk(
    node: Any, root: Schema, path: str, required: bool, above: tuple[object, ...], inherited: str
) -> Iterator[Leaf]:
    if not isinstance(node, dict) or len(above) > 2 * MAX_DEPTH:
        return
    reference = node.get("$ref")
    mark = reference if isinstance(reference, str) else id(node)
    if mark in above:
        return
    above = (*above, mark)
    flat = flatten(node, root)
    description = str(flat.get("description") or flat.get("title") or inherited)
    branches = [b for key in ("anyOf", "oneOf") for b in flat.get(key) or () if isinstance(b, dict)]
    properties, items = flat.get("properties"), flat.get("items")
    if properties:
        needed = flat.get("required") or ()
        for name, child in properties.items():
            below = join(path, name)
            yield from _walk(child, root, below, required and name in needed, above, "")
    elif isinstance(items, dict) and items:
        yield from _walk(items, root, f"{path}[]", required, above, description)
    elif not any(b.get("properties") or b.get("items") or "$ref" in b for b in branches):
        yield Leaf(path, flat, required, description)
        return
    for branch in branches:
        yield from _walk(branch, root, path, False, above, description)


# --- values by path -------------------------------------------------------------------------


def join(path: str, name: str) -> str:
    """Return the path of a property; dots and ``[]`` in its name are escaped by a backslash."""
    if "." in name or "[]" in name or "\\" in name:
        name = re.sub(r"[.\\]|\[(?=\])", r"\\\g<0>", name)
    return f"{path}.{name}" if path else name


@lru_cache(maxsize=65536)
def split(path: str) -> tuple[str, ...]:
    """Return a path's steps: property names, and ``[]`` for list items."""
    steps = re.findall(r"\[\]|(?:\\.|[^.\\\[]|\[(?!\]))+", path)
    return tuple(re.sub(r"\\(.)", r"\1", step) if "\\" in step else step for step in steps)


def get_path(value: JSON, path: str) -> list[JSON]:
    """Return all values at the path, in order; an empty list where there is none."""
    found = [value]
    for step in split(path):
        if step == "[]":
            found = [item for node in found if isinstance(node, list) for item in node]
        else:
            found = [node[step] for node in found if isinstance(node, dict) and step in node]
    return found


def set_path(value: JSON, path: str, new: JSON) -> JSON:
    """Put `new` at the path, in every item of the lists on the way, and return the value.

    Objects and lists are changed in place. What is missing on the way is made: an empty or
    missing list gets one item.
    """
    return _set(value, split(path), new)


def _set(node: JSON, steps: tuple[str, ...], new: JSON) -> JSON:
    if not steps:
        return new
    step, rest = steps[0], steps[1:]
    if step == "[]":
        items = node if isinstance(node, list) else []
        items[:] = [_set(item, rest, new) for item in items or [None]]
        return items
    record = node if isinstance(node, dict) else {}
    record[step] = _set(record.get(step), rest, new)
    return record


@lru_cache(maxsize=65536)
def label(path: str) -> str:
    """Return a path or name as words: ``flights[].departureTime`` → ``flights departure time``."""
    text = re.sub(r"[^\w]+|_", " ", path)
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    return " ".join(text.lower().split())


# --- validation -----------------------------------------------------------------------------


_DIGESTS: Kept[int, tuple[Schema, bytes]] = Kept(8192)
_VALIDATORS: Kept[bytes, jsonschema_rs.Draft202012Validator] = Kept(2048)
"""By content: one takes 6.5 kB on average, 12 kB where its annotations are kept too."""


def validator(schema: Schema) -> jsonschema_rs.Draft202012Validator:
    """Return the compiled validator of a schema (2020-12, formats asserted).

    Schemas that differ in annotations alone share it, and so does one that was parsed anew.

    Raises:
        DataError: it is not a JSON Schema.
    """
    entry = _DIGESTS.get(id(schema)) or _DIGESTS.keep(id(schema), (schema, _content(schema)))
    return _validator(schema, entry[1])


def check_of(schema: Schema) -> Callable[[JSON], bool]:
    """Return the check of a schema that was made for the moment; equal ones share it.

    Raises:
        DataError: it is not a JSON Schema.
    """
    return _validator(schema, _content(schema)).is_valid


def _content(schema: Schema) -> bytes:
    """Return what stands for all that a schema validates."""
    try:
        return _digest(orjson.dumps(_bare(schema), option=orjson.OPT_SORT_KEYS))
    except TypeError as error:
        raise DataError(f"not a JSON Schema: {error}", remedy="Repair the schema.") from error


def _validator(schema: Schema, content: bytes) -> jsonschema_rs.Draft202012Validator:
    known = _VALIDATORS.get(content)
    if known is None:
        return _VALIDATORS.keep(content, _compiled(_bare(schema)))
    _VALIDATORS.move_to_end(content)  # those asked for seldom are let go of
    return known


def _bare(node: Any) -> Any:
    """Return a schema without what validates nothing: descriptions, titles and defaults."""
    if not isinstance(node, dict):
        return node
    kept: Schema = {}
    for key, value in node.items():
        if key in ("description", "title"):
            if isinstance(value, str):
                continue
        elif key == "default":
            continue
        elif key in _OF_SCHEMA:
            value = _bare(value)
        elif key in _OF_SCHEMAS and isinstance(value, list):
            value = [_bare(each) for each in value]
        elif key in _OF_NAMED_SCHEMAS and isinstance(value, dict):
            value = {name: _bare(each) for name, each in value.items()}
        kept[key] = value
    return kept


_OF_SCHEMA = frozenset("items additionalProperties contains propertyNames not if then else".split())
_OF_SCHEMAS = frozenset("allOf anyOf oneOf prefixItems".split())
_OF_NAMED_SCHEMAS = frozenset("properties patternProperties $defs definitions".split())


def _compiled(schema: Schema) -> jsonschema_rs.Draft202012Validator:
    try:
        return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        text = _shorten(str(error).splitlines()[0] if str(error) else type(error).__name__)
        raise DataError(f"not a JSON Schema: {text}", remedy="Repair the schema.") from error


def first_problem(schema: Schema, value: JSON) -> Problem | None:
    """Return the first way in which the value breaks the schema, or None when it is valid.

    Raises:
        DataError: the schema is not a JSON Schema.
    """
    compiled = validator(schema)
    if compiled.is_valid(value):
        return None
    error = next(iter(compiled.iter_errors(value)))
    keyword = str(error.schema_path[-1]) if error.schema_path else ""
    return Problem(_instance_path(error.instance_path), _shorten(error.message), keyword)


def problem(schema: Schema, value: JSON) -> str | None:
    """Return what is first wrong with the value, naming the path, or None when it is valid.

    Raises:
        DataError: the schema is not a JSON Schema.
    """
    found = first_problem(schema, value)
    return None if found is None else str(found)


def _instance_path(steps: list[str | int]) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".")


def _shorten(message: str) -> str:
    return message if len(message) <= _MESSAGE_LIMIT else message[: _MESSAGE_LIMIT - 1] + "…"
