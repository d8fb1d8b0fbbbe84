"""Results and their calls, for targets that link them by nothing but their order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from toolmind.records import Message


def results_in_order(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Return messages with the results after each turn in the order of its calls."""
    if not any(len(message.tool_calls) > 1 for message in messages):
        return tuple(messages)
    ordered: list[Message] = []
    at = 0
    while at < len(messages):
        message = messages[at]
        end = at = at + 1
        ordered.append(message)
        if not message.tool_calls:
            continue
        while end < len(messages) and messages[end].role == "tool":
            end += 1
        place = {call.id: number for number, call in enumerate(message.tool_calls)}
        results = sorted(messages[at:end], key=lambda one: place.get(one.tool_call_id, len(place)))
        ordered += results
        at = end
    return tuple(ordered)


def unanswered_call(messages: Sequence[Message]) -> str:
    """Return why results cannot be linked by order: not each call has one; else nothing.

    Calls at the very end have none yet.
    """
    for at, message in enumerate(messages):
        if not message.tool_calls or at == len(messages) - 1:
            continue
        ids = [call.id for call in message.tool_calls]
        results = [one.tool_call_id for one in messages[at + 1 : at + 1 + len(ids)]]
        if sorted(results) != sorted(ids):
            return "a call has no result, and the target links them by order"
    return ""


def turns_in_a_row(messages: Sequence[Message]) -> str:
    """Return why turns cannot be told apart: two of the assistant's in a row; else nothing."""
    doubled = any(one.role == after.role == "assistant" for one, after in pairwise(messages))
    return "two turns of the assistant in a row" if doubled else ""
