"""Steps of a part of a chain that a kind can make something of."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from toolmind.records import Chain, Schema
from toolmind.scenarios.kinds.base import Drawn
from toolmind.schema import types_of
from toolmind.schema.slots import slots
from toolmind.tools.effects import tool_effect


def sinks(chain: Chain) -> list[int]:
    """Return the steps whose results no other step takes anything from."""
    sources = {link.src for link in chain.links}
    return [step for step in range(len(chain.tools)) if step not in sources]


def changeable(
    chain: Chain, wanted: Sequence[tuple[str, ...]], drawn: Drawn, rng: Random
) -> dict[int, tuple[str, ...]]:
    """Choose a fact of which a user may first tell another value, and return it by its step.

    It is one that a call cannot do without and that may be many things; the call is one that can
    be made again, and no other takes anything from it. None where there is none.
    """
    found = [
        (step, path)
        for step in sinks(chain)
        if not tool_effect(tool := drawn.tools[chain.tools[step]]).destructive
        for path in wanted[step]
        if (slot := slots(tool.parameters)[path]).required and _is_open(slot.schema)
    ]
    if not found:
        return {}
    step, path = rng.choice(found)
    return {step: (path,)}


def _is_open(schema: Schema) -> bool:
    """Tell whether a value may be many things, and is said in a word or two."""
    fixed = "const" in schema or "enum" in schema
    return not fixed and types_of(schema) in (("string",), ("integer",), ("number",))
