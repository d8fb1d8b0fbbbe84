"""Rows by turn, as TRL reads them and we export them: `prompt`, `completion` and `tools`."""

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

_COLUMNS = ("prompt", "completion")


class PromptCompletion(RowForm):
    """Learnt is the last message: the completion."""

    name = "prompt-completion"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether both columns are lists of messages, or JSON text of them."""
        return all(isinstance(row.get(key), list) or first_item(row, key) for key in _COLUMNS)

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions under `tools`."""
        return tools_column(row)

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return prompt and completion as one dialogue."""
        return chat_dialogue(row, [*listed(row, "prompt"), *listed(row, "completion")], last)
