"""Look-ups that nobody asks for: the user means a thing in words, the assistant finds it."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from msgspec.structs import replace

from toolmind.records import Link, Tool
from toolmind.scenarios.kinds.base import Outline, Paths
from toolmind.scenarios.known_by import is_opaque_id, is_told_already
from toolmind.schema.slots import slots
from toolmind.tools.effects import tool_effect


def with_look_ups_unasked(
    outline: Outline, tools: Mapping[str, Tool], rate: float, rng: Random
) -> Outline:
    """Return an outline in which users do not ask for look-ups, each as often as `rate` says.

    A look-up is a step that only reads and whose results serve later steps alone: all that is
    taken from it is an opaque id. The user says of the first step that it serves which thing is
    meant. Steps that the kind makes something of stay as they are; one wish at least is asked for.
    """
    if outline.parallel or not outline.chain.links:
        return outline
    taken = {
        step
        for each in (outline.withheld, outline.revised, outline.failures, outline.rulings)
        for step in each
    }
    implied, referred = set(outline.implied), dict(outline.referred)
    for step, tool in enumerate(outline.chain.tools):
        links = [link for link in outline.chain.links if link.src == step]
        free = step not in taken and step not in outline.vague and step not in implied
        if free and _is_look_up(tools[tool], links, outline, tools) and rng.random() < rate:
            implied.add(step)
            target = min(link.dst for link in links)
            paths = tuple(link.dst_input for link in links if link.dst == target)
            referred[target] = _joined(referred.get(target, ()), paths)
    return replace(outline, implied=tuple(sorted(implied)), referred=referred)


def _is_look_up(tool: Tool, links: list[Link], outline: Outline, tools: Mapping[str, Tool]) -> bool:
    if not links or not tool_effect(tool).reads or tool.id in (*outline.hidden, *outline.later):
        return False
    if any(is_told_already(tool, link.src_output) for link in links):
        return False  # who does not ask for it has no use for it: nothing is found
    inputs = ((tools[outline.chain.tools[link.dst]], link.dst_input) for link in links)
    facts = (slots(target.parameters).get(path) for target, path in inputs)
    return all(slot is not None and is_opaque_id(slot) for slot in facts)


def _joined(one: Paths, other: Paths) -> Paths:
    return tuple(dict.fromkeys((*one, *other)))
