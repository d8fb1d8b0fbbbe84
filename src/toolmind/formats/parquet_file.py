"""Parquet that Hugging Face `datasets`, and with it TRL, loads: what its formats share.

Arguments and tools are JSON text: as nested values Arrow would fill every row with the keys of all
others, and refuse the file where one name has two types.
"""

from __future__ import annotations

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import orjson

from toolmind.errors import DataError, RunError
from toolmind.files import atomic_path, scratch_path
from toolmind.formats.base import LINEAGE, ExportReport, KeptTrajectory
from toolmind.formats.chat import KEYS, REASONING, chat_message
from toolmind.formats.readback import TaughtRow, Turn, compare
from toolmind.records import Message

_CALLS = (
    'STRUCT(id VARCHAR, "type" VARCHAR, "function" STRUCT("name" VARCHAR, arguments VARCHAR))[]'
)
MESSAGE = ", ".join(f'"{key}" {_CALLS if key == "tool_calls" else "VARCHAR"}' for key in KEYS)
"""The fields of a message, as DuckDB declares them."""

LINEAGE_COLUMNS = dict.fromkeys(LINEAGE, "VARCHAR")

_ROW_GROUP = 2048
"""Rows per row group: fixed, so that the same rows give the same bytes; DuckDB's smallest."""

_OBJECT_SIZE = 16 * 2**20
"""DuckDB's own limit on a row of JSON, in bytes; raised where a row is longer."""


class ParquetFormat(ABC):
    """Rows → JSON lines → one Parquet file, in a fixed order and layout; and back."""

    name: ClassVar[str]
    file: ClassVar[str]
    columns: ClassVar[dict[str, str]]

    @abstractmethod
    def rows(self, kept: KeptTrajectory) -> Iterator[dict[str, Any]]:
        """Yield the rows of one trajectory, with all columns."""

    @abstractmethod
    def meant(self, rows: Iterable[KeptTrajectory]) -> Iterator[TaughtRow]:
        """Yield what the rows should teach."""

    @abstractmethod
    def messages(self, row: dict[str, Any]) -> tuple[Sequence[dict[str, Any]], list[int]]:
        """Return the messages of a row, and the positions of those that are learnt."""

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
                        trained += len(self.messages(row)[1])
            with atomic_path(out_dir / self.file) as target:
                _convert(lines, target, self.columns, longest)
        return ExportReport(name=self.name, files=(self.file,), rows=count, trained_turns=trained)

    def verify(self, out_dir: Path, rows: Iterable[KeptTrajectory]) -> int:
        """Load the file with `datasets` where installed, else DuckDB. See `Exporter.verify`."""
        path = out_dir / self.file
        return compare(path, self._read(path), self.meant(rows))

    def _read(self, path: Path) -> Iterator[TaughtRow]:
        for number, row in enumerate(_load(path), 1):
            for column in self.columns:
                if row.get(column) is None:
                    text = "the column is missing or null"
                    raise DataError(text, file=str(path), row=number, field=column)
            messages, learnt = self.messages(row)
            if not learnt:
                raise DataError("there is nothing to learn in the row", file=str(path), row=number)
            yield TaughtRow(
                id=row["id"],
                tools=tuple(tool["function"]["name"] for tool in orjson.loads(row["tools"])),
                roles=tuple(message["role"] for message in messages),
                learnt={at: _turn(messages[at]) for at in learnt},
            )


def arrow_message(message: Message) -> dict[str, Any]:
    """Return a message with every key that any message has: Arrow's structs are all alike."""
    return dict.fromkeys(KEYS) | chat_message(message)


def _turn(message: dict[str, Any]) -> Turn:
    calls = (
        (call["id"], call["function"]["name"], call["function"]["arguments"])
        for call in message["tool_calls"] or ()
    )
    return message["content"], message[REASONING] or "", tuple(calls)


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
