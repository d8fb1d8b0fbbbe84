"""The form of ToolMind's released data: `conversations` and `tools`, one row per kept turn.

The last message of a row is learnt. Arguments are objects, nothing has an id, and reasoning stands
in the content; results belong to calls by their order.
"""

from __future__ import annotations

from typing import Any

import orjson

from toolmind.datasets.forms import FORMS
from toolmind.formats.base import lineage
from toolmind.formats.chat import (
    ChatRow,
    ambiguous_think,
    arguments_object,
    inline_reasoning,
    tools_json,
)
from toolmind.formats.chat_format import ChatFormat
from toolmind.formats.order import unanswered_call
from toolmind.records import Message


class ToolMindExporter(ChatFormat):
    """Writes `conversations.jsonl`."""

    name = "toolmind"
    file = "conversations.jsonl"
    form = FORMS["toolmind"]
    per = "turn"
    arguments = "object"
    has_mask = False
    only = {"per": "a row is learnt by its last message", "arguments": "they are objects"}

    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return the row."""
        return {
            "conversations": [_message(one) for one in chat.messages],
            "tools": orjson.Fragment(tools_json(chat.kept)),
            "metadata": lineage(chat.kept) | {"id": chat.id},
        }

    def refuses(self, chat: ChatRow) -> str:
        """Return why results cannot be linked by their order, or reasoning be told from text."""
        return unanswered_call(chat.messages) or ambiguous_think(chat.messages)


def _message(message: Message) -> dict[str, Any]:
    said: dict[str, Any] = {"role": message.role, "content": inline_reasoning(message)}
    if message.tool_calls:
        said["tool_calls"] = [
            {
                "type": "function",
                "function": {"name": one.name, "arguments": arguments_object(one.arguments)},
            }
            for one in message.tool_calls
        ]
    return said
