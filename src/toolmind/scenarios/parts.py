"""Steps of a part of a chain that a kind can make something of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

from msgspec.structs import replace

from toolmind.records import Chain, Schema, Tool
from toolmind.scenarios.kinds.base import Drawn
from toolmind.scenarios.known_by import is_opaque_id
from toolmind.schema import types_of
from toolmind.schema.slots import Slot, slots
from toolmind.tools.effects import ToolEffect, tool_effect

_OVERRIDES = frozenset(
    "update modify set edit patch change rename move replace adjust configure assign reassign mark "
    "tag put extend upsert reschedule".split()
)
"""Verbs of changes that the same call with another value takes back (ours)."""


def beginning(chain: Chain, length: int) -> Chain:
    """Return the first steps of a chain and the links among them."""
    links = tuple(link for link in chain.links if link.dst < length)
    return replace(chain, tools=chain.tools[:length], links=links)


def sinks(chain: Chain) -> list[int]:
    """Return the steps whose results no other step takes anything from."""
    sources = {link.src for link in chain.links}
    return [step for step in range(len(chain.tools)) if step not in sources]


def changeable(
    chain: Chain, wanted: Sequence[tuple[str, ...]], drawn: Drawn, rng: Random
) -> dict[int, tuple[str, ...]]:
    """Choose a fact of which a user may first tell another value, and return it by its step.

    It is one that a call cannot do without and that may be many things, also in this world, and of
    which no other step speaks by the same words: that would have to be changed with it. No
    other call takes anything from this one, and it may be made again: what cannot be taken back
    (a payment, a message) nobody does first by way of trial, and nothing is there any more once it
    was deleted. See `undoing` for what has to be undone. None where there is none.
    """
    if any(_does_away(tool_effect(drawn.tools[tool])) for tool in chain.tools):
        return {}
    known = [slots(drawn.tools[tool].parameters) for tool in chain.tools]
    spoken = Counter(known[step][path].label for step, paths in enumerate(wanted) for path in paths)
    found = [
        (step, path)
        for step in sinks(chain)
        for tool in (drawn.tools[chain.tools[step]],)
        if _can_be_otherwise(tool, drawn)
        for path in wanted[step]
        if spoken[known[step][path].label] == 1
        and _may_change(known[step][path], tool_effect(tool))
        and _has_another(tool, path, drawn)
    ]
    if not found:
        return {}
    step, path = rng.choice(found)
    return {step: (path,)}


def undoing(chain: Chain, revised: Mapping[int, tuple[str, ...]], drawn: Drawn) -> tuple[str, ...]:
    """Return the tools that undo what steps make whose facts are told anew: to be shown beside."""
    tools = (chain.tools[step] for step in revised)
    found = (drawn.undoing(tool) for tool in tools if tool_effect(drawn.tools[tool]).writes)
    return tuple(one for one in found if one and one not in chain.tools)


def _can_be_otherwise(tool: Tool, drawn: Drawn) -> bool:
    """Tell whether a call may be made once more with another value, so that this one counts."""
    does = tool_effect(tool)
    return does.reads or does.word in _OVERRIDES or bool(drawn.undoing(tool.id))


def _does_away(does: ToolEffect) -> bool:
    return does.destructive or does.word in ("cancel", "trash")


def _may_change(slot: Slot, does: ToolEffect) -> bool:
    """Tell whether another value of a fact is another wish; of a change, not of what it is done to.

    Who changes the wrong thing has to change it back.
    """
    if does.word in _OVERRIDES and is_opaque_id(slot):
        return False
    return slot.required and _is_open(slot.schema)


def _has_another(tool: Tool, path: str, drawn: Drawn) -> bool:
    """Tell whether the world leaves a person more than one value to name."""
    named = drawn.named.get(f"{tool.name}.{path}", drawn.named.get(path))
    return named is None or (isinstance(named, list) and len(named) > 1)


def _is_open(schema: Schema) -> bool:
    """Tell whether a value may be many things, and is said in a word or two."""
    fixed = "const" in schema or "enum" in schema
    return not fixed and types_of(schema) in (("string",), ("integer",), ("number",))
