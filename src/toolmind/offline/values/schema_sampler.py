"""How values of one schema are drawn and checked: read once, drawn from often."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from toolmind.caches import BoundedDict
from toolmind.errors import DataError
from toolmind.offline.values.build import Builder
from toolmind.offline.values.draw import Draw, Maker
from toolmind.offline.values.field import Field
from toolmind.records import JSON, Schema
from toolmind.schema import check, intern_schema, problem, split
from toolmind.text.identifiers import label
from toolmind.text.nouns import singular

_TRIES = 12
_PLAIN_FROM = 8
"""From this try on, the dullest value counts as success."""


_TEXTS = ("description", "title", "examples", "default")
"""What a schema says of its own value: of the value that is taken for it, its source tells."""


class RequiredPath(NamedTuple):
    """What a value must hold: at a path, in every item of the lists on the way, a value that fits.

    A list on the way must have an item.
    """

    steps: tuple[str, ...]
    schema: Schema
    fits: Callable[[JSON], bool]

    @classmethod
    def at(cls, path: str, schema: Schema) -> RequiredPath:
        """Demand values at the path that are valid under the schema.

        Raises:
            DataError: it is not a JSON Schema, or has references.
        """
        return cls(split(path), schema, check(schema))

    def met(self, value: JSON) -> bool:
        """Tell whether the value holds what is demanded."""
        nodes = [value]
        for step in self.steps:
            if step == "[]":
                if not all(isinstance(node, list) and node for node in nodes):
                    return False
                nodes = [item for node in nodes for item in node]
            else:
                if not all(isinstance(node, dict) and step in node for node in nodes):
                    return False
                nodes = [node[step] for node in nodes]
        return all(map(self.fits, nodes))

    def narrowing(self) -> Schema:
        """Return the schema under which a value is valid that holds what is demanded."""
        schema = {key: self.schema[key] for key in self.schema if key not in _TEXTS}
        for step in reversed(self.steps):
            if step == "[]":
                schema = {"type": "array", "minItems": 1, "items": schema}
            else:
                schema = {"type": "object", "properties": {step: schema}, "required": [step]}
        return schema


class SchemaSampler:
    """Draws values that are valid under a schema and hold what is demanded of them.

    `field` is what the value is called and where it stands; its own schema does not count.
    """

    __slots__ = ("_demands", "_field", "_maker", "_name", "_schema")

    def __init__(
        self,
        schema: Schema,
        name: str,
        field: Field,
        demands: Sequence[RequiredPath] = (),
        like: Maker | None = None,
    ) -> None:
        self._schema = schema
        self._name = name
        self._field = field
        self._demands = tuple(demands)
        parts = [schema, *[demand.narrowing() for demand in demands]]
        narrowed = {"allOf": parts} if demands else schema
        self._maker = Builder(schema).maker(narrowed, field.under(narrowed), like)

    def holding(self, demands: Sequence[RequiredPath]) -> SchemaSampler:
        """Return the recipe of the values that also hold what is demanded.

        What the demands do not touch is shared with this one.

        Raises:
            DataError: nothing can be valid under all of them.
        """
        return SchemaSampler(self._schema, self._name, self._field, demands, self._maker)

    def valid(self, value: JSON) -> bool:
        """Tell whether a value is one that this recipe could draw."""
        return check(self._schema)(value) and self.held(value)

    def held(self, value: JSON) -> bool:
        """Tell whether a value holds what is demanded of this recipe's values."""
        return all(demand.met(value) for demand in self._demands)

    def draw(self, seed: str, clock: datetime) -> JSON:
        """Draw the value of that seed; dates lie near the clock.

        Raises:
            DataError: no valid value was found; names the field.
        """
        value: JSON = None
        for attempt in range(_TRIES):
            rng = random.Random(f"{seed}\x1f{self._name}\x1f{attempt}")
            value = self._maker(Draw(rng, clock, plain=attempt >= _PLAIN_FROM))
            if self.valid(value):
                return value
        fault = problem(self._schema, value) or "it does not hold what is demanded"
        raise DataError(
            f"no valid value found in {_TRIES} tries; the last one: {fault}",
            field=self._name,
            remedy="Simplify the schema, or give it examples or an enum.",
        )


_RECIPES: BoundedDict[tuple[int, str, str], SchemaSampler] = BoundedDict(4096)


def schema_sampler(schema: Schema, name: str = "", domain: str = "") -> SchemaSampler:
    """Return the recipe of a schema's values; `name` and `domain` are as for `generate`.

    Raises:
        DataError: it is not a JSON Schema.
    """
    known = _RECIPES.get((id(schema), name, domain))
    if known is None:
        schema = intern_schema(schema)
        key = (id(schema), name, domain)
        known = _RECIPES.get(key)
    if known is None:
        check(schema)  # a schema that is none is told as such, not by what it breaks later
        known = _RECIPES.put(key, SchemaSampler(schema, name, _field(name, domain)))
    return known


@lru_cache(maxsize=1024)
def _field(name: str, domain: str) -> Field:
    *above, own = [step for step in split(name) if step != "[]"] or [""]
    parent = singular(label(above[-1])) if above else ""
    field = Field(words=parent, domain=domain).child(own, {}, "")
    return field.item({}) if name.endswith("[]") else field
