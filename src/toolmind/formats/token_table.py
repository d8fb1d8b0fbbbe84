"""Parquet of long lists of numbers, which as text would be many times as long."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from toolmind.errors import ConfigError
from toolmind.files import atomic_path
from toolmind.formats.table import LINEAGE_COLUMNS

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
    try:
        import pyarrow  # type: ignore[import-untyped, import-not-found, unused-ignore]
        from pyarrow import parquet  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        raise ConfigError("tokens are written with: pip install 'toolmind[datasets]'") from None
    kinds = {
        "VARCHAR": pyarrow.string(),
        "INTEGER[]": pyarrow.list_(pyarrow.int32()),
        "DOUBLE[]": pyarrow.list_(pyarrow.float64()),
    }
    schema = pyarrow.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])
    left = iter(rows)
    with atomic_path(path) as target, parquet.ParquetWriter(target, schema, **_HOW) as file:
        while group := list(islice(left, _ROW_GROUP)):
            file.write_table(pyarrow.Table.from_pylist(group, schema))
