"""A tool for things in one state is not called on a thing that is in another, nor is that told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache

from toolmind.checks.base import CheckContext, Finding, RuleCheck, objects_in, read_arguments
from toolmind.records import ToolCall
from toolmind.text.identifiers import split_identifier
from toolmind.tools.effects import named_effect, tool_effect

_STATES = ("status", "state")
"""Keys under which a result says in which state a thing is."""

_AFTER = re.compile(
    r"[\s*_`]*(?:[:(–-]+\s*)?(?:status:?\s*|is (?:currently |now |already )?"
    r"|has (?:already |now )?been )?[\s*\"'“`(]*([a-z]+)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b([a-z]+)\**\s+[a-z]+s\b[\s:*(]*(?:[#\w-]+(?:,|\s+and|\s*&)\s+){0,5}$", re.IGNORECASE
)
"""A state right after an id, and before several: "#W1 (Delivered)", "delivered orders #W1 and"."""

_ONCE = re.compile(r"\b(?:once|if|when|after|until|till|before|unless|whether)\b", re.IGNORECASE)
"""Before it, what is no state yet."""

_OF_ORDERS = frozenset("pending processing shipped delivered cancelled returned refunded".split())
"""States that whatever has one of them may be said to be in (ours)."""

_NEAR = 80
"""Characters before an id in which its state is told (ours)."""

_LONGEST = 40
_SENTENCES = re.compile(r"[.\n]")
_QUOTED = re.compile(r"['\"‘“`]([A-Za-z]{3,20})['\"’”`]")


class State(RuleCheck):
    """A call of ``return_delivered_order`` for an order that is pending is a fault of its turn.

    So is an answer that says so of it ("delivered orders: #W1", "#W1 (Delivered)").

    States are the values that results have under `status` or `state`, or those that the system
    prompt lists in quotation marks ("can be in status 'pending' or 'delivered'"); a tool is for
    those whose word its name has. The last result that tells a thing's state counts, by its id, or
    by the only id that was asked for; after a change of the thing nobody knows it. A whole
    result tells the state only if that is a listed one or one of orders: `success` may be the
    call's own.
    """

    name = "state"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per call on a thing in another state."""
        told: dict[str, tuple[str, str]] = {}
        states: set[str] = set()
        known = _OF_ORDERS
        asked: dict[str, str] = {}
        changed: dict[str, str] = {}
        """By call, the only id that it is of, and the arguments of one that may change it."""
        for message in context.trajectory.messages:
            if message.role == "system":
                known |= _listed(message.content)
                states.update(_listed(message.content))
            if message.role == "tool":
                written = changed.pop(message.tool_call_id, "")
                told = {thing: one for thing, one in told.items() if thing not in written}
            if message.role == "tool" and any(key in message.content for key in _STATES):
                of = asked.get(message.tool_call_id, "")
                for thing, state in _told(message.content, of, known):
                    told[thing] = state, message.id
                    states.add(state)
            speaks = told and message.role == "assistant" and message.content
            if speaks and (other := _said_of(message.content, told, states)):
                thing, (state, source), said = other
                text = f"it says that {thing} is {said}, and it is {state}"
                yield Finding("other_state", text, message.id, (source, message.id))
            for call in message.tool_calls:
                ids = _ids_of(call)
                asked[call.id] = ids[0] if len(ids) == 1 else ""
                tool = context.tools.get(call.name)
                if (tool_effect(tool) if tool else named_effect(call.name)).may_write:
                    changed[call.id] = _values_of(call)
                if told and (wrong := _wrong(call, told, states)):
                    thing, (state, source) = wrong
                    text = f"{call.name}: {thing} is {state}"
                    yield Finding("wrong_state", text, message.id, (source, message.id))


@lru_cache(maxsize=64)  # many dialogues have one system prompt
def _listed(text: str) -> frozenset[str]:
    """Return the words in quotation marks of sentences that speak of a status."""
    told = (one for one in _SENTENCES.split(text) if any(key in one for key in _STATES))
    return frozenset(word.lower() for one in told for word in _QUOTED.findall(one))


def _wrong(
    call: ToolCall, told: dict[str, tuple[str, str]], states: set[str]
) -> tuple[str, tuple[str, str]] | None:
    """Return the thing that a call is about and its state, where the call is for another state."""
    meant = states.intersection(_name(call.name))
    if not meant:
        return None
    try:
        values = read_arguments(call).values()
    except ValueError:
        return None
    for value in values:
        if isinstance(value, str) and value in told and told[value][0].split()[0] not in meant:
            return value, told[value]
    return None


def _said_of(
    text: str, told: dict[str, tuple[str, str]], states: set[str]
) -> tuple[str, tuple[str, str], str] | None:
    """Return a thing, its state, and the other one that a text says it is in."""
    for thing, known in told.items():
        at = text.find(thing)
        while at >= 0:
            end = at + len(thing)
            line = text[max(text.rfind("\n", 0, at) + 1, at - _NEAR) : at]
            others = states | _OF_ORDERS if known[0] in _OF_ORDERS else states
            after = None if _ONCE.search(line) else _AFTER.match(text, end)
            for found in (after, _BEFORE.search(line)):
                said = _spelled(found[1]) if found else ""
                if said in others and said not in known[0].split():
                    return thing, known, said
            at = text.find(thing, end)
    return None


def _spelled(state: str) -> str:
    """Return a state in one spelling."""
    return state.lower().replace("canceled", "cancelled")


@lru_cache(maxsize=8192)
def _name(name: str) -> frozenset[str]:
    return frozenset(split_identifier(name))


def _ids_of(call: ToolCall) -> tuple[str, ...]:
    """Return the values of a call's arguments that are ids by their names."""
    try:
        arguments = read_arguments(call)
    except ValueError:
        return ()
    named = (value for key, value in arguments.items() if key.lower().endswith("id"))
    return tuple(value for value in named if isinstance(value, str))


def _values_of(call: ToolCall) -> str:
    """Return the arguments of a call as a text in which an id is as it is written."""
    try:
        return json.dumps(read_arguments(call), ensure_ascii=False)
    except ValueError:
        return call.arguments


def _told(content: str, asked: str, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the id of every object that tells its state, and the state: its first id is its own.

    A whole result without ids is about what was `asked` for, if its state is one that is `known`.
    One that holds objects with states of their own tells no other than a known one.
    """
    nodes = objects_in(content)
    wraps = any(key in one for one in nodes[1:] for key in _STATES)
    for at, node in enumerate(nodes):
        states = [one for key in _STATES if isinstance(one := node.get(key), str)]
        states = [_spelled(one) for one in states if 0 < len(one) <= _LONGEST]
        state = next(filter(known.__contains__, states), states[0] if states else "")
        whole = at == 0 and content.lstrip().startswith("{")
        ids = [value for key, value in node.items() if key.lower().endswith("id")]
        if not state or (whole and (wraps or not ids) and state not in known):
            continue
        own = ids[0] if ids else asked if whole and "status" in node else ""
        if isinstance(own, str) and own:
            yield own, state
