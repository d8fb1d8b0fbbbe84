"""Objects: which properties are there, and how they agree with one another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from toolmind.errors import DataError
from toolmind.schema import label
from toolmind.types import JSON, Schema
from toolmind.values.draw import Draw, Maker
from toolmind.values.facts import slug
from toolmind.values.field import Field

if TYPE_CHECKING:
    from toolmind.values.build import Builder

_RATES = (0.8, 0.7, 0.4)
"""Probability of an optional property by depth (ours): results look full but not endless."""

_MOST = (10, 7, 3)
"""Optional properties at most, by depth (ours)."""

_IMPOSSIBLE = object()

_LEAST = 2
"""Properties at least, where there are so many: an object with nothing in it tells nothing."""

_TELLING = re.compile(r"^(id|name|title|status|state|results?|items|data|value|type)$")
_SELDOM = re.compile(
    r"^(errors?|exceptions?|failures?|faults?|warnings?)\b|\b(error|failure|exception|warning)s?$"
    r"|\b(error|failure) (message|code|reason|details?|type|cause)$"
    r"|page token|^next (token|marker|cursor|page)$"
    r"|^(marker|cursor|unreachable|deleted at|delete time)$"
)

_COUNT = re.compile(
    r"^(total|count|total count|total size|total results?|num results|result count|"
    r"total items|size)$"
)
_LABELS = {
    "environment": "production",
    "team": "finance",
    "owner": "platform",
    "costcentre": "4711",
    "tier": "gold",
}


class Property(NamedTuple):
    """A declared property and the maker of its value."""

    name: str
    make: Maker
    required: bool
    rate: float = 1.0
    """How often, when optional, beside the others: what went wrong seldom has anything to say."""


def object_maker(builder: Builder, flat: Schema, field: Field) -> Maker:
    """Return a maker of objects under a flattened schema.

    Raises:
        DataError: a required property allows no value.
    """
    properties = _properties(builder, flat, field)
    required = [p for p in properties if p.required]
    optional = [p for p in properties if not p.required]
    order = {p.name: position for position, p in enumerate(properties)}
    needs = {k: v for k, v in (flat.get("dependentRequired") or {}).items() if isinstance(v, list)}
    by_name = {p.name: p for p in properties}
    extra = _extra(builder, flat, field)
    low, high = int(flat.get("minProperties", 0)), int(flat.get("maxProperties", 1 << 30))
    counted = _counted(flat)

    def make(draw: Draw) -> JSON:
        depth = min(draw.depth, 2)
        chosen = list(required)
        chosen += _chosen(draw, optional, depth, low - len(required), high - len(required))
        names = {p.name for p in chosen}
        for name in list(names):
            for needed in needs.get(name, ()):
                if needed in by_name and needed not in names:
                    chosen.append(by_name[needed])
                    names.add(needed)
        chosen.sort(key=lambda p: order[p.name])
        draw.depth += 1
        draw.budget -= len(chosen)
        value = {p.name: made for p in chosen if (made := _made(p, draw)) is not _IMPOSSIBLE}
        if extra and (len(value) < low or not properties):
            _add(draw, value, extra, low, high)
        draw.depth -= 1
        if counted and counted[0] in value and isinstance(value.get(counted[1]), list):
            value[counted[0]] = len(value[counted[1]])
        return value

    return make


def _properties(builder: Builder, flat: Schema, field: Field) -> list[Property]:
    from toolmind.values.build import past

    needed = set(flat.get("required") or ())
    described: dict[str, Any] = dict(flat.get("properties") or {})
    for name in sorted(needed - set(described)):
        described[name] = _schema_of_extra(flat, name)
    in_past = field.past or past(flat, field)
    made: list[Property] = []
    for name, node in described.items():
        child = field.child(name, node if isinstance(node, dict) else {}, in_past)
        if isinstance(node, dict):
            rate = _rate(child.words, node)
            made.append(Property(name, builder.later(node, child), name in needed, rate))
        elif node is not False or name in needed:
            made.append(Property(name, builder.maker(node, child), name in needed))
    return made


def _made(part: Property, draw: Draw) -> JSON:
    """Make a property's value, or tell that it cannot be there."""
    try:
        return part.make(draw)
    except DataError:
        if part.required:
            raise
        return _IMPOSSIBLE


