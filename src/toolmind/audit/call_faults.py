"""Faults of single calls: what a model would learn to do wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time
from functools import lru_cache

import msgspec

from toolmind.audit.base import Fault, Occurrence
from toolmind.audit.schema_faults import tools_of, usable
from toolmind.checks.grounding.check import Ungrounded, ungrounded
from toolmind.checks.grounding.dates import dates_in, parse_moment
from toolmind.checks.rules.arguments import argument_fault
from toolmind.checks.rules.pairing import pairing_faults
from toolmind.checks.rules.repeats import repeated_calls
from toolmind.datasets.dialogue import Dialogue
from toolmind.errors import DataError
from toolmind.records import Message, Tool, ToolCall
from toolmind.text.identifiers import split_identifier

_CLOCK = re.compile(r"\b(?:current|today|now|date|time)\b[^\n]{0,80}", re.IGNORECASE)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?")
_PRESENT = frozenset(("current", "now", "present", "local", "system"))
_TIMES = frozenset(("date", "time", "datetime", "day", "clock", "timestamp"))
_CLOCK_WORDS = _PRESENT | _TIMES | frozenset(("get", "fetch", "tell", "check", "the", "and", "of"))
"""Words of the names of tools that tell the time (ours)."""

_SECRET = frozenset(
    "account apikey card credential email id identifier iban key login passport password phone "
    "pin secret ssn token user username uuid".split()
)
"""Words of a parameter's name that make its value a credential or an id (ours)."""


class _ArgumentFault(Fault):
    codes: tuple[str, ...]

    def look(self, row: Dialogue) -> Iterator[Occurrence]:
        tools = {tool.name: tool for tool in tools_of(row)}
        for position, call in row.learnt_calls():
            tool = tools.get(call.name) or Tool(id="", name=call.name, annotations={"broken": True})
            # Under a schema that is broken itself, only the form of the arguments can be judged.
            judged = tool if usable(tool) else Tool(id="", name=call.name)
            try:
                fault = argument_fault(call, judged)
            except DataError:
                continue
            if fault and (usable(tool) or fault[0] in ("unparsable", "not_an_object")):
                code, text = fault
                if code in self.codes:
                    yield Occurrence(position, f"{call.name}: {text}")


class InvalidArguments(_ArgumentFault):
    """Arguments invalid under the tool's own schema, or for parameters that it does not have."""

    name, codes = "invalid_arguments", ("invalid", "undeclared")
    title = "arguments invalid under their own schema"


class UnparsableArguments(_ArgumentFault):
    """Arguments that are no JSON."""

    name, codes = "unparsable_arguments", ("unparsable",)
    title = "arguments unparsable"


class ArgumentsNoObject(_ArgumentFault):
    """Arguments that are JSON, but no object."""

    name, codes = "arguments_no_object", ("not_an_object",)
    title = "arguments not an object"


class UnknownTool(Fault):
    """A call of a tool that is not among those shown."""

    name = "unknown_tool"
    title = "calls of tools that were not shown"

    def look(self, row: Dialogue) -> Iterator[Occurrence]:
        """Yield every such call."""
        names = {tool.name for tool in tools_of(row)}
        for position, call in row.learnt_calls():
            if call.name not in names:
                yield Occurrence(position, f"{call.name} is not among {len(names)} tools")


@lru_cache(maxsize=1)
def _untraced(row: Dialogue) -> tuple[Ungrounded, ...]:
    """Return the row's untraced values: three faults ask for them, one after the other."""
    tools = {tool.name: tool for tool in tools_of(row) if usable(tool)}
    return tuple(ungrounded(row.messages, tools, clock_of(row.messages)))


class _InventedFault(Fault):
    def look(self, row: Dialogue) -> Iterator[Occurrence]:
        clock = clock_of(row.messages)
        for found in _untraced(row):
            position = int(found.turn[1:])
            if position in row.learnt and self.counts(found):
                dated = found.kind == "date" and clock is None
                why = ", and there is no clock" if dated else ""
                text = f"{found.call.name}: nobody gave {found.path} = {found.value!r}{why}"
                yield Occurrence(position, text)

    def counts(self, found: Ungrounded) -> bool:
        """Say whether the value is of this fault's kind."""
        raise NotImplementedError


