"""Parquet that Hugging Face `datasets`, and with it TRL, loads: two forms.

`parquet` has one row per trajectory: `messages` with `train` and `weight` on each. `parquet_turns`
has one row per kept turn, as `prompt` and `completion`: TRL puts the loss on the completion only,
so the mask is exact without the trainer knowing of masks. Both have a `tools` column.

Arguments and tools are JSON text: as nested values Arrow would fill every row with the keys of all
others, and refuse the file where one name has two types.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import orjson

from toolmind.errors import DataError, RunError
from toolmind.files import atomic_path, scratch_path
from toolmind.formats.base import (
    ExportReport,
    KeptTrajectory,
    call_object,
    lineage,
)
from toolmind.models.client.wire import encode_tools
from toolmind.records import Message

_CALLS = (
    'STRUCT(id VARCHAR, "type" VARCHAR, "function" STRUCT("name" VARCHAR, arguments VARCHAR))[]'
)
_MESSAGE = (
    '"role" VARCHAR, content VARCHAR, reasoning_content VARCHAR, '
    f"tool_calls {_CALLS}, tool_call_id VARCHAR"
)
_MESSAGES = f"STRUCT({_MESSAGE})[]"
_TRAINED_MESSAGES = f'STRUCT({_MESSAGE}, train BOOLEAN, "weight" DOUBLE)[]'
_LINEAGE = dict.fromkeys(
    ("id", "trajectory", "scenario", "chain", "kind", "models", "sources", "licences"), "VARCHAR"
)

_ROW_GROUP = 2048
"""Rows per row group: fixed, so that the same rows give the same bytes; DuckDB's smallest."""

_OBJECT_SIZE = 16 * 2**20
"""DuckDB's own limit on a row of JSON, in bytes; raised where a row is longer."""


