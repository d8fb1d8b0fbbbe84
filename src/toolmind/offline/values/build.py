"""From a schema to a maker of its values: all reading is done once, drawing is cheap."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from toolmind.errors import DataError
from toolmind.offline.values.draw import Draw, Maker
from toolmind.offline.values.examples import by_examples
from toolmind.offline.values.field import Field
from toolmind.offline.values.geometry import geometry
from toolmind.offline.values.numbers import number
from toolmind.offline.values.objects import TOO_DEEP, ObjectMaker
from toolmind.offline.values.phrases import phrase
from toolmind.offline.values.properties import seldom
from toolmind.offline.values.strings import string
from toolmind.records import JSON, Schema
from toolmind.schema import check_of, flatten, merge, types_of
from toolmind.schema.pattern import compile_pattern
from toolmind.text.identifiers import label

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


Check = Callable[[JSON], bool]


class Builder:
    """Builds makers for the parts of one root schema."""

    def __init__(self, root: Schema) -> None:
        self.root = root

    def maker(self, node: Any, field: Field, like: Maker | None = None) -> Maker:
        """Return a maker of values for a sub-schema.

        `like` makes values of a schema that this one narrows: what is the same in both is shared.

        Raises:
            DataError: nothing can be valid under it, or a reference cannot be followed.
        """
        if node is False:
            raise DataError(f"the schema of {field.words or 'the value'!r} allows no value")
        if not isinstance(node, dict):
            node = {}
        if "$ref" in node:
            return self._later(node, field)
        flat = flatten(node, self.root)
        return self._plausible(flat, field, like)

    def part(self, node: Schema, field: Field, like: Maker | None = None) -> Maker:
        """Return a maker for a property, whose schema may be a reference.

        Raises:
            DataError: nothing can be valid under it, or a reference cannot be followed.
        """
        flat = flatten(node, self.root)
        return self._plausible(flat, field.described(flat), like)

    def _later(self, node: Schema, field: Field) -> Maker:
        """Return a maker that is built when first drawn, so that recursion ends."""
        made: list[Maker] = []

        def make(draw: Draw) -> JSON:
            if draw.depth > TOO_DEEP:
                raise DataError(f"the schema of {field.words!r} requires itself without end")
            if not made:
                made.append(self.part(node, field))
            return made[0](draw)

        return make

    def _plausible(self, flat: Schema, field: Field, like: Maker | None) -> Maker:
        """Prefer the schema's own examples, and now and then its default, where they are valid.

        Both also stand in for what cannot be made.
        """
        given = flat.get("examples")
        options = list(filter(_own_check(flat), given)) if given and isinstance(given, list) else []
        if options:
            try:
                maker = self._alternatives(flat, field, like)
            except DataError:
                maker = None
            return by_examples(options, maker, self._check(flat))
        default = flat.get("default")
        try:
            maker = self._alternatives(flat, field, like)
        except DataError:
            if "default" in flat and _own_check(flat)(default):
                return lambda draw: _fresh(default)
            raise
        if default in (None, "", 0, [], {}) or not _own_check(flat)(default):
            return maker
        return lambda draw: (
            _fresh(default) if draw.plain or draw.rng.random() < 0.3 else maker(draw)
        )

    def _alternatives(self, flat: Schema, field: Field, like: Maker | None) -> Maker:
        for key in ("anyOf", "oneOf"):
            if isinstance(branches := flat.get(key), list) and branches:
                rest = {k: v for k, v in flat.items() if k != key}
                parts = [merge(rest, b) for b in branches if b is not False]
                return self._one_of(parts, field, flat)
        if "if" in flat:
            rest = {k: v for k, v in flat.items() if k not in ("if", "then", "else")}
            met = merge(merge(rest, _schema(flat["if"])), _schema(flat.get("then")))
            parts = [met, merge(rest, _schema(flat.get("else")))]
            return self._one_of(parts, field, flat)
        return self._typed(flat, field, like)

    def _one_of(self, branches: list[Schema], field: Field, flat: Schema) -> Maker:
        makers: list[Maker] = []
        for branch in branches:
            try:
                makers.append(self.maker(branch, field.described(branch)))
            except DataError:
                continue  # an impossible branch is no loss while another is possible
        if not makers:
            raise DataError(f"no alternative of {field.words or 'the schema'!r} allows a value")

        def make(draw: Draw) -> JSON:
            made = draw.rng.choice(makers)(draw)
            if not draw.plain or (fits := self._check(flat))(made):
                return made
            # Branches overlap, or bar what is common to all: as the last resort each is tried.
            return next(filter(fits, (maker(draw) for maker in makers)), made)

        return make

    def _check(self, flat: Schema) -> Check:
        """Return the check of a part of the root schema; all pass if its references lead away."""
        own = {key: value for key, value in flat.items() if key not in _ANNOTATIONS}
        try:
            return check_of(own | {key: self.root[key] for key in ("$defs",) if key in self.root})
        except DataError:
            return lambda value: True

    def _typed(self, flat: Schema, field: Field, like: Maker | None) -> Maker:
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
        by_kind = [self._of_type(kind, flat, field, like) for kind in full]
        if len(full) == len(kinds):
            return by_kind[0] if len(by_kind) == 1 else lambda draw: draw.rng.choice(by_kind)(draw)
        return lambda draw: draw.rng.choice(by_kind)(draw) if draw.rng.random() < 0.85 else None

    def _of_type(self, kind: str, flat: Schema, field: Field, like: Maker | None) -> Maker:
        if flat.get("type") != kind:
            flat = {**flat, "type": kind}
        if kind == "object":
            return ObjectMaker(self, flat, field, like if isinstance(like, ObjectMaker) else None)
        if kind == "array":
            return self._array(flat, field, like if isinstance(like, ListMaker) else None)
        if kind == "boolean":
            gone = re.search(r"^(is )?(deleted|trashed)$", field.words)
            likely = 0.0 if gone else 0.15 if _FALSE.search(field.words) else 0.8
            return lambda draw: draw.rng.random() < likely
        field = field.described(flat)
        if kind in ("integer", "number"):
            return number(field, whole=kind == "integer")
        return _constrained(string(field), flat, field)

    def _array(self, flat: Schema, field: Field, like: ListMaker | None) -> Maker:
        if (shape := geometry(field, flat)) and "prefixItems" not in flat:
            made = self._listed(flat, field, like)
            fits = _own_check(flat)
            return lambda draw: drawn if fits(drawn := shape(draw)) else made(draw)
        return self._listed(flat, field, like)

    def _listed(self, flat: Schema, field: Field, like: ListMaker | None) -> ListMaker:
        first = [
            self.maker(node, field.item(_schema(node))) for node in flat.get("prefixItems", ())
        ]
        items = flat.get("items", {})
        closed = items is False
        wanted = items if items else flat.get("contains", items)
        alike = like.each if like else None
        each = None if closed else self.maker(wanted, field.item(_schema(wanted)), alike)
        contained = int(flat.get("minContains", 1)) if "contains" in flat else 0
        low = max(int(flat.get("minItems", 0)), contained)
        high = int(flat.get("maxItems", max(low, 3)))
        if closed:
            high = min(high, len(first))
        if seldom(field.words):
            high = low  # a list of errors is there, and empty
        high = min(high, max(low, 3, len(first)))
        return ListMaker(first, each, low, high, "uniqueItems" in flat)


def _known_by(item: JSON) -> JSON:
    """Return what tells an item from the others: its first id or name, else all of it."""
    if isinstance(item, dict):
        return next((value for name, value in item.items() if _tells_apart(name)), item)
    return item


@lru_cache(maxsize=8192)
def _tells_apart(name: str) -> bool:
    return label(name).rpartition(" ")[2] in _APART


_APART = frozenset("id name title arn key email code language".split())
"""Last words of the fields in which no two things of a list are alike, as they are drawn."""


class ListMaker:
    """Makes lists of `low` to `high` items, the `first` by their own makers."""

    __slots__ = ("_first", "_high", "_low", "_unique", "each")

    def __init__(
        self, first: list[Maker], each: Maker | None, low: int, high: int, unique: bool
    ) -> None:
        self.each = each
        self._first = first
        self._low = low
        self._high = high
        self._unique = unique

    def __call__(self, draw: Draw) -> JSON:
        """Make a list."""
        low, high, first = self._low, self._high, self._first
        if draw.plain or draw.depth > 6 or draw.budget <= 0:
            count = low
        else:
            count = draw.rng.randint(min(max(low, 1), high), high)
        outer = draw.facts
        items: list[JSON] = []
        known: list[JSON] = []
        draw.depth += 1
        for position in range(count):
            maker = first[position] if position < len(first) else self.each
            if maker is None or (draw.budget <= 0 and position >= low):
                break
            draw.facts = {}
            item = maker(draw)
            for _ in range(20 if self._unique else 3):
                if _known_by(item) not in known:
                    break
                item = maker(draw)
            if item == {} and position >= low:
                continue
            if _known_by(item) not in known or position < low:
                items.append(item)
                known.append(_known_by(item))
        draw.facts = outer
        draw.depth -= 1
        return items


def _enum(flat: Schema, field: Field) -> Maker:
    rest = {key: value for key, value in flat.items() if key != "enum"}
    options = list(filter(_own_check(rest), flat["enum"]))
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
    own = {key: flat[key] for key in ("type", *_CONSTRAINTS) if key in flat}
    fits = check_of(own)
    low, high = int(flat.get("minLength", 0)), int(flat.get("maxLength", 1 << 30))
    pattern = flat.get("pattern")
    piece = compile_pattern(pattern) if isinstance(pattern, str) else None

    def make(draw: Draw) -> str:
        value = maker(draw)
        if not draw.plain and fits(value):
            return value
        for _ in range(12):
            value = piece(draw.rng) if piece else value
            value = _sized(draw, value, low, high, bool(piece), field)
            if fits(value):
                break
        return value

    return make


def _sized(draw: Draw, value: str, low: int, high: int, patterned: bool, field: Field) -> str:
    while len(value) < low:
        value += draw.code(low - len(value)) if patterned else f" {phrase(field)(draw)}"
    return value[:high].rstrip() if len(value[:high].rstrip()) >= low else value[:high]


def _own_check(flat: Schema) -> Check:
    """Return the check of the part of a schema that needs no references; none passes with them."""
    own = {k: v for k, v in flat.items() if k not in _ANNOTATIONS}
    return (lambda value: False) if "$ref" in str(own) else check_of(own)


def _guess_type(flat: Schema) -> str:
    for kind, keywords in _TYPE_OF_KEYWORD:
        if any(key in flat for key in keywords):
            return kind
    return "string"


def _schema(node: Any) -> Schema:
    return node if isinstance(node, dict) else {"not": {}} if node is False else {}
