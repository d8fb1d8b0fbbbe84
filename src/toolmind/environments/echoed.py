"""What a result repeats of its call, by names: a field that tells what an argument told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from toolmind.caches import IdentityCache
from toolmind.records import Link, Tool
from toolmind.schema import leaves, split
from toolmind.schema.slots import slots
from toolmind.text.identifiers import label
from toolmind.text.nouns import singular
from toolmind.tools.effects import tool_effect

ASKING = re.compile(
    r"query|q|search|keywords?|term|fields?|sort( by)?|order( by)?|direction|page|offset|cursor"
    r"|include|expand|format|mode|language|lang|locale|page token|view|filter|units?"
)
"""Names of arguments that say how to look or to answer, not what is found (ours)."""

WINDOW_EDGE = re.compile(r"(start|end)(?: (?:time|date|at|timestamp|date time))?")
"""Names of arguments of a look-up that bound when what is found takes place: its own times may
lie within, or only touch (ours)."""

REVISED = re.compile(r"\b(revision|etag|version|token)\b")
"""Words in the names of values that a write asks for as they were, and answers as they are."""


class Origin(NamedTuple):
    """Where the value of an output comes from, as far as calls pass it on.

    `outputs` are the steps and outputs that hold it, the nearest first; `fact` is the step and the
    argument where a person brings it up, None where the last output is its source.
    """

    outputs: tuple[tuple[int, str], ...]
    arguments: tuple[tuple[int, str], ...]
    fact: tuple[int, str] | None


def origin(
    step: int, output: str, fed: Mapping[tuple[int, str], Link], tools: Sequence[Tool]
) -> Origin:
    """Follow an output up a chain: through the argument that it repeats, to what feeds that.

    `fed` are the links by the step and the input that they feed; `tools` those of the steps.
    """
    if output not in echoed(tools[step]):
        return Origin(((step, output),), (), None)
    outputs, arguments = [(step, output)], []
    while argument := echoed(tools[step]).get(output):
        arguments.append((step, argument))
        if (link := fed.get((step, argument))) is None:
            return Origin(tuple(outputs), tuple(arguments), (step, argument))
        step, output = link.src, link.src_output
        outputs.append((step, output))
    return Origin(tuple(outputs), tuple(arguments), None)


def tells(field: str, argument: str, noun: str) -> bool:
    """Tell whether a field of a thing tells what an argument of a call on it tells.

    The ``order_id`` of a call on an order is the order's ``id``.
    """
    words, said = label(argument), label(field)
    if not words or ASKING.fullmatch(words):
        return False
    return said == words or (said == "id" and words == f"{noun} id")


def echoed(tool: Tool) -> dict[str, str]:
    """Return the outputs that repeat an argument, each with its name.

    Those of lists do not: their entries are other things.
    """
    return _ECHOED.of(tool)


def _echoed(tool: Tool) -> dict[str, str]:
    effect = tool_effect(tool)
    if effect.verb == "list" or not tool.returns:
        return {}
    found: dict[str, str] = {}
    arguments = list(tool.parameters.get("properties", ()))
    for leaf in leaves(tool.returns):
        *above, field = split(leaf.path) or [""]
        within = not above or (len(above) == 1 and singular(label(above[0])) == effect.noun)
        if not within or (effect.may_write and REVISED.search(label(field))):
            continue
        if told := next((each for each in arguments if tells(field, each, effect.noun)), ""):
            found[leaf.path] = told
    return found


_ECHOED = IdentityCache(_echoed, 4096)


def said_again(tool: Tool) -> frozenset[str]:
    """Return the optional inputs of an update that could only say again what it is done to.

    So is the ``id`` in the body of a call that has the ``pageId`` in its path.
    """
    return _SAID_AGAIN.of(tool)


def _said_again(tool: Tool) -> frozenset[str]:
    effect = tool_effect(tool)
    if effect.verb != "update":
        return frozenset()
    own = tool.parameters.get("required", ())
    inner = [
        (path, split(path)) for path, slot in slots(tool.parameters).items() if not slot.required
    ]
    return frozenset(
        path
        for path, steps in inner
        if len(steps) == 2 and any(tells(steps[1], each, effect.noun) for each in own)
    )


_SAID_AGAIN = IdentityCache(_said_again, 4096)
