"""Rows by turn: `prompt`, `completion` and `tools` as TRL has them, or `input` and `output`."""

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

_COLUMNS = (("prompt", "completion"), ("input", "output"))


class PromptCompletion(RowForm):
    """Learnt is the last message: the completion."""

    name = "prompt-completion"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether both columns are lists of messages, or JSON text of them."""
        return _columns(row) is not None

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions under `tools`."""
        return tools_column(row)

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return prompt and completion as one dialogue."""
        prompt, completion = _columns(row) or _COLUMNS[0]
        return chat_dialogue(row, [*listed(row, prompt), *listed(row, completion)], last)


def _columns(row: dict[str, Any]) -> tuple[str, str] | None:
    return next((pair for pair in _COLUMNS if all(_holds(row, key) for key in pair)), None)


def _holds(row: dict[str, Any], key: str) -> bool:
    value = row.get(key)
    messages = isinstance(value, list) and (not value or "role" in first_item(row, key))
    return messages or "role" in first_item(row, key)
