"""A Hugging Face data set: one Parquet file with whole dialogues, and its card.

Every loader since datasets 3 takes it: arguments and tools are JSON text, which a trainer's own
reading has to parse; `train` and `weight` stand on every message.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from toolmind.config import ChecksConfig
from toolmind.datasets.forms import FORMS
from toolmind.files import atomic_file
from toolmind.formats.base import ExportReport, KeptTrajectory, is_learnt, lineage
from toolmind.formats.card import CardCounts
from toolmind.formats.chat import ChatRow, learnt_weight, tools_text
from toolmind.formats.chat_format import ChatFormat
from toolmind.formats.table import LINEAGE_COLUMNS, MESSAGE, arrow_message


class HuggingFaceExporter(ChatFormat):
    """Writes `trajectories.parquet` (`messages` with `train` and `weight`, `tools`) and its card.

    The card, `README.md`, tells counts, kinds, lengths, tools, languages, licences, models, and
    how often the checks err that chose the rows; three of these are drawn.
    """

    name = "huggingface"
    file = "trajectories.parquet"
    form = FORMS["openai"]
    columns = {
        **LINEAGE_COLUMNS,
        "messages": f'STRUCT({MESSAGE}, train BOOLEAN, "weight" DOUBLE)[]',
        "tools": "VARCHAR",
    }
    only = {"arguments": "Arrow would give every call the arguments of all others, as nulls"}

    _checks: ChecksConfig | None = None

    def checked_by(self, checks: ChecksConfig) -> None:
        """Take note of the checks that choose the rows: the card tells how often they err."""
        self._checks = checks

    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return the row, with the mask on every message."""
        messages = [
            {**arrow_message(one), "train": is_learnt(one), "weight": learnt_weight(one)}
            for one in chat.messages
        ]
        columns = {**lineage(chat.kept), "id": chat.id}
        return columns | {"messages": messages, "tools": tools_text(chat.kept)}

    def export(self, rows: Iterable[KeptTrajectory], out_dir: Path) -> ExportReport:
        """Write the file, and the card from what went into it."""
        counts = CardCounts()
        report = super().export(map(counts.seen, rows), out_dir)
        card = {"README.md": counts.text(self.file, report, self._checks), **counts.pictures()}
        for name, text in card.items():
            with atomic_file(out_dir / name) as file:
                file.write(text.encode())
        return msgspec.structs.replace(report, files=(*report.files, *card))
