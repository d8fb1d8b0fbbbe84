"""LLaMA-Factory's v1 (``USE_V1=1``): content in parts, and a weight of the loss on every message.

Its 0.9.5 renders calls in the templates of Qwen3 only. A call is the JSON text of its name and
arguments, and has no id: results stand in the order of their calls.
"""

from __future__ import annotations

from typing import Any

from toolmind.datasets.forms import FORMS
from toolmind.formats.base import lineage
from toolmind.formats.chat import ChatRow, arguments_json, learnt_weight, tools_text
from toolmind.formats.chat_format import ChatFormat
from toolmind.formats.order import unanswered_call
from toolmind.records import Message


class LlamaFactoryV1Exporter(ChatFormat):
    """Writes `messages.jsonl`: parts of text, reasoning and calls, and `loss_weight`."""

    name = "llamafactory_v1"
    file = "messages.jsonl"
    form = FORMS["openai"]
    only = {"arguments": "a call is the JSON text of a name and an object"}

    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return the row."""
        return {
            "messages": [_message(one) for one in chat.messages],
            "tools": tools_text(chat.kept),
            "metadata": lineage(chat.kept) | {"id": chat.id},
        }

    def refuses(self, chat: ChatRow) -> str:
        """Return why results cannot be linked by their order, if one is missing."""
        return unanswered_call(chat.messages)


def _message(message: Message) -> dict[str, Any]:
    parts = []
    if message.reasoning:
        parts.append({"type": "reasoning", "value": message.reasoning})
    if message.content or not (message.reasoning or message.tool_calls):
        parts.append({"type": "text", "value": message.content})
    parts += [{"type": "tool_call", "value": arguments_json(one)} for one in message.tool_calls]
    return {"role": message.role, "content": parts, "loss_weight": learnt_weight(message)}
