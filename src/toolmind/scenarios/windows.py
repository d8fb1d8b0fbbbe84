"""The part of a chain that one scenario plays: of a length, about one subject, in usable links."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from msgspec.structs import replace

from toolmind.records import Chain, Tool
from toolmind.scenarios import companions
from toolmind.scenarios.carried_on import (
    with_ids_carried_on,
    with_ids_from_where_they_were_found,
)
from toolmind.scenarios.kinds.base import Drawn
from toolmind.scenarios.looked_up import with_ids_looked_up
from toolmind.scenarios.parts import beginning
from toolmind.scenarios.usable_links import usable_links
from toolmind.tools.effects import tool_effect

_STARTS = 4
"""Steps of a chain that a part is tried to begin with (ours)."""


def window(drawn: Drawn, least: int, most: int, rng: Random) -> Chain | None:
    """Return a part of the chain drawn that hangs together: of `least` to `most` steps.

    Its length is the greater of two draws from that range where the chain allows it, else less: one
    call is no test of anybody. None where it does not allow `least`. Each step but the first takes
    something from an earlier one, by links that are usable (see `usable_links`); nothing follows a
    step that destroys something. Of parts of the same length the one with the rarest tools is
    taken. Up to `most` steps, look-ups of ids that nobody knows by heart are put between (see
    `looked_up`); where it is shorter than drawn, up to two reads of the same thing (`companions`).
    """
    length = max(rng.randint(least, most), rng.randint(least, most))
    enough = max(min(least, 2), least - companions.MOST)
    starts = range(max(1, len(drawn.chain.tools) - length + 1))
    ends = _ends(drawn.chain, drawn.tools)
    parts = [
        _part(_between(drawn.chain, start, ends[start]), length, drawn.tools)
        for start in rng.sample(starts, min(_STARTS, len(starts)))
        if ends[start] - start >= enough
    ]
    parts = [part for part in parts if len(part.tools) >= enough]
    if not parts:
        return None
    found = max(parts, key=lambda part: (len(part.tools), drawn.rarity(part.tools)))
    carried_on = with_ids_carried_on(found, drawn.tools, drawn.refused)
    looked_up = with_ids_looked_up(carried_on, drawn, most)
    found = with_ids_from_where_they_were_found(looked_up, drawn.tools, drawn.refused)
    made = companions.with_companions(found, drawn, length, rng)
    return made if len(made.tools) >= least else None


def one_after_the_other(first: Chain, second: Chain, drawn: Drawn) -> Chain | None:
    """Return the steps and links of two chains as those of one; nothing links the two.

    None where they have a tool in common, or what one does is at odds with what the other did.
    """
    if not set(first.tools).isdisjoint(second.tools) or drawn.at_odds(first.tools, second.tools):
        return None
    before = len(first.tools)
    links = (replace(x, src=x.src + before, dst=x.dst + before) for x in second.links)
    return Chain(
        id=f"{first.id}+{second.id}",
        tools=first.tools + second.tools,
        links=(*first.links, *links),
    )


def _part(rest: Chain, length: int, tools: Mapping[str, Tool]) -> Chain:
    """Return the first steps of a chain that hang together, `length` at most."""
    if length == 1:  # no step for a link to lead to
        return beginning(rest, 1)
    return beginning(_joined(usable_links(rest, tools, length)), length)


def _ends(chain: Chain, tools: Mapping[str, Tool]) -> list[int]:
    """Return for each step where what begins with it ends: later steps would miss what is gone.

    That is behind the first tool that destroys something.
    """
    end = len(chain.tools)
    ends = []
    for position in range(end - 1, -1, -1):
        if tool_effect(tools[chain.tools[position]]).verb == "delete":
            end = position + 1
        ends.append(end)
    return ends[::-1]


def _between(chain: Chain, start: int, end: int) -> Chain:
    """Return the chain from a step on, up to another; links from before it are cut."""
    links = (link for link in chain.links if link.src >= start and link.dst < end)
    if start:
        links = (replace(x, src=x.src - start, dst=x.dst - start) for x in links)
    return Chain(id=f"{chain.id}[{start}:]", tools=chain.tools[start:end], links=tuple(links))


def _joined(chain: Chain) -> Chain:
    """Leave out the steps that take nothing from an earlier one: they would change the subject.

    The chain's links are in the order of the steps that they lead to.
    """
    place: dict[int, int] = {0: 0}
    for link in chain.links:
        if link.src in place:
            place.setdefault(link.dst, len(place))
    if len(place) == len(chain.tools):
        return chain
    links = tuple(
        replace(link, src=place[link.src], dst=place[link.dst])
        for link in chain.links
        if link.src in place and link.dst in place
    )
    return replace(chain, tools=tuple(chain.tools[step] for step in place), links=links)
