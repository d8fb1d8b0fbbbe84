"""ms-swift: calls and results as messages of their own, with `loss` on what the assistant says.

It strips every other key from a message, so that reasoning stands in the content as ``<think>``,
and links results to calls by their order alone. Of calls made at once only the first one's mark is
read; here all of them have it. A weight that is neither 0 nor 1 is written as `loss_scale`, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolmind.datasets.forms import FORMS
from toolmind.formats.base import is_learnt, lineage
from toolmind.formats.chat import (
    ChatRow,
    ambiguous_think,
    arguments_json,
    inline_reasoning,
    tools_text,
)
from toolmind.formats.chat_format import ChatFormat
from toolmind.formats.order import turns_in_a_row, unanswered_call
from toolmind.records import Message


class MsSwiftExporter(ChatFormat):
    """Writes `trajectories.jsonl`: roles user, assistant, tool_call and tool_response."""

    name = "ms_swift"
    file = "trajectories.jsonl"
    form = FORMS["sharegpt"]
    only = {"arguments": "a call is the JSON text of a name and an object"}

    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return the row; what is said beside calls stands before them."""
        messages = [part for one in chat.messages for part in _parts(one)]
        metadata = lineage(chat.kept) | {"id": chat.id}
        return {"messages": messages, "tools": tools_text(chat.kept), "metadata": metadata}

    def refuses(self, chat: ChatRow) -> str:
        """Return why results cannot be linked by their order, or turns be told apart."""
        reason = unanswered_call(chat.messages) or ambiguous_think(chat.messages)
        return reason or turns_in_a_row(chat.messages)


def _parts(message: Message) -> Iterator[dict[str, Any]]:
    if message.role == "tool":
        yield {"role": "tool_response", "content": message.content}
        return
    if message.role != "assistant":
        yield {"role": message.role, "content": message.content}
        return
    mark: dict[str, Any] = {"loss": is_learnt(message)}
    if is_learnt(message) and message.weight != 1:
        mark["loss_scale"] = message.weight
    if message.content or message.reasoning or not message.tool_calls:
        yield {"role": "assistant", "content": inline_reasoning(message), **mark}
    for call in message.tool_calls:
        yield {"role": "tool_call", "content": arguments_json(call), **mark}
