"""Parquet with whole dialogues: one row per path of a trajectory, a mask on every message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from toolmind.formats.base import KeptTrajectory, is_learnt, lineage
from toolmind.formats.chat import learnt_weight, tools_json
from toolmind.formats.parquet_file import LINEAGE_COLUMNS, MESSAGE, ParquetFormat, arrow_message
from toolmind.formats.readback import TaughtRow, taught_by_path


class ParquetExporter(ParquetFormat):
    """Writes `trajectories.parquet`: `messages`, with `train` and `weight` on each, and `tools`."""

    name = "parquet"
    file = "trajectories.parquet"
    columns = {
        **LINEAGE_COLUMNS,
        "messages": f'STRUCT({MESSAGE}, train BOOLEAN, "weight" DOUBLE)[]',
        "tools": "VARCHAR",
    }

    def rows(self, kept: KeptTrajectory) -> Iterator[dict[str, Any]]:
        """Yield one row per path."""
        columns = {**lineage(kept), "tools": tools_json(kept).decode()}
        for path in kept.paths():
            messages = [
                {
                    **arrow_message(message),
                    "train": is_learnt(message),
                    "weight": learnt_weight(message),
                }
                for message in path.messages
            ]
            yield {**columns, "id": path.id, "messages": messages}

    def meant(self, rows: Iterable[KeptTrajectory]) -> Iterator[TaughtRow]:
        """Yield what each path should teach."""
        return taught_by_path(rows)

    def messages(self, row: dict[str, Any]) -> tuple[Sequence[dict[str, Any]], list[int]]:
        """Return the messages, and the positions of those with `train`."""
        messages = row["messages"]
        return messages, [at for at, message in enumerate(messages) if message["train"]]
