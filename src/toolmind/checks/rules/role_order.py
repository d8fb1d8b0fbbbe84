"""The dialogue has the shape that chat templates expect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolmind.checks.base import CheckContext, Finding, RuleCheck
from toolmind.records import Message

_AFTER = {
    "start": ("system", "user"),
    "system": ("user",),
    "user": ("assistant",),
    "answer": ("user",),
    "calls": ("tool",),
    "tool": ("tool", "assistant"),
}
"""Who may speak after whom; an assistant turn is an `answer` or makes `calls`."""


class RoleOrder(RuleCheck):
    """Roles out of order, an empty turn or a dialogue cut short break the dialogue."""

    name = "role_order"
    scope = "trajectory"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per break of the order, and one if message ids are not unique."""
        messages = context.trajectory.messages
        yield from order_faults(messages)
        ids = [message.id for message in messages]
        if len(set(ids)) < len(ids) or "" in ids:
            yield Finding("message_ids", "message ids are missing or used twice")
        if context.trajectory.ended != "stop":
            yield Finding("cut_short", f"the dialogue ended by {context.trajectory.ended}")


def order_faults(messages: Sequence[Message]) -> Iterator[Finding]:
    """Yield every break of the order: [system], then user and assistant in turn.

    Tool results stand between the assistant's calls and its next message. The last word is an
    assistant's answer, or what the user says to one: thanks, or the word that ends it all.
    """
    before = "start"
    spoken = ""
    for position, message in enumerate(messages):
        if message.role not in _AFTER[before]:
            text = f"message {position} is of role {message.role} after {before}"
            yield Finding("wrong_order", text, evidence=(message.id,))
        says = bool(message.content.strip() or message.tool_calls)
        if message.role in ("user", "assistant") and not says:
            text = f"message {position} ({message.role}) is empty"
            yield Finding("empty_message", text, evidence=(message.id,))
        before = _state(message)
        spoken = message.id if message.role == "assistant" else spoken
    closed = before == "user" and len(messages) > 1 and _state(messages[-2]) == "answer"
    if before != "answer" and not closed:
        text = f"the dialogue ends with {before}, not with an answer"
        yield Finding("no_last_answer", text, evidence=(spoken,) if spoken else ())


def _state(message: Message) -> str:
    if message.role == "assistant":
        return "calls" if message.tool_calls else "answer"
    return message.role
