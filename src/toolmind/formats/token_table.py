"""Parquet of long lists of numbers, which as text would be many times as long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from toolmind.errors import ConfigError
from toolmind.files import atomic_path
from toolmind.formats.table import LINEAGE_COLUMNS, read_tables

COLUMNS = {
    **LINEAGE_COLUMNS,
    "input_ids": "INTEGER[]",
    "labels": "INTEGER[]",
    "weights": "DOUBLE[]",
}
"""The columns, as DuckDB calls their types."""

_HOW = {"compression": "zstd"}
_ROW_GROUP = 256
"""Rows per row group (ours): of dialogues of 8,000 tokens, 32 MB."""


def write_token_table(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows of these columns as one Parquet file; memory holds one row group.

    Raises:
        ConfigError: `pyarrow` is not installed.
        RunError: the file cannot be written.
    """
    arrow, parquet = _pyarrow()
    kinds = {
        "VARCHAR": arrow.string(),
        "INTEGER[]": arrow.list_(arrow.int32()),
        "DOUBLE[]": arrow.list_(arrow.float64()),
    }
    schema = arrow.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])
    left = iter(rows)
    with atomic_path(path) as target, parquet.ParquetWriter(target, schema, **_HOW) as file:
        while group := list(islice(left, _ROW_GROUP)):
            columns = [
                _column(arrow, [row[field.name] for row in group], field) for field in schema
            ]
            file.write_table(arrow.Table.from_arrays(columns, schema=schema))


def read_token_table(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of such a file as `datasets` reads them, their numbers as NumPy arrays.

    Where it is not installed, pyarrow reads them.
    """
    for table in read_tables(path):
        named = {name: table.column(name).combine_chunks() for name in COLUMNS}
        texts = {name: named[name].to_pylist() for name in LINEAGE_COLUMNS}
        lists = {name: _lists(named[name]) for name in COLUMNS.keys() - LINEAGE_COLUMNS.keys()}
        for at in range(table.num_rows):
            row = {name: values[at] for name, values in texts.items()}
            yield row | {name: values[at] for name, values in lists.items()}


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow  # type: ignore[import-untyped, import-not-found, unused-ignore]
        from pyarrow import parquet  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        raise ConfigError("tokens are written with: pip install 'toolmind[datasets]'") from None
    return pyarrow, parquet


def _column(arrow: Any, values: list[Any], field: Any) -> Any:
    """Return a column; lists of numbers are put together as they are, number by number none."""
    if not arrow.types.is_list(field.type):
        return arrow.array(values, field.type)
    offsets = np.cumsum([0, *map(len, values)], dtype=np.int32)
    kind = field.type.value_type
    joined = np.concatenate(values).astype(kind.to_pandas_dtype(), copy=False)
    return arrow.ListArray.from_arrays(offsets, arrow.array(joined, kind), type=field.type)


def _lists(column: Any) -> list[Any]:
    """Return the lists of a column as arrays, which share its memory."""
    offsets = column.offsets.to_numpy()
    values = column.values.to_numpy(zero_copy_only=False)
    return [values[start:end] for start, end in pairwise(offsets)]
