"""BUTTONInstruct: chat messages whose tools and calls are JSON in their texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.forms.base import (
    RowForm,
    calls_in_field,
    chat_dialogue,
    first_item,
    listed,
    marked,
    tools_in_text,
)
from toolmind.datasets.forms.hermes import taken_apart
from toolmind.records import JSON


class Button(RowForm):
    """The system message holds the definitions; calls stand in the texts of the assistant."""

    name = "button"
    hub = "PKU-Baichuan-MLSystemLab/BUTTONInstruct"
    licence = "Apache-2.0"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether definitions stand in the system message only, and no call in a field."""
        messages = row.get("messages")
        if "tools" in row or not isinstance(messages, list):
            return False
        if any(map(calls_in_field, messages)):
            return False
        text = first_item(row, "messages").get("content")
        return isinstance(text, str) and any(True for _ in tools_in_text(text))

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions in the text of the system message."""
        first = first_item(row, "messages") or first_item(row, "conversations")
        return tools_in_text(first.get("content") or first.get("value"))

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the conversation, with calls and results taken out of its texts."""
        items = listed(row, "messages" if "messages" in row else "conversations")
        return chat_dialogue(row, taken_apart(items), marked, tools=self.tools(row))
