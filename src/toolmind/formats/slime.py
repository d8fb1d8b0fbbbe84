"""slime: chat rows with `step_loss_mask` on every message.

Its mask is 0 or 1, so that a weight above 0 counts as 1. It gives messages to the chat template as
they stand, so that arguments are objects; for a template that wants text: ``arguments: text``.
"""

from __future__ import annotations

from typing import Any

import orjson

from toolmind.datasets.forms import FORMS
from toolmind.formats.base import is_learnt, lineage
from toolmind.formats.chat import ChatRow, chat_message, tools_json
from toolmind.formats.chat_format import ChatFormat


class SlimeExporter(ChatFormat):
    """Writes `trajectories.jsonl`, for ``--input-key messages --tool-key tools``."""

    name = "slime"
    file = "trajectories.jsonl"
    form = FORMS["openai"]
    arguments = "object"
    as_they_stand = ("messages",)

    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return the row, with the mask on every message."""
        messages = [
            chat_message(one, self.arguments) | {"step_loss_mask": int(is_learnt(one))}
            for one in chat.messages
        ]
        metadata = lineage(chat.kept) | {"id": chat.id}
        tools = orjson.Fragment(tools_json(chat.kept))
        return {"messages": messages, "tools": tools, "metadata": metadata}
