"""verifiers and prime-rl: `prompt` and `completion` with `tools`, one row per kept turn.

prime-rl masks by role, never by message: the completion is the one turn to learn. `tools` is JSON
text; `info` leads back to where a row came from.
"""

from __future__ import annotations

from typing import Any

from toolmind.datasets.forms import FORMS
from toolmind.formats.base import lineage
from toolmind.formats.chat import ChatRow, chat_message, tools_text
from toolmind.formats.chat_format import ChatFormat


class VerifiersExporter(ChatFormat):
    """Writes `turns.jsonl`: `prompt`, `completion`, `tools` and `info`."""

    name = "verifiers"
    file = "turns.jsonl"
    form = FORMS["prompt-completion"]
    per = "turn"
    as_they_stand = ("prompt", "completion")
    has_mask = False
    only = {"per": "its mask is by role, not by message"}

    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return the row; its completion is the turn to learn."""
        messages = [chat_message(message, self.arguments) for message in chat.messages]
        return {
            "id": chat.id,
            "prompt": messages[:-1],
            "completion": messages[-1:],
            "tools": tools_text(chat.kept),
            "info": lineage(chat.kept),
        }
