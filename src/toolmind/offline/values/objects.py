"""Objects: their properties, and how these agree with one another."""

from __future__ import annotations

import re
from functools import lru_cache
from operator import attrgetter
from typing import Any

from toolmind.errors import DataError
from toolmind.offline.values import times
from toolmind.offline.values.additional import additional, undeclared_schema
from toolmind.offline.values.draw import Draw
from toolmind.offline.values.field import Field, Past, description_of
from toolmind.offline.values.properties import Builder, Property, Setting, choose
from toolmind.offline.values.runs import Run, over, run_of, under_way
from toolmind.records import JSON, Schema
from toolmind.text.identifiers import label

_TRIES = 8
"""Draws of a state that must be one of a run that is over (ours)."""

TOO_DEEP = 40
"""Nesting at which a recursive schema counts as endless; optional parts stop far earlier."""

_COUNT = re.compile(
    r"^(total|count|total count|total size|total results?|num results|result count|"
    r"total items|size)$"
)


class ObjectMaker:
    """Makes objects under a flattened schema.

    `like` makes objects of a schema that this one narrows: properties that are the same in both
    are shared with it, so that they are built once.

    Raises:
        DataError: a required property allows no value.
    """

    __slots__ = (
        "_additional",
        "_counted",
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
        self._additional = additional(builder, flat, field) if self._low or not properties else None
        self._counted = _counted(flat)

    def _properties(self, flat: Schema, like: ObjectMaker | None) -> list[Property]:
        needed = set(flat.get("required") or ())
        described: dict[str, Any] = flat.get("properties") or {}
        if undescribed := needed.difference(described):
            more = {name: undeclared_schema(flat, name) for name in sorted(undescribed)}
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
        if self._additional and (len(value) < self._low or not (self._required or self._optional)):
            self._additional.add(draw, value, self._low, self._high)
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
        there = self._required + choose(draw, self._optional, low, high, bare=not known)
        if self._needs:
            there += self._needed(there)
        there.sort(key=_PLACE)
        return there

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
