"""Which tools the rules cannot make values for: told before a run, not by its failed items."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from toolmind.errors import DataError
from toolmind.offline.values import generate
from toolmind.records import Schema, Tool
from toolmind.schema.slots import slots
from toolmind.tools.effects import tool_effect

_CLOCK = datetime(2025, 1, 6)
"""Any will do."""


def unanswerable(tools: Iterable[Tool]) -> dict[str, str]:
    """Return by id the tools for whose declared results no valid value is found, and why."""
    return _without_value(tools, "returns", lambda tool: tool.returns or {})


def unwritable(tools: Iterable[Tool]) -> dict[str, str]:
    """Return by id the tools for whose required parameters no valid value is found, and why."""
    return _without_value(tools, "parameters", _required)


def _required(tool: Tool) -> Schema:
    """Return the schema of an object of all that a call needs, each by its path."""
    needed = {path: slot.schema for path, slot in slots(tool.parameters).items() if slot.required}
    shared = {key: tool.parameters[key] for key in ("$defs",) if key in tool.parameters}
    return {"type": "object", "properties": needed, "required": list(needed), **shared}


def _without_value(
    tools: Iterable[Tool], what: str, schema: Callable[[Tool], Schema]
) -> dict[str, str]:
    found = {}
    for tool in tools:
        try:
            noun = tool_effect(tool).noun
            generate(schema(tool), seed="", name=noun, clock=_CLOCK, domain=tool.domain)
        except DataError as error:
            found[tool.id] = f"{what}: {error}"
    return found
