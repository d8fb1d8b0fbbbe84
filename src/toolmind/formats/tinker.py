"""Tinker's cookbook: chat rows with `trainable` on every message.

`TrainOnWhat.CUSTOMIZED` wants the mark on all messages, and every other setting wants none: train
with that one. Reasoning is a part of the content, before the text. A row's `tools` are functions
only; a renderer's `create_conversation_prefix_with_tools` puts them before the messages, as the
model wants them: the cookbook's own file loader passes over them. It has no fractions of a loss.
"""

from __future__ import annotations

from typing import Any

from toolmind.datasets.forms import FORMS
from toolmind.formats.base import is_learnt, lineage
from toolmind.formats.chat import ChatRow
from toolmind.formats.chat_format import ChatFormat
from toolmind.models.client.wire import encode_function
from toolmind.records import Message


class TinkerExporter(ChatFormat):
    """Writes `conversations.jsonl`: `messages` with `trainable`, and `tools`."""

    name = "tinker"
    file = "conversations.jsonl"
    form = FORMS["openai"]
    only = {"arguments": "the cookbook parses the text itself"}

    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return the row, with the mark on every message."""
        functions = b",".join(map(encode_function, chat.kept.tools)).decode()
        return {
            "messages": [_message(message) for message in chat.messages],
            "tools": f"[{functions}]",
            "metadata": lineage(chat.kept) | {"id": chat.id},
        }


def _message(message: Message) -> dict[str, Any]:
    content: Any = message.content
    if message.reasoning:
        text = [{"type": "text", "text": message.content}] if message.content else []
        content = [{"type": "thinking", "thinking": message.reasoning}, *text]
    said: dict[str, Any] = {"role": message.role, "content": content}
    if message.tool_calls:
        said["tool_calls"] = [call.spec() for call in message.tool_calls]
    if message.role == "tool":
        said["tool_call_id"] = message.tool_call_id
    return said | {"trainable": is_learnt(message)}
