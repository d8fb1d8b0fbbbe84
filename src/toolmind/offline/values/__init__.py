"""Values that are valid under a JSON Schema, plausible for their names, and the same every time.

`generate` is the way in. A schema is read once into a sampler (`schema_sampler`) with its providers
(`build`), which draw from a seeded source (`draw`): formats and patterns, then what the description
says (`hints`), then what the name means (`strings`, `numbers`, `times`, `words`), else a phrase of
the field's own words (`phrases`).
"""

from __future__ import annotations

from datetime import datetime

from toolmind.offline.values.schema_sampler import RequiredPath, SchemaSampler, schema_sampler
from toolmind.records import JSON, Schema

__all__ = ["RequiredPath", "SchemaSampler", "generate", "schema_sampler"]


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
    text = seed.hex() if isinstance(seed, bytes) else str(seed)
    return schema_sampler(schema, name, domain).draw(text, clock)
