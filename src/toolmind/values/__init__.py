"""Values that are valid under a JSON Schema, plausible for their names, and the same every time.

`generate` is the way in. A schema is read once into a maker (`build`), which draws from a seeded
source (`draw`): formats and patterns, then what the description says (`hints`), then what the name
means (`strings`, `numbers`, `times`, `words`), else a phrase of the field's own words (`text`).
"""

from __future__ import annotations

import random
from datetime import datetime

from toolmind.errors import DataError
from toolmind.schema import interned, label, problem, split, validator
from toolmind.types import JSON, Schema
from toolmind.values.build import Builder
from toolmind.values.draw import Draw, Maker
from toolmind.values.field import Field, singular

__all__ = ["generate"]

_TRIES = 12
_PLAIN_FROM = 8
"""From this try on, the dullest value counts as success."""

_KNOWN: dict[tuple[int, str, str], tuple[Schema, Maker]] = {}
_KNOWN_SIZE = 2048


def generate(
    schema: Schema,
    *,
    seed: str | int | bytes,
    name: str = "",
    clock: datetime,
    domain: str = "",
) -> JSON:
    """Return a value that is valid under the schema (2020-12, formats asserted).

    The value depends on the arguments alone: the same in every process. `name` is what the value
    is called, or its path (``flights[].departureTime``); `clock` is the time that dates lie near;
    `domain` is the tool's field, which colours free text. The schema must not be changed later.

    Raises:
        DataError: it is not a JSON Schema, or no valid value was found; names the field.
    """
    if (id(schema), name, domain) not in _KNOWN:
        schema = interned(schema)
    maker = _maker(schema, name, domain)
    check = validator(schema)
    source = seed.hex() if isinstance(seed, bytes) else str(seed)
    value: JSON = None
    for attempt in range(_TRIES):
        rng = random.Random(f"{source}\x1f{name}\x1f{attempt}")
        value = maker(Draw(rng, clock, plain=attempt >= _PLAIN_FROM))
        if check.is_valid(value):
            return value
    raise DataError(
        f"no valid value found in {_TRIES} tries; the last one: {problem(schema, value)}",
        field=name,
        remedy="Simplify the schema, or give it examples or an enum.",
    )


def _maker(schema: Schema, name: str, domain: str) -> Maker:
    key = (id(schema), name, domain)
    known = _KNOWN.get(key)
    if known is not None:
        return known[1]
    validator(schema)  # a schema that is none is told as such, not by what it breaks here
    *above, own = [step for step in split(name) if step != "[]"] or [""]
    parent = singular(label(above[-1])) if above else ""
    base = Field(words=parent, domain=domain).child(own, schema, False)
    if name.endswith("[]"):
        base = base.item(schema)
    maker = Builder(schema).maker(schema, base)
    while len(_KNOWN) >= _KNOWN_SIZE:
        _KNOWN.pop(next(iter(_KNOWN)))
    _KNOWN[key] = (schema, maker)
    return maker
