"""OpenAI chat rows: `messages` and `tools`; what we export as JSONL and as Parquet too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from toolmind.datasets.dialogue import Dialogue, assistant_positions
from toolmind.datasets.forms.base import RowForm, chat_dialogue, listed, tools_column
from toolmind.records import JSON, Message

_MARKS = ("train", "weight", "loss")
"""What data sets call a message's own word on whether it is learnt."""


class OpenAI(RowForm):
    """Learnt are the assistant messages that a mark says to be; where none has one, all are."""

    name = "openai"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether there are messages."""
        return "messages" in row

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions under `tools`."""
        return tools_column(row)

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the messages as a dialogue."""
        return chat_dialogue(row, listed(row, "messages"), _learnt)


def _learnt(items: Sequence[dict[str, Any]], messages: Sequence[Message]) -> frozenset[int]:
    spoken = assistant_positions(messages)
    marks = {place: mark for place in spoken if (mark := _mark(items[place])) is not None}
    return frozenset(place for place in spoken if not marks or marks.get(place))


def _mark(item: dict[str, Any]) -> bool | None:
    return next((bool(item[key]) for key in _MARKS if item.get(key) is not None), None)
