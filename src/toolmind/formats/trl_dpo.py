"""TRL's DPO: `prompt`, `chosen` and `rejected`, of one turn each.

A pair is a kept turn, and an offer in its place that checks turned down while the dialogue was
played: a run has pairs only where `dialogue` lets turns be offered anew. DPO has no mask for what
tools say, so that pairs are of single turns. TRL cuts what is longer than its `max_length`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec

from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.forms import FORMS
from toolmind.formats.base import KeptTrajectory, lineage
from toolmind.formats.chat import ChatRow, chat_message, chat_rows, tools_text
from toolmind.formats.chat_format import ChatFormat
from toolmind.formats.preference import faults, rejected, with_rejected
from toolmind.formats.table import LINEAGE_COLUMNS


class TRLPreferenceExporter(ChatFormat):
    """Writes `pairs.parquet`: `prompt`, `chosen`, `rejected`, `tools` and `rejected_for`.

    A row is a kept turn and an offer that checks turned down in its place, with the reasons.
    """

    name = "trl_dpo"
    file = "pairs.parquet"
    form = FORMS["prompt-completion"]
    columns = {
        **LINEAGE_COLUMNS,
        "prompt": "JSON[]",
        "chosen": "JSON[]",
        "rejected": "JSON[]",
        "chat_template_kwargs": "STRUCT(enable_thinking BOOLEAN)",
        "rejected_for": "VARCHAR",
        "tools": "VARCHAR",
    }
    per = "turn"
    arguments = "object"
    as_they_stand = ("prompt", "chosen")
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
        *prompt, chosen = chat.messages
        offer = rejected(chat)
        columns = {**lineage(chat.kept), "id": chat.id, "tools": tools_text(chat.kept)}
        return columns | {
            "prompt": [chat_message(message, self.arguments) for message in prompt],
            "chosen": [chat_message(chosen, self.arguments)],
            "rejected": [chat_message(offer, self.arguments)],
            "chat_template_kwargs": {"enable_thinking": bool(chosen.reasoning)},
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


def _without_offers(chat: ChatRow) -> ChatRow:
    *context, turn = chat.messages
    return chat._replace(messages=(*context, msgspec.structs.replace(turn, origin=None)))
