"""A tool: one function that a model can call."""

from __future__ import annotations

from typing import Any

import msgspec

from toolmind.records.base import Record, Schema


def _empty_parameters() -> Schema:
    return {"type": "object", "properties": {}}


class Tool(Record, frozen=True):
    """One function that a model can call.

    `parameters` is a JSON Schema 2020-12 whose type is object; `returns` is the schema of the
    result, or None where nobody declared one. `name` is what models see and matches
    ``^[a-zA-Z0-9_-]{1,64}$``; `id` is unique in a pool and says where the tool came from.
    """

    id: str
    name: str
    description: str = ""
    parameters: Schema = msgspec.field(default_factory=_empty_parameters)
    returns: Schema | None = None
    domain: str = ""
    source: str = ""
    licence: str = ""
    aliases: tuple[str, ...] = ()
    """Ids of duplicate tools that were merged into this one."""
    completed: tuple[str, ...] = ()
    """JSON pointers into this record of what a model filled in; everything else was declared."""
    annotations: dict[str, Any] = {}
    """What a source says beyond the schema: MCP hints, security schemes, deprecation."""

    def spec(self) -> dict[str, Any]:
        """Return the tool in OpenAI form, as it is shown to a model."""
        return {
            "type": "function",
            "function": {
                "name": self.name,
                "description": self.description,
                "parameters": self.parameters,
            },
        }
