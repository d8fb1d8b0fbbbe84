"""The released ToolMind data: `conversations` of chat messages, and `tools`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.forms.base import (
    RowForm,
    chat_dialogue,
    first_item,
    last,
    listed,
    tools_column,
)
from toolmind.records import JSON


class ToolMind(RowForm):
    """Arguments are objects, nothing has an id, reasoning is inline; learnt is the last message."""

    name = "toolmind"
    hub = "Nanbeige/ToolMind"
    licence = "Apache-2.0"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether the messages have a role, where other conversations have a `from`."""
        empty = row.get("conversations") == []
        return empty or "role" in first_item(row, "conversations")

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions under `tools`."""
        return tools_column(row)

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the conversation as a dialogue."""
        return chat_dialogue(row, listed(row, "conversations"), last)
