"""NeMo-RL: its `openai_format`, one row per kept turn.

Its only mask is `only_unmask_final`, so that a row ends with the turn to learn: set it to true.
Tools are JSON objects in the column that `tool_key` names; messages go to the template as they
stand, so that arguments are objects.
"""

from __future__ import annotations

from typing import Any

import orjson

from toolmind.datasets.forms import FORMS
from toolmind.formats.base import lineage
from toolmind.formats.chat import ChatRow, chat_message, tools_json
from toolmind.formats.chat_format import ChatFormat


class NeMoRLExporter(ChatFormat):
    """Writes `turns.jsonl`: `messages` that end with the turn to learn, and `tools`."""

    name = "nemo_rl"
    file = "turns.jsonl"
    form = FORMS["openai"]
    per = "turn"
    arguments = "object"
    as_they_stand = ("messages",)
    has_mask = False
    only = {"per": "its only mask is only_unmask_final"}

    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return the row; its last message is the one to learn."""
        return {
            "messages": [chat_message(message, self.arguments) for message in chat.messages],
            "tools": orjson.Fragment(tools_json(chat.kept)),
            "metadata": lineage(chat.kept) | {"id": chat.id},
        }
