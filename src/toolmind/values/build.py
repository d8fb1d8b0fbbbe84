"""From a schema to a maker of its values: all reading is done once, drawing is cheap."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import orjson

from toolmind.errors import DataError
from toolmind.schema import flatten, merge, types_of, validator
from toolmind.types import JSON, Schema
from toolmind.values import times
from toolmind.values.draw import Draw, Maker
from toolmind.values.field import Field, description_of
from toolmind.values.numbers import number
from toolmind.values.objects import object_maker, seldom
from toolmind.values.pattern import compile_pattern
from toolmind.values.strings import string
from toolmind.values.text import phrase

_ANNOTATIONS = ("$defs", "examples", "default", "description", "title")
_CONSTRAINTS = ("pattern", "minLength", "maxLength", "format", "not")
_NOTHING = re.compile(
    r"(^|_)(UNSPECIFIED|UNKNOWN|UNRECOGNI[SZ]ED|UNDEFINED|DEPRECATED|NONE)(_|$)", re.I
)
_FALSE = re.compile(
    r"delet|disabl|archiv|error|spam|fail|cancel|block|hidden|deprecat|dry ?run|force|debug"
)
_TYPE_OF_KEYWORD = (
    (
        "object",
        (
            "properties",
            "additionalProperties",
            "patternProperties",
            "minProperties",
            "required",
            "propertyNames",
        ),
    ),
    ("array", ("items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains")),
    ("string", ("pattern", "minLength", "maxLength", "format")),
    ("number", ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")),
)
_TOO_DEEP = 40
"""Nesting at which a recursive schema counts as endless; optional parts stop far earlier."""


class Builder:
    """Builds makers for the parts of one root schema."""

    def __init__(self, root: Schema) -> None:
        self.root = root

    def maker(self, node: Any, field: Field) -> Maker:
        """Return a maker of values for a sub-schema.

        Raises:
            DataError: nothing can be valid under it, or a reference cannot be followed.
        """
        if node is False:
            raise DataError(f"the schema of {field.words or 'the value'!r} allows no value")
        if not isinstance(node, dict):
            node = {}
        if "$ref" in node:
            return self.later(node, field)
        flat = flatten(node, self.root)
        return self._plausible(self._alternatives(flat, field), flat)

    def later(self, node: Schema, field: Field) -> Maker:
        """Return a maker that is built when first drawn: recursion ends, and the rest is cheap."""
        made: list[Maker] = []

        def make(draw: Draw) -> JSON:
            if draw.depth > _TOO_DEEP:
                raise DataError(f"the schema of {field.words!r} requires itself without end")
            if not made:
                flat = flatten(node, self.root)
                described = field.described(flat)
                made.append(self._plausible(self._alternatives(flat, described), flat))
            return made[0](draw)

        return make

    def _plausible(self, maker: Maker, flat: Schema) -> Maker:
        """Prefer the schema's own examples, and now and then its default, where they are valid."""
        given = flat.get("examples")
        options = [v for v in given if _valid(flat, v)] if isinstance(given, list) else []
        if options:
            return lambda draw: _fresh(draw.rng.choice(options))
        default = flat.get("default")
        if default in (None, "", 0, [], {}) or not _valid(flat, default):
            return maker
        return lambda draw: _fresh(default) if draw.rng.random() < 0.3 else maker(draw)

    def _alternatives(self, flat: Schema, field: Field) -> Maker:
        for key in ("anyOf", "oneOf"):
            if isinstance(branches := flat.get(key), list) and branches:
                rest = {k: v for k, v in flat.items() if k != key}
                return self._one_of([merge(rest, b) for b in branches if b is not False], field)
        if "if" in flat:
            rest = {k: v for k, v in flat.items() if k not in ("if", "then", "else")}
            met = merge(merge(rest, _schema(flat["if"])), _schema(flat.get("then")))
            return self._one_of([met, merge(rest, _schema(flat.get("else")))], field)
        return self._typed(flat, field)

    def _one_of(self, branches: list[Schema], field: Field) -> Maker:
        makers: list[Maker] = []
        for branch in branches:
            try:
                makers.append(self.maker(branch, field.described(branch)))
            except DataError:
                continue  # an impossible branch is no loss while another is possible
        if not makers:
            raise DataError(f"no alternative of {field.words or 'the schema'!r} allows a value")
        return lambda draw: draw.rng.choice(makers)(draw)

    def _typed(self, flat: Schema, field: Field) -> Maker:
        if "const" in flat:
            constant = flat["const"]
            return lambda draw: _fresh(constant)
        if isinstance(flat.get("enum"), list):
            return _enum(flat, field)
        if flat.get("type") == []:
            raise DataError(f"no type is left that {field.words or 'the value'!r} can have")
        kinds = types_of(flat) or (_guess_type(flat),)
        full = [kind for kind in kinds if kind != "null"]
        if not full:
            return lambda draw: None
        by_kind = [self._of_type(kind, {**flat, "type": kind}, field) for kind in full]
        if len(full) == len(kinds):
            return by_kind[0] if len(by_kind) == 1 else lambda draw: draw.rng.choice(by_kind)(draw)
        return lambda draw: draw.rng.choice(by_kind)(draw) if draw.rng.random() < 0.85 else None

    def _of_type(self, kind: str, flat: Schema, field: Field) -> Maker:
        if kind == "object":
            return object_maker(self, flat, field)
        if kind == "array":
            return self._array(flat, field)
        if kind == "boolean":
            likely = 0.15 if _FALSE.search(field.words) else 0.8
            return lambda draw: draw.rng.random() < likely
        field = field.described(flat)
        if kind in ("integer", "number"):
            return number(field, whole=kind == "integer")
        return _constrained(string(field), flat, field)

    def _array(self, flat: Schema, field: Field) -> Maker:
        first = [
            self.maker(node, field.item(_schema(node))) for node in flat.get("prefixItems", ())
        ]
        items = flat.get("items", {})
        closed = items is False
        wanted = items if items else flat.get("contains", items)
        each = None if closed else self.maker(wanted, field.item(_schema(wanted)))
        contained = int(flat.get("minContains", 1)) if "contains" in flat else 0
        low = max(int(flat.get("minItems", 0)), contained)
        high = int(flat.get("maxItems", max(low, 3)))
        if closed:
            high = min(high, len(first))
        if seldom(field.words):
            high = low  # a list of errors is there, and empty
        return _list(first, each, low, min(high, max(low, 3, len(first))), "uniqueItems" in flat)


