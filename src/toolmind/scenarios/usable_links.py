"""Links of a chain that a person could speak of, and that one value could serve."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from toolmind.environments.staging import given_as, have_common, taken_as
from toolmind.records import Chain, Link, Schema, Tool
from toolmind.schema import split
from toolmind.schema.slots import slots


def usable_links(chain: Chain, tools: Mapping[str, Tool]) -> Chain:
    """Keep the links that a person could speak of and that one value could serve, the best first.

    They lead into a fact, or into the items of a list; what they feed can have a value of the
    output in common; and no output goes into two inputs of one call, unless these mean the same.
    """
    usable: dict[tuple[int, str], Link] = {}
    uses: dict[tuple[int, str], list[Schema]] = {}
    taken: dict[tuple[int, str, int], list[str]] = {}
    for link in sorted(chain.links, key=lambda link: -link.score):
        path = link.dst_input.removesuffix("[]")
        if (link.dst, path) in usable:
            continue
        source, target = tools[chain.tools[link.src]], tools[chain.tools[link.dst]]
        given = given_as(source, link.src_output)
        if given is None or path not in slots(target.parameters):
            continue
        served = uses.setdefault((link.src, link.src_output), [given])
        if not have_common(*served, into := taken_as(target, path)):
            continue
        others = taken.setdefault((link.src, link.src_output, link.dst), [])
        if all(_same_meaning(path, other) for other in others):
            served.append(into)
            others.append(path)
            same = path == link.dst_input
            usable[link.dst, path] = link if same else replace(link, dst_input=path)
    kept = sorted(usable.values(), key=lambda link: (link.dst, -link.score))
    return replace(chain, links=tuple(kept))


def _same_meaning(left: str, right: str) -> bool:
    """Say whether two inputs of a call mean the same: the one's path ends as the other's.

    So do ``courseId`` and ``body.courseId``, but not ``from.time`` and ``to.time``.
    """
    one, other = sorted((split(left), split(right)), key=len)
    return other[len(other) - len(one) :] == one
