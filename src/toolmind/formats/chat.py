"""The chat form of our files: OpenAI's, as models are sent it, with the reasoning in its own field.

A file and a request differ in little: a request may leave reasoning out, or write it into the
content, as the endpoint wants it; a file keeps it on every turn, and says which turns are learnt.
"""

from __future__ import annotations

from typing import Any

from toolmind.formats.base import KeptTrajectory, is_learnt
from toolmind.models.client.wire import encode_tools, wire_message
from toolmind.records import Message

REASONING = "reasoning_content"

KEYS = ("role", "content", REASONING, "tool_calls", "tool_call_id")
"""Every key that a message may have."""


def chat_message(message: Message) -> dict[str, Any]:
    """Return a message in OpenAI form, with the keys that it needs.

    Content is always text, because some servers refuse null. Arguments are the JSON text that the
    model wrote.
    """
    return wire_message(message, REASONING)


def learnt_weight(message: Message) -> float:
    """Return how much of the loss a message has: none of what is not learnt."""
    return message.weight if is_learnt(message) else 0.0


def tools_json(kept: KeptTrajectory) -> bytes:
    """Return the tools shown, in OpenAI form and in the order shown, as a JSON list."""
    return encode_tools(kept.tools)
