"""OpenAI chat rows: `messages` and `tools`; what we export as JSONL and as Parquet too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.forms.base import RowForm, chat_dialogue, listed, marked, tools_column
from toolmind.records import JSON


class OpenAI(RowForm):
    """Learnt are the assistant messages that a mark says to be; where none has one, all are.

    In rows from before tools there are `functions` and one `function_call` a message.
    """

    name = "openai"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether there are messages."""
        return "messages" in row

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions under `tools` or `functions`."""
        return tools_column(row)

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the messages as a dialogue."""
        return chat_dialogue(row, listed(row, "messages"), marked)
