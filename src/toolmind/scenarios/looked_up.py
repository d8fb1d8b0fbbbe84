"""Ids that nobody knows by heart: things are listed before a call is about one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set

from msgspec.structs import replace

from toolmind.caches import IdentityCache
from toolmind.records import Chain, Link, LinkEnds, Tool
from toolmind.scenarios.kinds.base import Drawn
from toolmind.scenarios.known_by import is_of_what_is_made, is_opaque_id
from toolmind.scenarios.parts import beginning
from toolmind.scenarios.usable_links import ends
from toolmind.schema import have_common, split, types_of
from toolmind.schema.slots import Slot, slots
from toolmind.text.identifiers import label
from toolmind.tools.effects import tool_effect

_KINDS_OF_ID = re.compile(r"\b(id|uuid|guid|arn|identifier)$")


def with_ids_looked_up(chain: Chain, drawn: Drawn, most: int) -> Chain:
    """Put a look-up before each step that needs an opaque id which no earlier result gives.

    It is a tool that lists things of that kind, in the same domain: `list_slots` before
    `book_slot`, where the user would have to tell a `slot_id`. An opaque id that it needs itself is
    looked up before it in turn: `find_vet`, `list_slots`, `book_slot`. A look-up that comes later
    anyway is made before. The chain grows to `most` steps; its last ones give way to look-ups.
    Where nothing lists the things, the user has the id at hand. The links of `chain` are usable
    ones, and so are those added.
    """
    step = 0
    while step < min(len(chain.tools), most):
        chain, step = _before(chain, step, drawn, most - step - 2)
    return beginning(chain, most)


def _before(chain: Chain, step: int, drawn: Drawn, room: int) -> tuple[Chain, int]:
    """Return the chain with a look-up for an id of the step, if it needs one, and what is next.

    A look-up that was put in is looked at next: `room` is for those that it needs itself.
    """
    target = drawn.tools[chain.tools[step]]
    fed = {link.dst_input for link in chain.links if link.dst == step}
    for path, slot in _needed_ids(target):
        if path in fed or not _is_looked_up(path, slot, target):
            continue
        for source, link in drawn.finders(target.id, path):
            found = (source, link.src_output, target.id, path)
            if source == target.id or not _finds(found, drawn.tools, drawn.refused):
                continue
            at = chain.tools.index(source) if source in chain.tools else -1
            if 0 <= at < step:
                return _linked(chain, replace(link, src=at, dst=step)), step
            if at >= 0 and (sooner := _moved(chain, at, step, drawn)):
                return _linked(sooner, replace(link, src=step, dst=step + 1)), step
            alone = frozenset(chain.tools)
            if at < 0 <= room and _steps_before(source, drawn, room, alone) is not None:
                return _inserted(chain, step, source, link), step
    return chain, step + 1


def _steps_before(tool: str, drawn: Drawn, room: int, taken: Set[str]) -> int | None:
    """Return how many further look-ups a look-up needs before it, up to `room`; None: it cannot be.

    No tool that is `taken` is counted on.
    """
    needed = _needed_ids(drawn.tools[tool])
    if not needed:
        return 0
    path, slot = needed[0]
    if len(needed) > 1 or not _is_looked_up(path, slot, drawn.tools[tool]):
        return None
    for source, link in drawn.finders(tool, path) if room else ():
        found = (source, link.src_output, tool, path)
        if source in taken or source == tool or not _finds(found, drawn.tools, drawn.refused):
            continue
        more = _steps_before(source, drawn, room - 1, taken | {tool})
        if more is not None:
            return more + 1
    return None


def _opaque_ids(tool: Tool) -> tuple[tuple[str, Slot], ...]:
    facts = slots(tool.parameters).items()
    return tuple((path, slot) for path, slot in facts if slot.required and is_opaque_id(slot))


_OPAQUE_IDS = IdentityCache(_opaque_ids, 8192)

_needed_ids = _OPAQUE_IDS.of
"""The opaque ids that every call of a tool gives, by path."""


def _is_looked_up(path: str, slot: Slot, target: Tool) -> bool:
    """Tell whether things are listed for an opaque id that a call needs."""
    made = is_of_what_is_made(path, tool_effect(target))
    return "array" not in types_of(slot.schema) and not made


def _finds(found: LinkEnds, tools: Mapping[str, Tool], refused: Set[LinkEnds]) -> bool:
    """Tell whether a tool lists the things of whose kind the id is."""
    source, output, target, path = tools[found[0]], found[1], tools[found[2]], found[3]
    does = tool_effect(source)
    if found in refused or not does.reads or "[]" not in output or source.domain != target.domain:
        return False
    thing = _KINDS_OF_ID.sub("", label(split(path)[-1])).strip() or tool_effect(target).noun
    if not thing or not f" {does.noun}".endswith(f" {thing}"):
        return False
    both = ends(source, output, target, path)
    return both is not None and have_common(both.given, both.into)


def _moved(chain: Chain, at: int, step: int, drawn: Drawn) -> Chain | None:
    """Return the chain with a step made before another; None where it needs what comes between.

    What it takes from there without need it takes no longer.
    """
    needed = {
        path
        for path, slot in slots(drawn.tools[chain.tools[at]].parameters).items()
        if slot.required
    }
    late = [one for one in chain.links if one.dst == at and one.src >= step]
    if any(one.dst_input in needed for one in late):
        return None
    order = [*range(step), at, *range(step, at), *range(at + 1, len(chain.tools))]
    place = {old: new for new, old in enumerate(order)}
    kept = (
        replace(one, src=place[one.src], dst=place[one.dst])
        for one in chain.links
        if one not in late
    )
    links = tuple(sorted(kept, key=lambda one: one.dst))
    return replace(chain, tools=tuple(chain.tools[old] for old in order), links=links)


def _inserted(chain: Chain, step: int, source: str, link: Link) -> Chain:
    """Return the chain with a tool before a step, which takes a value from it."""

    def moved(at: int) -> int:
        return at + (at >= step)

    kept = (replace(one, src=moved(one.src), dst=moved(one.dst)) for one in chain.links)
    tools = (*chain.tools[:step], source, *chain.tools[step:])
    return _linked(
        replace(chain, tools=tools, links=tuple(kept)), replace(link, src=step, dst=step + 1)
    )


def _linked(chain: Chain, link: Link) -> Chain:
    """Return the chain with one link more, those into a step together."""
    return replace(chain, links=tuple(sorted((*chain.links, link), key=lambda one: one.dst)))
