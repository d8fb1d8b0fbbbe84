"""TRL's DPO: `prompt`, `chosen` and `rejected`, of one turn each.

A pair is a kept turn, and an offer in its place that checks turned down while the dialogue was
played: a run has pairs only where `dialogue` lets turns be offered anew. DPO has no mask for what
tools say, so that pairs are of single turns. TRL cuts what is longer than its `max_length`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import orjson

from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.forms import FORMS
from toolmind.formats.base import KeptTrajectory
from toolmind.formats.chat import ChatRow, chat_message, chat_rows
from toolmind.formats.chat_format import ChatFormat, read_file
from toolmind.formats.preference import faults, rejected, with_rejected
from toolmind.formats.proof.rows import RenderedRow
from toolmind.formats.trl import TURN_COLUMNS, turn_columns


class TRLPreferenceExporter(ChatFormat):
    """Writes `pairs.parquet`: `prompt`, `chosen`, `rejected`, `tools` and `rejected_for`.

    A row is a kept turn and an offer that checks turned down in its place, with the reasons.
    """

    name = "trl_dpo"
    file = "pairs.parquet"
    form = FORMS["prompt-completion"]
    columns = {
        **TURN_COLUMNS,
        "chosen": "JSON[]",
        "rejected": "JSON[]",
        "rejected_for": "VARCHAR",
    }
    per = "turn"
    arguments = "object"
    only = {"per": "a pair is of one turn"}

    def rows_of(self, kept: KeptTrajectory) -> Iterator[ChatRow]:
        """Yield a row per pair; a turn without any once, to be counted."""
        for chat in chat_rows(kept, self._shape):
            pairs = list(with_rejected(chat, self._shape.reasoning))
            yield from pairs or [_without_offers(chat)]

    def refuses(self, chat: ChatRow) -> str:
        """Return why a turn is no pair."""
        origin = chat.messages[-1].origin
        return "" if origin and origin.alternatives else "no offer was turned down for it"

    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return the pair."""
        offer = rejected(chat)
        return turn_columns(chat, self.arguments) | {
            "chosen": [chat_message(chat.messages[-1], self.arguments)],
            "rejected": [chat_message(offer, self.arguments)],
            "rejected_for": ", ".join(faults(offer)),
        }

    def meant(self, chat: ChatRow) -> ChatRow:
        """Return the pair as one dialogue, the rejected offer last and not learnt."""
        offer = msgspec.structs.replace(rejected(chat), train=False)
        return chat._replace(messages=(*chat.messages, offer))

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the same of a row of the file."""
        read = self.form.dialogue({**row, "completion": [*row["chosen"], *row["rejected"]]})
        return replace(read, learnt=frozenset((len(read.messages) - 2,)))

    def rendered(self, out_dir: Path) -> Iterator[RenderedRow]:
        """Yield both sides of every pair: TRL renders each after the same prompt."""
        for row in read_file(out_dir / self.file):
            for side in ("chosen", "rejected"):
                messages = [*row["prompt"], *row[side]]
                yield RenderedRow(
                    id=f"{row['id']} {side}",
                    messages=messages,
                    tools=orjson.loads(row["tools"]),
                    learnt=[len(messages) - 1],
                    whole=False,
                    options=row["chat_template_kwargs"],
                )


def _without_offers(chat: ChatRow) -> ChatRow:
    *context, turn = chat.messages
    return chat._replace(messages=(*context, msgspec.structs.replace(turn, origin=None)))
