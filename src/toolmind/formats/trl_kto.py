"""TRL's KTO: `prompt`, `completion`, and a `label` that says whether the completion is desirable.

Desirable are the kept turns; undesirable the offers in their places that checks turned down while
the dialogue was played. KTO takes both without pairs, and wants some of either: the report of a run
tells how many turns were played again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from toolmind.datasets.forms import FORMS
from toolmind.formats.base import KeptTrajectory
from toolmind.formats.chat import ChatRow, chat_message, chat_rows
from toolmind.formats.chat_format import ChatFormat
from toolmind.formats.preference import faults, rejected, with_rejected
from toolmind.formats.trl import TURN_COLUMNS, turn_columns


class TRLDesirableExporter(ChatFormat):
    """Writes `labelled.parquet`: `prompt`, `completion`, `label`, `tools` and `rejected_for`.

    A row is a kept turn, with the label true, or an offer that checks turned down in its place.
    """

    name = "trl_kto"
    file = "labelled.parquet"
    form = FORMS["prompt-completion"]
    columns = {
        **TURN_COLUMNS,
        "completion": "JSON[]",
        "label": "BOOLEAN",
        "rejected_for": "VARCHAR",
    }
    per = "turn"
    arguments = "object"
    as_they_stand = ("prompt", "completion")
    only = {"per": "a label is of one turn"}

    def rows_of(self, kept: KeptTrajectory) -> Iterator[ChatRow]:
        """Yield each kept turn, then what was turned down for it."""
        for chat in chat_rows(kept, self._shape):
            *context, turn = chat.messages
            # Whatever was said against it once, it was kept: only offers turned down have faults.
            yield chat._replace(messages=(*context, replace(turn, origin=None)))
            for pair in with_rejected(chat, self._shape.reasoning):
                yield pair._replace(messages=(*context, rejected(pair)))

    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return the row."""
        turn = chat.messages[-1]
        return turn_columns(chat, self.arguments) | {
            "completion": [chat_message(turn, self.arguments)],
            "label": not faults(turn),
            "rejected_for": ", ".join(faults(turn)),
        }

    def faults(self, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield where a label is not what the faults say."""
        if row["label"] is bool(row["rejected_for"]):
            yield "label", f"is {row['label']}, and was rejected for {row['rejected_for']!r}"