def _list(first: list[Maker], each: Maker | None, low: int, high: int, unique: bool) -> Maker:
    def make(draw: Draw) -> JSON:
        if draw.plain or draw.depth > 6 or draw.budget <= 0:
            count = low
        else:
            count = draw.rng.randint(min(max(low, 1), high), high)
        outer, items = draw.facts, []
        draw.depth += 1
        for position in range(count):
            maker = first[position] if position < len(first) else each
            if maker is None or (draw.budget <= 0 and position >= low):
                break
            draw.facts = {}
            item = maker(draw)
            for _ in range(20 if unique else 3):
                if item not in items:
                    break
                item = maker(draw)
            if item not in items or position < low:
                items.append(item)
        draw.facts = outer
        draw.depth -= 1
        return items

    return make


def _enum(flat: Schema, field: Field) -> Maker:
    options = [value for value in flat["enum"] if _valid(flat, value)]
    if not options:
        raise DataError(f"no value of the enum of {field.words!r} is valid under its schema")
    named = [
        v for v in options if v is not None and not (isinstance(v, str) and _NOTHING.search(v))
    ]
    options = named or options
    return lambda draw: _fresh(draw.rng.choice(options))


def _fresh(value: JSON) -> JSON:
    """Return a value that may be changed without changing the schema that it stands in."""
    return copy.deepcopy(value) if isinstance(value, dict | list) else value


def _constrained(maker: Callable[[Draw], str], flat: Schema, field: Field) -> Maker:
    """Make sure of pattern and length where the schema sets them, as far as one string can."""
    if not any(key in flat for key in _CONSTRAINTS):
        return maker
    fits = _check({key: flat[key] for key in ("type", *_CONSTRAINTS) if key in flat})
    low, high = int(flat.get("minLength", 0)), int(flat.get("maxLength", 1 << 30))
    pattern = flat.get("pattern")
    piece = compile_pattern(pattern) if isinstance(pattern, str) else None
    spare = phrase(field)

    def make(draw: Draw) -> str:
        value = maker(draw)
        if not draw.plain and fits(value):
            return value
        for _ in range(12):
            value = piece(draw.rng) if piece else value
            value = _sized(draw, value, low, high, bool(piece), spare)
            if fits(value):
                break
        return value

    return make


def _sized(
    draw: Draw, value: str, low: int, high: int, patterned: bool, spare: Callable[[Draw], str]
) -> str:
    while len(value) < low:
        value += draw.code(low - len(value)) if patterned else f" {spare(draw)}"
    return value[:high].rstrip() if len(value[:high].rstrip()) >= low else value[:high]


def _valid(flat: Schema, value: JSON) -> bool:
    """Tell whether a value holds under the part of a schema that needs no references."""
    own = {k: v for k, v in flat.items() if k not in _ANNOTATIONS}
    if "$ref" in str(own):
        return False
    return _check(own)(value)


def _check(schema: Schema) -> Callable[[JSON], bool]:
    return _compiled(orjson.dumps(schema, option=orjson.OPT_SORT_KEYS))


@lru_cache(maxsize=16384)
def _compiled(text: bytes) -> Callable[[JSON], bool]:
    """Return the check of a small schema; equal ones, of which there are many, share it."""
    return validator(orjson.loads(text)).is_valid


def _guess_type(flat: Schema) -> str:
    for kind, keywords in _TYPE_OF_KEYWORD:
        if any(key in flat for key in keywords):
            return kind
    return "string"


def _schema(node: Any) -> Schema:
    return node if isinstance(node, dict) else {"not": {}} if node is False else {}


def past(flat: Schema, field: Field) -> bool:
    """Tell whether the times of an object lie in the past, by its own and its fields' words."""
    texts = [field.words, field.description]
    for name, child in (flat.get("properties") or {}).items():
        described = description_of(child) if isinstance(child, dict) else ""
        if times.PAST.search(described) and re.search(
            r"time|date|since|from|until", f"{name}{described}", re.I
        ):
            return True
    return any(times.PAST.search(text) for text in texts)