class _ParquetExporter:
    """What both forms share: rows → JSON lines → one Parquet file, in a fixed order and layout."""

    name: ClassVar[str]
    file: ClassVar[str]
    columns: ClassVar[dict[str, str]]

    def rows(self, kept: KeptTrajectory) -> Iterator[dict[str, Any]]:
        """Yield the rows of one trajectory, with all columns."""
        raise NotImplementedError

    def trained(self, row: dict[str, Any]) -> int:
        """Return how many assistant turns of the row carry a loss."""
        raise NotImplementedError

    def export(self, rows: Iterable[KeptTrajectory], out_dir: Path) -> ExportReport:
        """Write one Parquet file; memory holds one row group. See `Exporter.export`."""
        count = trained = longest = 0
        # DuckDB reads JSON lines as a stream; a list of Python rows it would hold whole.
        with scratch_path(out_dir / f"{self.file}.rows") as lines:
            with lines.open("wb") as file:
                for kept in rows:
                    for row in self.rows(kept):
                        line = orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
                        file.write(line)
                        count, longest = count + 1, max(longest, len(line))
                        trained += self.trained(row)
            with atomic_path(out_dir / self.file) as target:
                _convert(lines, target, self.columns, longest)
        return ExportReport(name=self.name, files=(self.file,), rows=count, trained_turns=trained)

    def verify(self, out_dir: Path) -> int:
        """Load the file with `datasets` where installed, else DuckDB. See `Exporter.verify`."""
        path, count = out_dir / self.file, 0
        for count, row in enumerate(_load(path), 1):
            for field, problem in self.faults(row):
                raise DataError(problem, file=str(path), row=count, field=field)
        return count

    def faults(self, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield (field, problem) for what a loaded row lacks."""
        for column in self.columns:
            if row.get(column) is None:
                yield column, "the column is missing or null"
        if not isinstance(orjson.loads(row["tools"]), list):
            yield "tools", "not a JSON list"
        if not self.trained(row):
            yield "messages", "there is nothing to learn in the row"


class ParquetExporter(_ParquetExporter):
    """Writes `trajectories.parquet`: one row per trajectory."""

    name = "parquet"
    file = "trajectories.parquet"
    columns = {**_LINEAGE, "messages": _TRAINED_MESSAGES, "tools": "VARCHAR"}

    def rows(self, kept: KeptTrajectory) -> Iterator[dict[str, Any]]:
        """Yield the trajectory's one row."""
        messages = [
            {
                **arrow_message(message),
                "train": message.role == "assistant" and message.train,
                "weight": message.weight if message.role == "assistant" and message.train else 0.0,
            }
            for message in kept.messages
        ]
        yield {**lineage(kept), "messages": messages, "tools": tools_text(kept)}

    def trained(self, row: dict[str, Any]) -> int:
        """Return how many of its messages are trained on."""
        return sum(message["train"] for message in row["messages"])


class ParquetTurnsExporter(_ParquetExporter):
    """Writes `turns.parquet`: one row per kept turn."""

    name = "parquet_turns"
    file = "turns.parquet"
    columns = {
        **_LINEAGE,
        "prompt": _MESSAGES,
        "completion": _MESSAGES,
        "tools": "VARCHAR",
        "weight": "DOUBLE",
    }

    def rows(self, kept: KeptTrajectory) -> Iterator[dict[str, Any]]:
        """Yield one row per sample: its context as prompt, its anchor as completion."""
        columns = {**lineage(kept), "tools": tools_text(kept)}
        for sample in kept.samples():
            messages = [arrow_message(message) for message in sample.messages]
            yield {
                **columns,
                "id": sample.id,
                "prompt": messages[:-1],
                "completion": messages[-1:],
                "weight": sample.anchor.weight,
            }

    def trained(self, row: dict[str, Any]) -> int:
        """Return one: the completion."""
        return len(row["completion"])


def arrow_message(message: Message) -> dict[str, Any]:
    """Return a message with every key that any message has: Arrow's structs are all alike."""
    return {
        "role": message.role,
        "content": message.content,
        "reasoning_content": message.reasoning or None,
        "tool_calls": [call_object(call) for call in message.tool_calls] or None,
        "tool_call_id": message.tool_call_id or None,
    }


def tools_text(kept: KeptTrajectory) -> str:
    """Return the tools shown, in OpenAI form and in the order shown, as JSON text."""
    return encode_tools(kept.tools).decode()


def _convert(lines: Path, target: Path, columns: dict[str, str], longest: int) -> None:
    import duckdb  # Here and below: 13 MB that a run needs only when it exports.

    declared = ", ".join(f"\"{name}\": '{kind}'" for name, kind in columns.items())
    source = (
        f"read_json(?, format='newline_delimited', columns={{{declared}}}, "
        f"maximum_object_size={max(_OBJECT_SIZE, 2 * longest)})"
    )
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP}"
    try:
        with duckdb.connect(config={"threads": 1}) as connection:
            connection.execute(
                f"COPY (SELECT * FROM {source}) TO '{_quoted(target)}' ({options})", [str(lines)]
            )
    except duckdb.Error as error:
        reason = " ".join(str(error).split())
        raise RunError(f"{target.parent}: the Parquet file cannot be written: {reason}") from error


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _load(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a Parquet file as `datasets` gives them to a trainer."""
    try:
        import datasets  # type: ignore[import-untyped]
    except ImportError:
        yield from _load_with_duckdb(path)
        return
    with tempfile.TemporaryDirectory() as cache:
        yield from datasets.load_dataset(
            "parquet", data_files=str(path), split="train", streaming=True, cache_dir=cache
        )


def _load_with_duckdb(path: Path) -> Iterator[dict[str, Any]]:
    import duckdb

    with duckdb.connect(config={"threads": 1}) as connection:
        cursor = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        names = [column[0] for column in cursor.description or ()]
        while rows := cursor.fetchmany(_ROW_GROUP):
            yield from (dict(zip(names, row, strict=True)) for row in rows)
