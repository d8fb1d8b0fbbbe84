"""What else is to be seen of the same thing: reads put beside the steps of a short chain."""

from __future__ import annotations

from random import Random

from msgspec.structs import replace

from toolmind.records import Chain, Link, Tool
from toolmind.scenarios.kinds.base import Drawn
from toolmind.scenarios.usable_links import ends
from toolmind.schema import have_common
from toolmind.schema.slots import Slot, slots
from toolmind.text.identifiers import label
from toolmind.tools.effects import tool_effect

MOST = 2
"""Reads put beside the steps of one chain at most (ours)."""

_LOOKED_AT = 40
"""Tools of a domain that are looked at for one (ours)."""

_ANY_THING = frozenset("id name parent resource q query text type date limit url".split())
"""Names of inputs that two tools have in common by chance (ours)."""


def with_companions(chain: Chain, drawn: Drawn, length: int, rng: Random) -> Chain:
    """Put up to two reads beside the steps of a chain, until it has `length` steps.

    One of the same domain that needs nothing but what a step needs too, by the same names: whoever
    has a branch made in a repository wants to see first what is changed there. What the step has
    from an earlier result, the read has from there; what a person gives is given for both.
    """
    whole = min(length, len(chain.tools) + MOST)
    others = list(drawn.beside(chain.tools[0])) if len(chain.tools) < whole else []
    others = rng.sample(others, min(len(others), _LOOKED_AT))
    for tool in others:
        if len(chain.tools) < whole:
            chain = _beside(chain, drawn.tools[tool], drawn)
    return chain


def _beside(chain: Chain, read: Tool, drawn: Drawn) -> Chain:
    """Return the chain with a read beside the first step that needs all that it needs, if any."""
    needed = _needed(read)
    if not needed or not tool_effect(read).reads or read.id in chain.tools:
        return chain
    for step, tool in enumerate(chain.tools):
        known = _needed(drawn.tools[tool])
        if all(path in known and _alike(known[path], slot) for path, slot in needed.items()):
            made = _put(chain, step + tool_effect(drawn.tools[tool]).reads, step, read, needed)
            into = [link for link in made.links if made.tools[link.dst] == read.id]
            if all(_is_usable(made, link, drawn) for link in into):
                return made
    return chain


def _is_usable(chain: Chain, link: Link, drawn: Drawn) -> bool:
    """Tell whether a link may be followed: it is not refused, and serves its input."""
    source, target = (drawn.tools[chain.tools[step]] for step in (link.src, link.dst))
    served = ends(source, link.src_output, target, link.dst_input)
    return served is not None and chain.ends(link) not in drawn.refused


def _needed(tool: Tool) -> dict[str, Slot]:
    return {path: slot for path, slot in slots(tool.parameters).items() if slot.required}


def _alike(one: Slot, other: Slot) -> bool:
    return label(one.path) not in _ANY_THING and have_common(one.schema, other.schema)


def _put(chain: Chain, at: int, like: int, read: Tool, needed: dict[str, Slot]) -> Chain:
    """Return the chain with a read at a place, which takes what the step that it is like takes."""

    def moved(step: int) -> int:
        return step + (step >= at)

    links = [replace(one, src=moved(one.src), dst=moved(one.dst)) for one in chain.links]
    own = [
        replace(one, src=moved(one.src), dst=at)
        for one in chain.links
        if one.dst == like and one.dst_input in needed
    ]
    return replace(
        chain,
        tools=(*chain.tools[:at], read.id, *chain.tools[at:]),
        links=tuple(sorted((*links, *own), key=lambda one: one.dst)),
    )
