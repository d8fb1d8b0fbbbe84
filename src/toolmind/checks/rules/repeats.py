"""The same call is not made again when nothing can have changed.

A repeat is a call with the name and arguments of an earlier one. It is fair when the earlier call
failed, or when another call may have changed something since (one that failed, or was not answered
in time, may have, too). A call that is not known to change something may be repeated when the world
moves by itself: when it returns something new. A call that may change something may be repeated
when the user has spoken since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import orjson

from toolmind.checks.base import CheckContext, Finding, RuleCheck, read_arguments, results_by_call
from toolmind.records import Message, Scenario, Tool, ToolCall
from toolmind.tools.effects import ToolEffect, named_effect, tool_effect


class Repeats(RuleCheck):
    """The same lookup again, with no change between, is a fault of the turn that repeats it."""

    name = "repeats"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per needless repeat."""
        yield from repeated_calls(context.trajectory.messages, context.tools)

    def watch(self, scenario: Scenario, tools: Mapping[str, Tool]) -> MadeCalls:
        """Return what finds repeats as they are made."""
        return MadeCalls(tools)


_AGAIN = "{} is called again with the same arguments and no change between"


class MadeCalls:
    """The calls that need not be made again now: answered, and nothing came between.

    Whether a lookup would return something new nobody knows before it is answered: here it is let
    pass once the user has spoken.
    """

    of_calls = True

    def __init__(self, tools: Mapping[str, Tool]) -> None:
        self._tools = tools
        self._made: dict[str, str] = {}
        self._waiting: dict[str, str] = {}

    def faults(self, turn: Message) -> Iterator[Finding]:
        """Yield one finding per call of a turn that was made already."""
        now: set[str] = set()
        for call in turn.tool_calls:
            key = call_key(call)
            if key in self._made or key in now:
                before = self._made.get(key, turn.id)
                yield Finding("repeated_call", _AGAIN.format(call.name), turn.id, (before, turn.id))
            now.add(key)

    def see(self, message: Message) -> None:
        """Take in the next message of the dialogue."""
        if message.role == "user":
            self._made.clear()
        for call in message.tool_calls:
            if _effect(call.name, self._tools).may_write:
                self._made.clear()
            key = self._waiting[call.id] = call_key(call)
            self._made[key] = message.id
        if message.role == "tool" and message.status == "error":
            self._made.pop(self._waiting.get(message.tool_call_id, ""), None)


@dataclass
class _Seen:
    """What is known of a call made before: its turn, whether it may be made again."""

    turn: str
    contents: set[str] = field(default_factory=set)
    fair: bool = False
    """Something has happened since that makes a repeat reasonable."""


def repeated_calls(messages: Sequence[Message], tools: Mapping[str, Tool]) -> Iterator[Finding]:
    """Yield a finding for every call that repeats an earlier one with no change between."""
    results = results_by_call(messages)
    seen: dict[str, _Seen] = {}
    changing: set[str] = set()
    for message in messages:
        if message.role == "user":
            for key in changing:
                seen[key].fair = True
        for call in message.tool_calls if message.role == "assistant" else ():
            key, effect = call_key(call), _effect(call.name, tools)
            result = results.get(call.id)
            content = result.content if result else ""
            before = seen.get(key)
            moved = before and not effect.writes and result and content not in before.contents
            if before and not before.fair and not moved:
                text = _AGAIN.format(call.name)
                yield Finding("repeated_call", text, message.id, (before.turn, message.id))
            if effect.may_write:
                changing.add(key)
                _mark_fair(seen.values())
            now = seen.setdefault(key, _Seen(message.id))
            now.turn, now.fair = message.id, result is None or result.status == "error"
            now.contents.add(content)


def _mark_fair(calls: Iterable[_Seen]) -> None:
    for call in calls:
        call.fair = True


def _effect(name: str, tools: Mapping[str, Tool]) -> ToolEffect:
    return tool_effect(tools[name]) if name in tools else named_effect(name)


def call_key(call: ToolCall) -> str:
    """Return a text that is equal for calls of the same tool with equal arguments.

    The order of keys and the spacing of the JSON do not matter; types do: 1 is not "1".
    """
    try:
        arguments = orjson.dumps(read_arguments(call), option=orjson.OPT_SORT_KEYS).decode()
    except ValueError:
        arguments = call.arguments
    return f"{call.name} {arguments}"
