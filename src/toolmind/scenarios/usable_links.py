"""Links of a chain that a person could speak of, and that one value could serve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from toolmind.caches import BoundedDict
from toolmind.environments.echoed import Origin, origin, said_again
from toolmind.environments.staging import given_as, taken_as
from toolmind.records import Chain, Link, Schema, Tool
from toolmind.scenarios.mistaken_links import is_mistaken
from toolmind.schema import have_common, split
from toolmind.schema.slots import slots


def usable_links(chain: Chain, tools: Mapping[str, Tool], steps: int | None = None) -> Chain:
    """Keep the links that a person could speak of and that one value could serve, the best first.

    They lead into a fact, or into the items of a list, and not into one that says again what the
    call is about; what they feed is of one sort, and can have a value of the output in common, and
    of the argument that this repeats; and no output goes into two inputs of one call, unless these
    mean the same. What leads to a step hangs on no later one: once so many `steps` hang together by
    usable links, the first among them, further ones are not looked at.
    """
    tools_of = [tools[tool] for tool in chain.tools]
    usable: dict[tuple[int, str], Link] = {}
    uses: dict[tuple[int, str], list[Schema]] = {}
    taken: dict[tuple[int, str, int], list[str]] = {}
    joined = {0}
    reached = 0
    for link in sorted(chain.links, key=lambda link: (link.dst, -link.score)):
        if link.dst != reached and steps and len(joined) >= steps:
            break
        reached = link.dst
        both = ends(tools_of[link.src], link.src_output, tools_of[link.dst], link.dst_input)
        if both is None or (link.dst, both.path) in usable:
            continue
        path = both.path
        found = origin(link.src, link.src_output, usable, tools_of)
        given = [both.given] if not found.arguments else _bounds(found, tools_of)
        if given is None:
            continue
        served = uses.setdefault(found.fact or found.outputs[-1], [])
        if not have_common(*given, *served, both.into):
            continue
        others = taken.setdefault((link.src, link.src_output, link.dst), [])
        if all(_same_meaning(path, other) for other in others):
            served.append(both.into)
            others.append(path)
            same = path == link.dst_input
            usable[link.dst, path] = link if same else replace(link, dst_input=path)
            if link.src in joined:
                joined.add(link.dst)
    return replace(chain, links=tuple(usable.values()))


class Ends(NamedTuple):
    """What two tools say of a link between them: the path of its input, and both schemas."""

    path: str
    given: Schema
    into: Schema


_KNOWN: BoundedDict[tuple[int, str, int, str], tuple[Ends | None, Tool, Tool]] = BoundedDict(8192)
"""By the identity of the tools, which are held so that no others take it: chains share links."""


def ends(source: Tool, output: str, target: Tool, input_: str) -> Ends | None:
    """Return the ends of a link, or None where these alone say that it is of no use."""
    key = (id(source), output, id(target), input_)
    known = _KNOWN.get(key) or _KNOWN.put(
        key, (_read_ends(source, output, target, input_), source, target)
    )
    return known[0]


def _read_ends(source: Tool, output: str, target: Tool, input_: str) -> Ends | None:
    path = input_.removesuffix("[]")
    if path not in slots(target.parameters) or path in said_again(target):
        return None
    given, into = given_as(source, output), taken_as(target, path)
    if given is None or is_mistaken(source, output, given, target, path, into):
        return None
    return Ends(path, given, into)


def _bounds(found: Origin, tools: Sequence[Tool]) -> list[Schema] | None:
    """Return the schemas of all that holds a value; None where an output is not declared."""
    given = [given_as(tools[step], output) for step, output in found.outputs]
    told = [taken_as(tools[step], argument) for step, argument in found.arguments]
    known = [schema for schema in given if schema is not None]
    return [*known, *told] if len(known) == len(given) else None


def _same_meaning(left: str, right: str) -> bool:
    """Say whether two inputs of a call mean the same: the one's path ends as the other's.

    So do ``courseId`` and ``body.courseId``, but not ``from.time`` and ``to.time``.
    """
    one, other = sorted((split(left), split(right)), key=len)
    return other[len(other) - len(one) :] == one