def _schema_of_extra(flat: Schema, name: str) -> Any:
    """Return what the schema says of a property that it does not declare by name."""
    for pattern, node in (flat.get("patternProperties") or {}).items():
        try:
            if re.search(pattern, name):
                return node
        except re.error:
            continue
    return flat.get("additionalProperties", {})


def _chosen(
    draw: Draw, optional: list[Property], depth: int, low: int, high: int
) -> list[Property]:
    """Draw a share of the optional properties: fewer the deeper, none once the budget is spent."""
    if draw.plain or draw.depth > 6 or draw.budget <= 0:
        wanted: list[Property] = []
    else:
        rate = _RATES[depth]
        wanted = [p for p in optional if draw.rng.random() < rate * p.rate]
        most = min(_MOST[depth], high)
        if len(wanted) > most:
            wanted = draw.rng.sample(wanted, max(most, 0))
    there = {p.name for p in wanted}
    rest = sorted((p for p in optional if p.name not in there), key=lambda p: -p.rate)
    wanted += rest[: max(low - len(wanted), 0)]
    if not draw.plain and draw.depth <= 6:
        rest = [p for p in rest if p.rate >= 1 and p not in wanted]
        wanted += rest[: max(min(_LEAST, high) - len(wanted), 0)]
    return wanted


def seldom(words: str) -> bool:
    """Tell whether a field of that name tells what went wrong, or what comes next."""
    return bool(_SELDOM.search(words))


def _rate(words: str, node: Schema) -> float:
    inner = node.get("items") if node.get("type") == "array" else node
    bare = isinstance(inner, dict) and {**inner, "description": 0} == {
        "type": "object",
        "description": 0,
    }
    if bare or seldom(words):
        return 0.05
    return 2.0 if _TELLING.match(words) else 1.0


class _Extra(NamedTuple):
    """How properties that are not declared by name are made."""

    key: Maker
    value: Maker
    usual: bool
    """Whether an object without declared properties gets some of them unasked."""


def _extra(builder: Builder, flat: Schema, field: Field) -> _Extra | None:
    patterns = flat.get("patternProperties") or {}
    rest = flat.get("additionalProperties", {})
    labels = bool(re.search(r"label|tag|metadata|attribute|annotation|custom", field.words))
    try:
        for pattern, node in patterns.items():
            name_maker = builder.maker({"type": "string", "pattern": pattern}, Field(words="key"))
            return _Extra(name_maker, builder.maker(node, field.item({})), True)
        if rest is False:
            return None
        named = flat.get("propertyNames")
        keys: Maker = lambda draw: draw.rng.choice(tuple(_LABELS))  # noqa: E731
        if isinstance(named, dict):
            keys = builder.maker({"type": "string", **named}, Field(words="key"))
        if labels and (rest is True or rest in ({}, {"type": "string"})) and not named:
            return _Extra(keys, lambda draw: "", True)
        return _Extra(
            keys, builder.maker(rest, field.item({})), isinstance(rest, dict) and bool(rest)
        )
    except DataError:
        return None


def _add(draw: Draw, value: dict[str, JSON], extra: _Extra, low: int, high: int) -> None:
    wanted = max(low, draw.rng.randint(1, 2) if extra.usual and not draw.plain else 0)
    for attempt in range(4 * wanted):
        if len(value) >= min(wanted, high) or (draw.depth > 7 and len(value) >= low):
            return
        key = str(extra.key(draw))
        if attempt >= 2 * wanted:
            key = f"{slug(key, '_') or 'key'}{attempt}"
        if key not in value:
            made = extra.value(draw)
            value[key] = _LABELS.get(key, "standard") if made == "" else made


def _counted(flat: Schema) -> tuple[str, str] | None:
    """Return the name of a count and of the one list that it counts, where that is plain to see."""
    properties = flat.get("properties") or {}
    lists = [n for n, s in properties.items() if isinstance(s, dict) and s.get("type") == "array"]
    counts = [
        name
        for name, node in properties.items()
        if isinstance(node, dict) and node.get("type") == "integer" and _COUNT.search(label(name))
    ]
    return (counts[0], lists[0]) if len(lists) == 1 and len(counts) == 1 else None