class InventedDate(_InventedFault):
    """A date or time that nobody gave; a relative one ("tomorrow") needs a clock."""

    name = "invented_date"
    title = "invented dates"

    def counts(self, found: Ungrounded) -> bool:
        """Say whether the value is a date or a time."""
        return found.kind == "date"


class InventedId(_InventedFault):
    """A credential or an id that nobody gave."""

    name = "invented_id"
    title = "invented credentials and ids"

    def counts(self, found: Ungrounded) -> bool:
        """Say whether the value or its parameter's name is that of a credential or an id."""
        return found.kind == "identifier" or (
            found.kind in ("text", "number") and is_secret(found.path)
        )


class InventedValue(_InventedFault):
    """Any other value that nobody gave."""

    name = "invented_value"
    title = "other values that nobody gave"

    def counts(self, found: Ungrounded) -> bool:
        """Say whether the value is neither a date nor an id."""
        other = found.kind in ("text", "number") and not is_secret(found.path)
        return other or found.kind in ("enum", "boolean")


def is_secret(path: str) -> bool:
    """Say whether the last name of a path is that of a credential or an id."""
    return not _SECRET.isdisjoint(split_identifier(path.rsplit(".", 1)[-1]))


def clock_of(messages: tuple[Message, ...]) -> datetime | None:
    """Return when it is now: by the system prompt, the user, or a tool that was asked for it."""
    for role in ("system", "user"):
        for message in messages:
            if message.role == role and (moment := _clock_in(message.content)):
                return moment
    asked = {
        call.id for message in messages for call in message.tool_calls if _asks_for_clock(call)
    }
    told = (one.content for one in messages if one.role == "tool" and one.tool_call_id in asked)
    return next(filter(None, map(_moment_in, told)), None) if asked else None


@lru_cache(maxsize=256)  # many dialogues have one system prompt
def _clock_in(text: str) -> datetime | None:
    return next(filter(None, map(_moment_in, _CLOCK.findall(text))), None)


def _moment_in(said: str) -> datetime | None:
    for text in _MOMENT.findall(said):
        if moment := parse_moment(text):
            return datetime.combine(moment[0] or datetime.min, moment[1] or time())
    days = dates_in(said, None)
    return datetime.combine(min(days), time()) if days else None


@lru_cache(maxsize=65536)
def _names_clock(name: str) -> bool:
    named = frozenset(split_identifier(name))
    return "today" in named or (
        not _PRESENT.isdisjoint(named) and not _TIMES.isdisjoint(named) and named <= _CLOCK_WORDS
    )


def _asks_for_clock(call: ToolCall) -> bool:
    """Say whether a call asks what time it is: ``get_current_time``, ``GetToday``, of any zone."""
    return _names_clock(call.name) and not _MOMENT.search(call.arguments)


class RepeatedLookup(Fault):
    """The same call again, with no change between."""

    name = "repeated_lookup"
    title = "the same lookup repeated"

    def look(self, row: Dialogue) -> Iterator[Occurrence]:
        """Yield every repeat that is learnt."""
        tools = {tool.name: tool for tool in tools_of(row)}
        for finding in repeated_calls(row.messages, tools):
            position = int(finding.turn[1:])
            if position in row.learnt:
                yield Occurrence(position, finding.explanation)


class Unlinked(Fault):
    """Calls and results that no id links, or that do not pair."""

    name = "unlinked"
    title = "calls and results not linked"

    def look(self, row: Dialogue) -> Iterator[Occurrence]:
        """Yield missing ids, else whatever does not pair; the last message may await results."""
        if row.without_id:
            yield Occurrence(None, f"{row.without_id} calls and results have no id")
            return
        *before, last = row.messages or (Message(role="user"),)
        for finding in pairing_faults([*before, msgspec.structs.replace(last, tool_calls=())]):
            position = int(finding.evidence[0][1:]) if finding.evidence else None
            yield Occurrence(position, finding.explanation)
