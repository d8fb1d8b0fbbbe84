"""ShareGPT: conversations of speakers, with calls and results among them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.forms.base import (
    RowForm,
    chat_dialogue,
    first_item,
    listed,
    marked,
    tools_column,
)
from toolmind.records import JSON


class ShareGPT(RowForm):
    """Messages of `from` and `value`, `tools` beside them, and at times a `system` text.

    The form of many data sets, as LLaMA-Factory reads it. Learnt is what a mark says, else all that
    the assistant says.
    """

    name = "sharegpt"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether the first message has a speaker."""
        return "from" in (first_item(row, "conversations") or first_item(row, "messages"))

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions under `tools`."""
        return tools_column(row)

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the conversation as a dialogue; what is under `system` goes before it."""
        items = listed(row, "conversations" if "conversations" in row else "messages")
        return chat_dialogue(row, [*_system(row, items), *items], marked)


def _system(row: dict[str, Any], items: list[Any]) -> list[JSON]:
    text = row.get("system")
    first = items[0] if items and isinstance(items[0], dict) else {}
    if not isinstance(text, str) or not text or first.get("from") == "system":
        return []
    return [{"role": "system", "content": text}]
