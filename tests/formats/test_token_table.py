"""Rows of numbers: read back alike by `datasets` and without it, the same bytes every time."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from full_disk import room_for
from toolmind.errors import ConfigError, RunError
from toolmind.formats.base import LINEAGE
from toolmind.formats.table import read_table
from toolmind.formats.token_table import COLUMNS, read_token_table, write_token_table


def row(number: int) -> dict[str, Any]:
    tokens = list(range(number, number + 3))
    columns = {"input_ids": tokens, "labels": [-100, -100, tokens[2]], "weights": [0.0, 0.0, 0.1]}
    return {**dict.fromkeys(LINEAGE, f"t{number}"), **columns}


def plain(read: dict[str, Any]) -> dict[str, Any]:
    """A row with its arrays as lists."""
    return {
        name: list(value) if isinstance(value, np.ndarray) else value
        for name, value in read.items()
    }


def test_rows_come_back_with_and_without_datasets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row(number) for number in range(600)]
    write_token_table(tmp_path / "a.parquet", rows)
    assert list(read_table(tmp_path / "a.parquet")) == rows
    assert list(map(plain, read_token_table(tmp_path / "a.parquet"))) == rows
    monkeypatch.setitem(sys.modules, "datasets", None)
    assert list(read_table(tmp_path / "a.parquet")) == rows
    assert list(map(plain, read_token_table(tmp_path / "a.parquet"))) == rows
    write_token_table(tmp_path / "b.parquet", iter(rows))
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    file = pq.ParquetFile(tmp_path / "a.parquet")
    assert [file.metadata.row_group(at).num_rows for at in range(3)] == [256, 256, 88]


def test_no_rows_are_a_file_with_its_columns(tmp_path: Path) -> None:
    write_token_table(tmp_path / "a.parquet", [])
    assert pq.read_table(tmp_path / "a.parquet").column_names == list(COLUMNS)


def test_a_full_disk_and_a_broken_source_leave_nothing(tmp_path: Path) -> None:
    def broken() -> Any:
        yield from map(row, range(300))
        raise ValueError("the source broke")

    with pytest.raises(ValueError, match="source broke"):
        write_token_table(tmp_path / "a.parquet", broken())
    with room_for(1000), pytest.raises(RunError, match="cannot be written"):
        write_token_table(tmp_path / "a.parquet", map(row, range(5000)))
    assert list(tmp_path.iterdir()) == []


def test_without_the_library_the_command_that_installs_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ConfigError, match=r"pip install 'toolmind\[datasets\]'"):
        write_token_table(tmp_path / "a.parquet", [])
