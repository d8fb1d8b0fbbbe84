"""Ids that go on from call to call: a step means what the step that it takes from meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set

from msgspec.structs import replace

from toolmind.records import Chain, Link, LinkEnds, Tool
from toolmind.scenarios.usable_links import ends
from toolmind.schema import have_common, split
from toolmind.schema.slots import slots
from toolmind.text.identifiers import label
from toolmind.tools.effects import tool_effect

_ID = re.compile(r"\b(ids?|arn|uuid|guid|identifier)$")


def with_ids_carried_on(
    chain: Chain, tools: Mapping[str, Tool], refused: Set[LinkEnds] = frozenset()
) -> Chain:
    """Add links into the ids that a step needs and that a step before it has been given.

    Who gets a flow of an instance, and then an execution of that flow, means one instance: where
    both calls need its id, and the first has it from a result, so has the second. The links of
    `chain` are usable ones; those `refused` are not added.
    """
    tools_of = [tools[tool] for tool in chain.tools]
    fed = {(link.dst, link.dst_input): link for link in chain.links}
    sources = {(link.dst, link.src) for link in chain.links}
    for step, src in sorted(sources):
        if tools_of[step].domain != tools_of[src].domain:
            continue
        for path, slot in slots(tools_of[step].parameters).items():
            before = fed.get((src, path))
            if not before or (step, path) in fed or not (slot.required and _ID.search(slot.label)):
                continue
            link = replace(before, dst=step)
            if chain.ends(link) not in refused and _is_usable(link, tools_of):
                fed[step, path] = link
    if len(fed) == len(chain.links):
        return chain
    return replace(chain, links=tuple(sorted(fed.values(), key=lambda link: link.dst)))


def with_ids_from_where_they_were_found(
    chain: Chain, tools: Mapping[str, Tool], refused: Set[LinkEnds] = frozenset()
) -> Chain:
    """Take ids that look-ups only pass on from where these have them.

    The invoices of an owner have the owner's id, by which they were asked for: the animals of that
    owner need no invoice. The links of `chain` are usable ones, and so are those put in instead.
    """
    tools_of = [tools[tool] for tool in chain.tools]
    fed: dict[tuple[int, str], Link] = {}
    for link in chain.links:
        before = _before(link, fed, tools_of)
        usable = before and chain.ends(before) not in refused and _is_usable(before, tools_of)
        fed[link.dst, link.dst_input] = before if before and usable else link
    return replace(chain, links=tuple(fed.values()))


def _before(link: Link, fed: Mapping[tuple[int, str], Link], tools: list[Tool]) -> Link | None:
    """Return the link by which a look-up was given the id that another takes from it."""
    source, name = tools[link.src], label(split(link.src_output)[-1])
    if not tool_effect(source).reads or not _ID.search(name):
        return None
    for path in slots(source.parameters):
        given = fed.get((link.src, path))
        if given and label(split(path)[-1]) == name:
            return replace(given, dst=link.dst, dst_input=link.dst_input)
    return None


def _is_usable(link: Link, tools: list[Tool]) -> bool:
    found = ends(tools[link.src], link.src_output, tools[link.dst], link.dst_input)
    return found is not None and have_common(found.given, found.into)
