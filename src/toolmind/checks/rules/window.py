"""What is booked or scheduled lies on the days that the user set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from toolmind.checks.base import CheckContext, Finding, objects_in
from toolmind.checks.grounding.dates import parse_moment
from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.grounding.windows import Window, window_in
from toolmind.records import JSON, Message, ToolCall
from toolmind.text.identifiers import split_identifier
from toolmind.tools.effects import named_effect, tool_effect

_DAYS = frozenset(
    "date day start begin end departure depart departs arrival arrives return check checkin "
    "checkout pickup dropoff datetime delivery time".split()
)
"""Words of the names of days on which something takes place (ours)."""

_OTHER_DAYS = frozenset("birth dob expiry expiration expires issued created updated".split())


def outside_window(context: CheckContext, clock: datetime) -> Iterator[Finding]:
    """Yield one finding per change on a day outside the window that the user set last.

    The day is the call's own, or that which a result tells of the thing that it names. Not where
    the user spoke of that day, or spoke after the assistant did.
    """
    window: Window | None = None
    heard, told = Evidence(clock), list[str]()
    results: list[Message] = []
    for message in context.trajectory.messages:
        if message.role == "user":
            window = window_in(message.content, clock.date()) or window
            for text in (*told, message.content):
                heard.add(text)
            told.clear()
        elif message.role == "tool":
            results.append(message)
        elif message.role == "assistant":
            for call in message.tool_calls if window else ():
                day = _outside(call, results, window) if _writes(call, context) else None
                if day and not heard.has_date(day):
                    text = f"{call.name}: {day} is not {window}"
                    yield Finding("outside_window", text, message.id, (message.id,))
            told.append(message.content)


def _writes(call: ToolCall, context: CheckContext) -> bool:
    tool = context.tools.get(call.name)
    return (tool_effect(tool) if tool else named_effect(call.name)).writes


def _outside(call: ToolCall, results: Sequence[Message], window: Window | None) -> date | None:
    """Return the first day of what a call changes that is outside the window."""
    try:
        arguments = call.parsed()
    except ValueError:
        return None
    days = list(_days_of(arguments)) or list(_days_told(arguments, results))
    return next((day for day in days if window and not window.holds(day)), None)


def _days_of(values: dict[str, JSON]) -> Iterator[date]:
    for name, value in values.items():
        named = set(split_identifier(name))
        if isinstance(value, str) and named & _DAYS and not named & _OTHER_DAYS:
            moment = parse_moment(value)
            if moment and moment[0]:
                yield moment[0]


def _days_told(arguments: dict[str, JSON], results: Sequence[Message]) -> Iterator[date]:
    """Yield the days of the thing that a call names by its id, as the last result tells them."""
    ids = {name: value for name, value in arguments.items() if name.lower().endswith("id")}
    for result in reversed(results) if ids else ():
        for node in objects_in(result.content):
            if any(node.get(name) == value for name, value in ids.items()):
                yield from _days_of(node)
                return
