"""What a user must know to have a call made: what no earlier result gives."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from random import Random

from toolmind.environments.echoed import said_again
from toolmind.records import Chain, Schema, Tool
from toolmind.scenarios.content import content
from toolmind.scenarios.kinds.base import Drawn
from toolmind.schema import split, types_of
from toolmind.schema.slots import Slot, hollow, missing, slots
from toolmind.tools.effects import tool_effect

_PLUMBING = re.compile(
    r"\b(token|cursor|marker|page|offset|limit|max results|etag|mask|request id|dry run|prefix|"
    r"kind|checksum|md5|sha ?\d+|if match|if none match|request payer|expected bucket owner|"
    r"api key|nonce|idempotency|on behalf of( content owner)?|cpksver)\b"
)
"""Optional parameters that programs need and that no person has a wish about (ours)."""

_LEFT_ALONE = re.compile(
    r"\b(?:do not|don't|never|should not|must not) (?:pass|use|set|specify|provide|fill|change)\b"
    r"|\bleave (?:it |this )?(?:empty|blank|unset|out)\b|\bdeprecated\b|\binternal use\b",
    re.IGNORECASE,
)
"""What is said of optional parameters that nobody should have a wish about."""

_SUBJECT = re.compile(r"^(q|query|text|contents?|message|question|name|id)$|\bid$")
"""What a call is most likely about (ours)."""

_CHANGING = frozenset("update modify patch edit change set replace".split())
_IDENTIFIES = re.compile(r"\b(ids?|arn|name|identifier|number|key|parent|namespace)$")
"""What a change says that only says of what it is: it must say what is to change, too."""

_READING = frozenset(
    "list get describe show read fetch retrieve view browse scan head count export download is has "
    "can generate check".split()
)
"""Verbs that need no word on what to do them to (ours)."""


def wanted(chain: Chain, drawn: Drawn, rng: Random) -> tuple[tuple[str, ...], ...]:
    """Return per step of `chain`, a part of the one drawn, the paths of what the user must know.

    These are all required parameters that no link feeds, now and then an optional one
    (`drawn.optional_rate`), and what a call needs beside these so that it says something. The links
    of `chain` are usable ones, as `window` leaves them.
    """
    fed: list[set[str]] = [set() for _ in chain.tools]
    for link in chain.links:
        fed[link.dst].add(link.dst_input)
    return tuple(
        _wanted(drawn.tools[tool], given, drawn.optional_rate, rng)
        for tool, given in zip(chain.tools, fed, strict=True)
    )


def _wanted(tool: Tool, fed: Set[str], optional_rate: float, rng: Random) -> tuple[str, ...]:
    """Return the facts of a call that the user must know; those in `fed` come from results."""
    facts, again = slots(tool.parameters), said_again(tool)
    known = {path: slot for path, slot in facts.items() if path not in again}
    given = set(fed)
    for path, slot in known.items():
        cared_for = rng.random() < optional_rate and _may_be_cared_for(slot)
        if slot.required or cared_for:
            given.add(path)
    for path in hollow(tool.parameters):
        below = {each: slot for each, slot in known.items() if each.startswith(f"{path}.")}
        if given.isdisjoint(below):
            given.update(_filling(path, below))
    given.update(_point(tool, known, given))
    _complete(given, tool.parameters)
    if more := content(known, given, tool_effect(tool)):
        given.update(more)
        _complete(given, tool.parameters)
    given -= fed
    return tuple(path for path in facts if path in given)


def _may_be_cared_for(slot: Slot) -> bool:
    said = str(slot.schema.get("description", ""))
    return not (_PLUMBING.search(slot.label) or _LEFT_ALONE.search(said))


def _point(tool: Tool, known: Mapping[str, Slot], given: Set[str]) -> list[str]:
    """Return a fact without which a call would say nothing, or of a change not what to change."""
    if not given:
        return [] if _asks_for_all(tool) else _filling("", known)[:1]
    changes = tool_effect(tool).word in _CHANGING
    if changes and all(_identifies(known[path]) for path in given):
        others = {path: slot for path, slot in known.items() if path not in given}
        return _filling("", others)[:1]
    return []


def _identifies(slot: Slot) -> bool:
    return slot.required and _IDENTIFIES.search(slot.label) is not None


def _complete(given: set[str], parameters: Schema) -> None:
    """Add the facts without which those given make no valid call."""
    while more := missing(parameters, given):
        given.update(slot.path for slot in more)


def _filling(path: str, below: Mapping[str, Slot]) -> list[str]:
    """Return what a person would say of an object that the call has anyway, by the facts in it.

    That is one thing, since the others may be in its place; but a part of it is not said in halves.
    """
    sayable = [
        each
        for each, slot in below.items()
        if not _PLUMBING.search(slot.label) and types_of(slot.schema) not in (("object",), ())
    ]
    if not sayable:
        return []
    first = next((each for each in sayable if _SUBJECT.search(below[each].label)), sayable[0])
    part = split(first)[:-1]
    whole = [each for each in sayable if split(each)[:-1] == part] if part != split(path) else []
    return [first, *(each for each in whole if each != first)][:2]


def _asks_for_all(tool: Tool) -> bool:
    """Tell whether a call of a tool makes sense that says nothing: it reads what there is."""
    does = tool_effect(tool)
    return not does.writes and (not does.word or does.word in _READING)
