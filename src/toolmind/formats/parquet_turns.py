"""Parquet by turn: one row per kept turn, as `prompt` and `completion`.

TRL puts the loss on the completion only, so that the mask is exact without the trainer knowing of
masks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from toolmind.formats.base import KeptTrajectory, lineage
from toolmind.formats.chat import tools_json
from toolmind.formats.parquet_file import LINEAGE_COLUMNS, MESSAGE, ParquetFormat, arrow_message
from toolmind.formats.readback import TaughtRow, taught_by_turn

_MESSAGES = f"STRUCT({MESSAGE})[]"


class ParquetTurnsExporter(ParquetFormat):
    """Writes `turns.parquet`."""

    name = "parquet_turns"
    file = "turns.parquet"
    columns = {
        **LINEAGE_COLUMNS,
        "prompt": _MESSAGES,
        "completion": _MESSAGES,
        "tools": "VARCHAR",
        "weight": "DOUBLE",
    }

    def rows(self, kept: KeptTrajectory) -> Iterator[dict[str, Any]]:
        """Yield one row per sample: its context as prompt, its anchor as completion."""
        columns = {**lineage(kept), "tools": tools_json(kept).decode()}
        for sample in kept.samples():
            messages = [arrow_message(message) for message in sample.messages]
            yield {
                **columns,
                "id": sample.id,
                "prompt": messages[:-1],
                "completion": messages[-1:],
                "weight": sample.anchor.weight,
            }

    def meant(self, rows: Iterable[KeptTrajectory]) -> Iterator[TaughtRow]:
        """Yield what each sample should teach."""
        return taught_by_turn(rows)

    def messages(self, row: dict[str, Any]) -> tuple[Sequence[dict[str, Any]], list[int]]:
        """Return prompt and completion, and the positions of the completion."""
        prompt, completion = row["prompt"], row["completion"]
        return [*prompt, *completion], list(range(len(prompt), len(prompt) + len(completion)))
