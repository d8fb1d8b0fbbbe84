"""Parquet that Hugging Face `datasets`, and with it most trainers, loads.

Arguments and tools are JSON text: as nested values Arrow would fill every row with the keys of all
others, and refuse the file where one name has two types. A column declared as JSON is text too;
`datasets` (4.7 and later) gives its values as they were written.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from toolmind.datasets.files import Row, read_rows
from toolmind.errors import RunError
from toolmind.files import atomic_path, scratch_path
from toolmind.formats.base import LINEAGE
from toolmind.formats.chat import KEYS, chat_message
from toolmind.records import Message

_CALLS = (
    'STRUCT(id VARCHAR, "type" VARCHAR, "function" STRUCT("name" VARCHAR, arguments VARCHAR))[]'
)
MESSAGE = ", ".join(f'"{key}" {_CALLS if key == "tool_calls" else "VARCHAR"}' for key in KEYS)
"""The fields of a message, as DuckDB declares them."""

LINEAGE_COLUMNS = dict.fromkeys(LINEAGE, "VARCHAR")

_JSON_LIST, _TEXTS = "JSON[]", "VARCHAR[]"

_ROW_GROUP = 2048
"""Rows per row group: fixed, so that the same rows give the same bytes; DuckDB's smallest."""

_TABLE = 256
"""Rows of an Arrow table that is read at once, at most (ours)."""

_OBJECT_SIZE = 16 * 2**20
"""DuckDB's own limit on a row of JSON, in bytes; raised where a row is longer."""


def arrow_message(message: Message) -> dict[str, Any]:
    """Return a message with every key that any message has: Arrow's structs are all alike."""
    return dict.fromkeys(KEYS) | chat_message(message)


def write_table(path: Path, columns: Mapping[str, str], lines: Iterable[bytes]) -> None:
    """Write rows, given as lines of JSON, as one Parquet file; memory holds one row group.

    Raises:
        RunError: the file cannot be written.
    """
    longest = 0
    # DuckDB reads JSON lines as a stream; a list of Python rows it would hold whole.
    with scratch_path(path.with_name(f"{path.name}.rows")) as rows:
        with rows.open("wb") as file:
            for line in lines:
                file.write(line)
                longest = max(longest, len(line))
        with atomic_path(path) as target:
            _convert(rows, target, columns, longest)


def json_columns_as_text(row: dict[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """Return a row with the values of its JSON columns as text, for `write_table`.

    DuckDB writes numbers of JSON that it parses anew, and at times others (0.3 becomes
    0.30000000000000004); text it leaves as it is.
    """
    texts = {
        name: [orjson.dumps(value).decode() for value in row[name]]
        for name, kind in columns.items()
        if kind == _JSON_LIST
    }
    return {**row, **texts} if texts else row


def _convert(lines: Path, target: Path, columns: Mapping[str, str], longest: int) -> None:
    import duckdb  # Here and below: 13 MB that a run needs only when it exports.

    read_as = {name: _TEXTS if kind == _JSON_LIST else kind for name, kind in columns.items()}
    declared = ", ".join(f"\"{name}\": '{kind}'" for name, kind in read_as.items())
    chosen = ", ".join(
        f'"{name}"::{kind} AS "{name}"' if kind == _JSON_LIST else f'"{name}"'
        for name, kind in columns.items()
    )
    source = (
        f"read_json(?, format='newline_delimited', columns={{{declared}}}, "
        f"maximum_object_size={max(_OBJECT_SIZE, 2 * longest)})"
    )
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP}"
    try:
        with duckdb.connect(config={"threads": 1}) as connection:
            connection.execute(
                f"COPY (SELECT {chosen} FROM {source}) TO '{_quoted(target)}' ({options})",
                [str(lines)],
            )
    except duckdb.Error as error:
        reason = " ".join(str(error).split())
        raise RunError(f"{target.parent}: the Parquet file cannot be written: {reason}") from error


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def read_table(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a Parquet file as `datasets` gives them to a trainer.

    Where it is not installed, DuckDB reads them; columns of JSON are values all the same.
    """
    if datasets := _datasets():
        with _streamed(datasets, path) as rows:
            yield from rows
    else:
        yield from (row.value for row in read_rows(path) if isinstance(row, Row))


def read_tables(path: Path) -> Iterator[Any]:
    """Yield the same rows as Arrow tables, each of a row group at most, and without JSON columns.

    Where `datasets` is not installed, pyarrow reads them.
    """
    if datasets := _datasets():
        with _streamed(datasets, path) as rows:
            yield from rows.with_format("arrow").iter(_TABLE)
        return
    import pyarrow  # type: ignore[import-untyped, import-not-found, unused-ignore]
    from pyarrow import parquet  # type: ignore[import-untyped, unused-ignore]

    with parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(_TABLE):
            yield pyarrow.Table.from_batches([batch])


def _datasets() -> Any:
    """Return the library, if it is installed."""
    try:
        import datasets  # type: ignore[import-untyped]
    except ImportError:
        return None
    return datasets


@contextmanager
def _streamed(datasets: Any, path: Path) -> Iterator[Any]:
    cache = tempfile.mkdtemp()
    try:
        rows = datasets.load_dataset(
            "parquet", data_files=str(path), split="train", streaming=True, cache_dir=cache
        )
        # A shard of each row group: of a shard, Arrow reads sixteen row groups ahead.
        yield rows.reshard()
    finally:
        shutil.rmtree(cache, ignore_errors=True)
