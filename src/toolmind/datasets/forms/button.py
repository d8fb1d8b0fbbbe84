"""BUTTONInstruct: chat messages whose tools and calls are JSON in their texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolmind.datasets.forms.base import RowForm, first_item, tools_in_text
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
        if any(isinstance(item, dict) and item.get("tool_calls") for item in messages):
            return False
        text = first_item(row, "messages").get("content")
        return isinstance(text, str) and any(True for _ in tools_in_text(text))

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions in the text of the system message."""
        first = first_item(row, "messages") or first_item(row, "conversations")
        return tools_in_text(first.get("content") or first.get("value"))
