"""Objects: which properties are there, and how they agree with one another."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from typing import Any, NamedTuple, Protocol

from toolmind.errors import DataError
from toolmind.offline.values import times
from toolmind.offline.values.draw import Draw, Maker
from toolmind.offline.values.entities import slug
from toolmind.offline.values.field import Field, Past, description_of
from toolmind.offline.values.runs import Run, over, run_of, under_way
from toolmind.offline.values.words import RESOURCE_WORDS
from toolmind.records import JSON, Schema
from toolmind.schema import check, label

_RATES = (0.8, 0.7, 0.4)
"""Probability of an optional property by depth (ours): results look full but not endless."""

_MOST = (10, 7, 3)
"""Optional properties at most, by depth (ours)."""

_LEAST = 2
"""Properties at least, where there are so many: an object with nothing in it tells nothing."""

_TRIES = 8
"""Draws of a state that must be one of a run that is over (ours)."""

TOO_DEEP = 40
"""Nesting at which a recursive schema counts as endless; optional parts stop far earlier."""

_BARE = frozenset(("type", "description"))
_SIMPLE = ("string", "integer", "number", "boolean")

_TELLING = re.compile(r"^(id|name|title|status|state|results?|items|data|value|type)$")
_WRONG = re.compile(
    r"^(errors?|exceptions?|failures?|faults?|warnings?)\b|\b(error|failure|exception|warning)s?$"
    r"|\b(error|failure) (message|code|reason|details?|type|cause|status(es)?)$"
    r"|\b(failed|unprocessed|unsuccessful|rejected|invalid) (\w+ )*(\w+s|list|set)$"
    r"|^(failed|unprocessed|unsuccessful|rejected)$"
)
"""What tells that something went wrong: a result that says so is no success."""

_SELDOM = re.compile(
    r"page token|^next (token|marker|cursor|page)$"
    r"|^(marker|cursor|unreachable|(delet\w+|trash\w*|revoked|archived)( at| time| date)?)$"
    r"|^(disabled|deactivated|suspended|cancell?ed) (at|time|date)$"
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


class Builder(Protocol):
    """Builds makers for the parts of one root schema, see `toolmind.offline.values.build`."""

    def maker(self, node: Any, field: Field, like: Maker | None = None) -> Maker:
        """Return a maker of values for a sub-schema."""

    def part(self, node: Schema, field: Field, like: Maker | None = None) -> Maker:
        """Return a maker for a property, whose schema may be a reference."""


class Setting(NamedTuple):
    """What the makers of an object's properties are built from.

    Properties hold this and not the object's maker, so that what is let go of is freed at once,
    by no search for cycles.
    """

    builder: Builder
    field: Field
    past: Past

    def part(self, name: str, node: Any, like: Maker | None) -> Maker:
        """Build the maker of a property.

        Raises:
            DataError: nothing can be valid under it.
        """
        node = node if isinstance(node, dict) else {}
        return self.builder.part(node, self.field.child(name, node, self.past), like)

    def alike(self, other: Setting) -> bool:
        """Tell whether the same schema of a property gives the same values in both."""
        here, there = self.field, other.field
        return self.past == other.past and (here.words, here.parent, here.role) == (
            there.words,
            there.parent,
            there.role,
        )


class Property:
    """A declared property; the maker of its value is built when it is first drawn.

    So recursion ends, and what is never drawn costs next to nothing.
    """

    __slots__ = (
        "_like",
        "_maker",
        "_setting",
        "name",
        "node",
        "place",
        "rate",
        "required",
        "simple",
    )

    def __init__(
        self,
        setting: Setting,
        name: str,
        node: Any,
        place: int,
        required: bool,
        like: Property | None,
    ) -> None:
        self._setting = setting
        self._maker: Maker | None = None
        self._like = like
        """The property whose schema this one narrows: what it has built can be used again."""
        self.name = name
        self.node = node
        self.place = place
        self.required = required
        self.rate = 1.0 if required else _rate(name, node)
        """How often, when optional, beside the others: what went wrong seldom speaks."""
        self.simple = isinstance(node, dict) and node.get("type") in _SIMPLE

    @property
    def maker(self) -> Maker:
        """The maker of its value.

        Raises:
            DataError: nothing can be valid under its schema.
        """
        if self._maker is None:
            if self._like and self._like.node == self.node:
                self._maker = self._like.maker
            else:
                nested = self._like and ("properties" in self.node or "items" in self.node)
                like = self._like.maker if self._like and nested else None
                self._maker = self._setting.part(self.name, self.node, like)
        return self._maker


class ObjectMaker:
    """Makes objects under a flattened schema.

    `like` makes objects of a schema that this one narrows: properties that are the same in both
    are shared with it, so that they are built once.

    Raises:
        DataError: a required property allows no value.
    """

    __slots__ = (
        "_counted",
        "_extra",
        "_high",
        "_low",
        "_needs",
        "_optional",
        "_required",
        "_run",
        "_setting",
    )

    def __init__(
        self, builder: Builder, flat: Schema, field: Field, like: ObjectMaker | None
    ) -> None:
        self._run = run_of(flat, field.words)
        past: Past = "run" if self._run else field.past or _past(flat, field)
        self._setting = Setting(builder, field, past)
        properties = self._properties(flat, like)
        self._required = [p for p in properties if p.required]
        self._optional = [p for p in properties if not p.required]
        self._needs = flat.get("dependentRequired")
        self._low = int(flat.get("minProperties", 0))
        self._high = int(flat.get("maxProperties", 1 << 30))
        self._extra = _extra(builder, flat, field) if self._low or not properties else None
        self._counted = _counted(flat)

    def _properties(self, flat: Schema, like: ObjectMaker | None) -> list[Property]:
        needed = set(flat.get("required") or ())
        described: dict[str, Any] = flat.get("properties") or {}
        if undescribed := needed.difference(described):
            more = {name: _schema_of_extra(flat, name) for name in sorted(undescribed)}
            described = {**described, **more}
        known = like.by_name() if like and self._setting.alike(like._setting) else {}
        made: list[Property] = []
        for place, (name, node) in enumerate(described.items()):
            required = name in needed
            old = known.get(name)
            if node is False:
                if required:
                    raise DataError(f"the schema of {label(name)!r} allows no value")
            elif old and old.node is node and (old.place, old.required) == (place, required):
                made.append(old)
            else:
                made.append(Property(self._setting, name, node, place, required, old))
        return made

    def by_name(self) -> dict[str, Property]:
        """Return the properties by name."""
        return {p.name: p for p in (*self._required, *self._optional)}

    def __call__(self, draw: Draw) -> JSON:
        """Make an object."""
        chosen = self._chosen(draw)
        draw.depth += 1
        draw.budget -= len(chosen)
        value: dict[str, JSON] = {}
        for part in chosen:
            try:
                if draw.depth > TOO_DEEP:
                    raise DataError(f"the schema of {part.name!r} requires itself without end")
                made = part.maker(draw)
            except DataError:
                if part.required:
                    raise
                continue
            if made != {} or part.required or self._low:
                value[part.name] = made
        if self._run and self._run.state in value:
            self._agree(self._run, draw, value)
        if self._extra and (len(value) < self._low or not (self._required or self._optional)):
            _add(draw, value, self._extra, self._low, self._high)
        draw.depth -= 1
        if self._counted and self._counted[0] in value:
            listed = value.get(self._counted[1])
            if isinstance(listed, list):
                value[self._counted[0]] = len(listed)
        return value

    def _agree(self, run: Run, draw: Draw, value: dict[str, JSON]) -> None:
        """Let a run have ended just if its state says so, as far as the schema allows."""
        ends = [part for part in (*self._required, *self._optional) if part.name in run.ends]
        if any(part.required for part in ends):
            state = self.by_name()[run.state]
            for _ in range(_TRIES):
                if not under_way(value[run.state]):
                    break
                value[run.state] = state.maker(draw)
        if under_way(value[run.state]):
            for part in ends:
                if not part.required:
                    value.pop(part.name, None)
        elif over(value[run.state]) and run.ends and not value.keys() & set(run.ends):
            value[ends[0].name] = ends[0].maker(draw)

    def _chosen(self, draw: Draw) -> list[Property]:
        """Draw which properties are there, in the order declared."""
        if not self._optional:
            return self._required
        known = len(self._required)
        low, high = self._low - known, self._high - known
        chosen = self._required + _chosen(draw, self._optional, low, high, bare=not known)
        if self._needs:
            chosen += self._needed(chosen)
        chosen.sort(key=_PLACE)
        return chosen

    def _needed(self, chosen: list[Property]) -> list[Property]:
        """Return what the chosen properties need beside them."""
        by_name, names = self.by_name(), {p.name for p in chosen}
        more: list[Property] = []
        for name in list(names):
            needed = (self._needs or {}).get(name)
            for each in needed if isinstance(needed, list) else ():
                if each in by_name and each not in names:
                    more.append(by_name[each])
                    names.add(each)
        return more


_PLACE = attrgetter("place")


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
    draw: Draw, optional: list[Property], low: int, high: int, *, bare: bool
) -> list[Property]:
    """Draw a share of the optional properties: fewer the deeper, none once the budget is spent.

    An object with nothing in it tells nothing: one that is `bare` has a simple one even then.
    """
    depth = min(draw.depth, 2)
    if draw.plain or draw.depth > 6 or draw.budget <= 0:
        simple = (p for p in optional if p.simple and p.rate >= 1)
        wanted = list(islice(simple, int(bare and high > 0 and not draw.plain)))
    else:
        rate = _RATES[depth]
        wanted = [p for p in optional if draw.rng.random() < rate * p.rate]
        most = min(_MOST[depth], high)
        if len(wanted) > most:
            wanted = draw.rng.sample(wanted, max(most, 0))
    usual = not draw.plain and draw.depth <= 6
    if len(wanted) >= max(low, min(_LEAST, high) if usual else 0):
        return wanted
    there = {p.name for p in wanted}
    rest = sorted((p for p in optional if p.name not in there), key=lambda p: -p.rate)
    wanted += rest[: max(low - len(wanted), 0)]
    if usual:
        rest = [p for p in rest if p.rate >= 1 and p not in wanted]
        wanted += rest[: max(min(_LEAST, high) - len(wanted), 0)]
    return wanted


@lru_cache(maxsize=8192)
def tells_fault(words: str) -> bool:
    """Tell whether a field of that name tells what went wrong."""
    return bool(_WRONG.search(words))


def seldom(words: str) -> bool:
    """Tell whether a field of that name tells what went wrong, or what comes next."""
    return tells_fault(words) or bool(_SELDOM.search(words))


def _rate(name: str, node: Any) -> float:
    if not isinstance(node, dict):
        return 1.0
    inner = node.get("items") if node.get("type") == "array" else node
    if isinstance(inner, dict) and inner.get("type") == "object" and _BARE.issuperset(inner):
        return 0.05
    return _rate_by_name(name)


@lru_cache(maxsize=8192)
def _rate_by_name(name: str) -> float:
    words = label(name.rpartition(".")[2])
    if _WRONG.search(words):
        return 0.0
    return 0.05 if _SELDOM.search(words) else 2.0 if _TELLING.match(words) else 1.0


class _Extra(NamedTuple):
    """How properties that are not declared by name are made."""

    key: Maker
    value: Maker
    usual: bool
    """Whether an object without declared properties gets some of them unasked."""
    labels: dict[str, str] = {}
    """Values of the keys that say what belongs to them."""


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
        texts = labels or not isinstance(rest, dict) or rest.get("type", "string") == "string"
        options = tuple(_LABELS) if texts else RESOURCE_WORDS
        keys: Maker = lambda draw: draw.rng.choice(options)  # noqa: E731
        if isinstance(named, dict):
            keys = builder.maker({"type": "string", **named}, Field(words="key"))
        if labels and (rest is True or rest == {}) and not named:
            return _Extra(keys, lambda draw: "standard", True, _LABELS)
        fits = check(rest) if _plain_text(rest) else None
        known = {key: value for key, value in _LABELS.items() if fits and fits(value)}
        usual = isinstance(rest, dict) and bool(rest)
        return _Extra(keys, builder.maker(rest, field.item({})), usual, known)
    except DataError:
        return None


def _plain_text(node: Any) -> bool:
    """Tell whether a schema asks for a text and not for one of a known form."""
    return (
        isinstance(node, dict)
        and node.get("type") == "string"
        and not node.keys() & {"enum", "const", "format", "examples"}
    )


def _add(draw: Draw, value: dict[str, JSON], extra: _Extra, low: int, high: int) -> None:
    wanted = max(low, draw.rng.randint(1, 2) if extra.usual and not draw.plain else 0)
    for attempt in range(4 * wanted):
        if len(value) >= min(wanted, high) or (draw.depth > 7 and len(value) >= low):
            return
        key = str(extra.key(draw))
        if attempt >= 2 * wanted:
            key = f"{slug(key, '_') or 'key'}{attempt}"
        if key not in value:
            value[key] = extra.labels.get(key) or extra.value(draw)


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


def _past(flat: Schema, field: Field) -> Past:
    """Tell whether the times of an object lie in the past, by its own and its fields' words."""
    for name, child in (flat.get("properties") or {}).items():
        if isinstance(child, dict) and (text := description_of(child)) and _of_past(name, text):
            return "period"
    return "period" if times.past(field.words) or times.past(field.description) else ""


@lru_cache(maxsize=8192)
def _of_past(name: str, description: str) -> bool:
    """Tell whether a property is a time of the past."""
    return _of_time(f"{name}{description}") and times.past(description)


def _of_time(text: str) -> bool:
    text = text.lower()
    return "time" in text or "date" in text or "since" in text or "from" in text or "until" in text
