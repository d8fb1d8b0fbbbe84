"""The same call is not made again when nothing can have changed.

A repeat is a call with the name and arguments of an earlier one. It is fair when the earlier call
failed, or when another call has changed something since. A lookup may be repeated when the world
moves by itself: when it returns something new. A call that changes something may be repeated when
the user has spoken since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import orjson

from toolmind.checks.base import CheckContext, Finding, RuleCheck, results_by_call
from toolmind.records import Message, Tool, ToolCall
from toolmind.text.identifiers import label

_LOOKUP_VERBS = frozenset(
    "browse calculate check compare convert count describe download estimate fetch filter find get "
    "inspect list look lookup query read recommend retrieve scan search see show test track "
    "translate validate verify view".split()
)
_CHANGE_VERBS = frozenset(
    "add apply approve archive assign attach book buy cancel change clear close confirm copy "
    "create deactivate delete disable edit enable execute import insert install make move open "
    "order patch pay play post publish purchase put register remove rename replace request "
    "reserve reset restore revoke run schedule send set share start stop submit transfer undo "
    "update upload write".split()
)
"""Words of a tool name that say what it does (ours; MCP's readOnlyHint wins over them)."""


class Repeats(RuleCheck):
    """The same lookup again, with no change between, is a fault of the turn that repeats it."""

    name = "repeats"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per needless repeat."""
        yield from repeated_calls(context.trajectory.messages, context.tools)


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
            key, reads = call_key(call), is_lookup(call.name, tools)
            result = results.get(call.id)
            content = result.content if result else ""
            before = seen.get(key)
            moved = before and reads and result and content not in before.contents
            if before and not before.fair and not moved:
                text = f"{call.name} is called again with the same arguments and no change between"
                yield Finding("repeated_call", text, message.id, (before.turn, message.id))
            failed = result is None or result.status == "error"
            if not reads:
                changing.add(key)
                if not failed:
                    _mark_fair(seen.values())
            now = seen.setdefault(key, _Seen(message.id))
            now.turn, now.fair = message.id, failed
            now.contents.add(content)


def _mark_fair(calls: Iterable[_Seen]) -> None:
    for call in calls:
        call.fair = True


def is_lookup(name: str, tools: Mapping[str, Tool]) -> bool:
    """Say whether a tool only reads: by its source's annotation, else by its name's words."""
    tool = tools.get(name)
    hint = tool.annotations.get("readOnlyHint") if tool else None
    if isinstance(hint, bool):
        return hint
    words = set(label(name).split())
    return bool(words & _LOOKUP_VERBS) and not words & _CHANGE_VERBS


def call_key(call: ToolCall) -> str:
    """Return a text that is equal for calls of the same tool with equal arguments.

    The order of keys and the spacing of the JSON do not matter; types do: 1 is not "1".
    """
    try:
        arguments = orjson.dumps(call.parsed(), option=orjson.OPT_SORT_KEYS).decode()
    except ValueError:
        arguments = call.arguments
    return f"{call.name} {arguments}"
