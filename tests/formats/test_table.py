"""What the Parquet formats share: any row, any folder, read back as a trainer would."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pyarrow
import pytest

from dialogues import GOOD, HOSTILE, HOSTILE_ROWS, call, hostile, kept, says, user
from full_disk import room_for
from toolmind.errors import DataError, RunError
from toolmind.formats.base import LINEAGE
from toolmind.formats.huggingface import HuggingFaceExporter
from toolmind.formats.table import _convert, json_columns_as_text, read_table
from toolmind.formats.trl import TRLExporter


@pytest.fixture(params=[HuggingFaceExporter(), TRLExporter()], ids=lambda one: one.name)
def exporter(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_with_and_without_the_library_datasets_the_rows_are_the_same(
    exporter: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exporter.export(HOSTILE_ROWS, tmp_path)
    with_it = list(read_table(tmp_path / exporter.file))
    monkeypatch.setitem(sys.modules, "datasets", None)
    without = list(read_table(tmp_path / exporter.file))
    assert with_it == without
    assert exporter.verify(tmp_path, HOSTILE_ROWS) == len(without)
    assert sorted(without[0]) == sorted(exporter.columns)
    assert all(isinstance(without[0][column], str) for column in LINEAGE)


def test_a_folder_may_have_any_name(exporter: Any, tmp_path: Path) -> None:
    folder = tmp_path / 'it\'s "my" data; --'
    exporter.export(HOSTILE_ROWS, folder)
    assert exporter.verify(folder, HOSTILE_ROWS) > 0


def test_a_row_may_be_longer_than_duckdb_takes_by_itself(tmp_path: Path) -> None:
    long = kept(user("x" * (34 << 20)), says("That is long."))
    exporter = HuggingFaceExporter()
    exporter.export([long], tmp_path)
    assert exporter.verify(tmp_path, [long]) == 1


def test_rows_are_grouped_alike_whatever_their_number(tmp_path: Path) -> None:
    rows = [kept(*GOOD, index=index) for index in range(2050)]
    HuggingFaceExporter().export(rows, tmp_path)
    with duckdb.connect() as connection:
        groups = connection.execute(
            "SELECT DISTINCT row_group_id, row_group_num_rows FROM parquet_metadata(?) ORDER BY 1",
            [str(tmp_path / HuggingFaceExporter.file)],
        ).fetchall()
    assert groups == [(0, 2048), (1, 2)]


def test_without_room_for_the_file_the_folder_is_named_and_left_empty(
    exporter: Any, tmp_path: Path
) -> None:
    with (
        room_for(20_000),
        pytest.raises(RunError, match=rf"{tmp_path}.*cannot be written"),
    ):
        exporter.export([hostile(index) for index in range(200)], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_duckdb_says_is_told_in_one_line_with_the_folder(tmp_path: Path) -> None:
    (tmp_path / "lines").write_text('{"id": {}}\n')
    with pytest.raises(
        RunError, match=rf"^{tmp_path}: the Parquet file cannot be written: .+"
    ) as e:
        _convert(tmp_path / "lines", tmp_path / "x.parquet", {"id": "INTEGER"}, 10)
    assert "\n" not in str(e.value)


def broken(exporter: Any, folder: Path, row: int, **changes: Any) -> Any:
    """Export, change a row on disk, and return what reading it back raises."""
    exporter.export(HOSTILE_ROWS, folder)
    path = folder / exporter.file
    rows = list(read_table(path))
    rows[row].update(changes)
    lines = folder / "lines"
    texts = (json_columns_as_text(one, exporter.columns) for one in rows)
    lines.write_bytes(b"".join(orjson.dumps(one) + b"\n" for one in texts))
    _convert(lines, path, exporter.columns, 1)
    with pytest.raises(DataError) as caught:
        exporter.verify(folder, HOSTILE_ROWS)
    return caught.value


@pytest.mark.parametrize("column", ["id", "tools"])
def test_a_row_without_a_column_is_named(column: str, exporter: Any, tmp_path: Path) -> None:
    error = broken(exporter, tmp_path, 1, **{column: None})
    assert (error.file, error.row) == (str(tmp_path / exporter.file), 2)


def test_numbers_of_arguments_stay_as_they_were_written(tmp_path: Path) -> None:
    odd = '{"share":0.1,"whole":1234567890123456789,"small":1e-7,"one":1.0}'
    rows = [kept(user("Hi"), call("get_weather", odd))]
    TRLExporter().export(rows, tmp_path)
    with duckdb.connect() as connection:
        (found,) = connection.execute(
            "SELECT completion[1]::VARCHAR FROM read_parquet(?)", [str(tmp_path / "turns.parquet")]
        ).fetchall()
    assert odd in found[0]


def test_messages_of_trl_are_as_they_were_written(tmp_path: Path) -> None:
    """Without the keys that others have, and arguments as objects, as chat templates want them."""
    TRLExporter().export(HOSTILE_ROWS, tmp_path)
    datasets = pytest.importorskip("datasets")
    loaded = datasets.load_dataset(
        "parquet",
        data_files=str(tmp_path / TRLExporter().file),
        split="train",
        cache_dir=str(tmp_path / "cache"),
    )
    (call,) = loaded[0]["completion"]
    assert call["tool_calls"][0]["function"]["arguments"] == {"city": "Paris", "date": "2025-03-06"}
    assert "tool_call_id" not in call
    (call,) = loaded[2]["completion"]
    assert call["tool_calls"][0]["function"]["arguments"] == {"city": "Paris", "extra": HOSTILE}
    assert loaded[0]["trajectory"] == "t0"


def test_memory_holds_a_row_group_however_many_there_are(tmp_path: Path) -> None:
    rows = 20_000
    text = "t" * 1000
    lines = tmp_path / "lines"
    lines.write_bytes(b"".join(orjson.dumps({"id": f"{at}{text}"}) + b"\n" for at in range(rows)))
    _convert(lines, tmp_path / "x.parquet", {"id": "VARCHAR"}, 1)
    usual = pyarrow.default_memory_pool()
    counted = pyarrow.proxy_memory_pool(usual)
    pyarrow.set_memory_pool(counted)
    try:
        read = read_table(tmp_path / "x.parquet")
        assert sum(row["id"] == f"{at}{text}" for at, row in enumerate(read)) == rows
    finally:
        pyarrow.set_memory_pool(usual)
    assert counted.max_memory() < rows * len(text) / 2


def test_a_file_without_rows_is_read(exporter: Any, tmp_path: Path) -> None:
    exporter.export([], tmp_path)
    assert exporter.verify(tmp_path, []) == 0
