"""Declared properties of an object: what makes each, and which of them are there."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple, Protocol

from toolmind.offline.values.draw import Draw, Maker
from toolmind.offline.values.field import Field, Past
from toolmind.records import Schema
from toolmind.text.identifiers import label

_RATES = (0.8, 0.7, 0.4)
"""Probability of an optional property by depth (ours): results look full but not endless."""

_MOST = (10, 7, 3)
"""Optional properties at most, by depth (ours)."""

_LEAST = 2
"""Properties at least, where there are so many: an object with nothing in it tells nothing."""

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


def choose(
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
