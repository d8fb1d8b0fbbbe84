"""The rows of a file are the same in whatever way its writer left it."""

from __future__ import annotations

import gzip
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_rows import ROWS
from toolmind.audit.report import audit
from toolmind.datasets.files import Row, data_files, read_rows
from toolmind.errors import DataError
from toolmind.tools.sources.base import RawTool
from toolmind.tools.sources.datasets import DatasetSource

MARK = b"\xef\xbb\xbf"
ONE, TWO = b'{"a": 1}', b'{"a": 2}'

LEFT = {
    "plain.jsonl": ONE + b"\n" + TWO + b"\n",
    "no_end.jsonl": ONE + b"\n" + TWO,
    "blank.jsonl": b"\n" + ONE + b"\n\n \t\n" + TWO + b"\n\n",
    "mark.jsonl": MARK + ONE + b"\n" + TWO + b"\n",
    "joined.jsonl": MARK + ONE + b"\n" + MARK + TWO + b"\n",
    "windows.jsonl": MARK + ONE + b"\r\n\r\n" + TWO + b"\r\n",
    "rows.ndjson": ONE + b"\n" + TWO + b"\n",
    "list.json": b"[" + ONE + b"," + TWO + b"]",
    "mark.json": MARK + b"\n[\n" + ONE + b",\n" + TWO + b"\n]\n",
    "lines.json": ONE + b"\n" + TWO + b"\n",
    "list.jsonl": b"[\n " + ONE + b",\n " + TWO + b"\n]\n",
    "packed.jsonl.gz": gzip.compress(ONE + b"\n" + TWO + b"\n", mtime=0),
    "packed.json.gz": gzip.compress(b"[" + ONE + b"," + TWO + b"]", mtime=0),
    "any.name": ONE + b"\n" + TWO,
}


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def values(path: Path) -> list[dict[str, object]]:
    rows = list(read_rows(path))
    assert all(isinstance(row, Row) for row in rows), rows
    return [row.value for row in rows if isinstance(row, Row)]


@pytest.mark.parametrize("name", LEFT)
def test_however_it_was_left_the_rows_are_the_same(name: str, tmp_path: Path) -> None:
    assert values(write(tmp_path, name, LEFT[name])) == [{"a": 1}, {"a": 2}]


GOOD = st.dictionaries(st.text(max_size=3), st.integers(-9, 9) | st.text(), max_size=2)
BAD = st.sampled_from([b'{"a": ', b"nothing", b"7", b'"text"', b"NaN", b'{"a": NaN}'])
BLANK = st.sampled_from([b"", b"  ", b"\t", MARK])
LINES = st.lists(
    GOOD.map(lambda row: (True, orjson.dumps(row)))
    | BAD.map(lambda line: (False, line))
    | BLANK.map(lambda line: (None, line)),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(LINES, st.sampled_from([b"\n", b"\r\n"]))
def test_bad_lines_are_named_and_all_others_are_read(
    lines: list[tuple[bool | None, bytes]], end: bytes
) -> None:
    with TemporaryDirectory() as folder:
        path = write(Path(folder), "x.jsonl", end.join(line for _, line in lines))
        found = [
            (isinstance(row, Row), row.number if isinstance(row, Row) else row.row)
            for row in read_rows(path)
        ]
    assert found == [(ok, at) for at, (ok, _) in enumerate(lines, 1) if ok is not None]


def test_a_bad_row_says_where_it_is_and_what_to_do(tmp_path: Path) -> None:
    path = write(tmp_path, "x.jsonl", ONE + b"\n\n{oops\n")
    *_, bad = read_rows(path)
    assert isinstance(bad, DataError)
    assert str(bad).startswith(f"{path}:3: not JSON") and "remove the row" in str(bad)


def test_items_of_a_list_are_numbered_and_may_be_bad(tmp_path: Path) -> None:
    rows = list(read_rows(write(tmp_path, "x.json", b'[{"a": 1}, 7, {"a": 2}]')))
    assert [row.row if isinstance(row, DataError) else 0 for row in rows] == [0, 2, 0]


def test_parquet_gives_lists_and_structs(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    with duckdb.connect() as connection:
        table = "SELECT [{'role': 'user'}] AS messages, 'x' AS id UNION ALL SELECT NULL, 'y'"
        connection.execute(f"COPY ({table}) TO '{path}' (FORMAT parquet)")
    rows = sorted(values(path), key=lambda row: str(row["id"]))
    assert rows == [{"messages": [{"role": "user"}], "id": "x"}, {"messages": None, "id": "y"}]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.parquet", b"no parquet", "not Parquet"),
        ("x.jsonl.gz", b"no gzip", "archive is damaged"),
        ("x.jsonl.gz", LEFT["packed.jsonl.gz"][:-9], "archive is damaged"),
        ("x.json", b"7", "neither a list nor an object"),
        ("x.jsonl", '{"a": 1}\n'.encode("utf-16"), r"x\.jsonl: is in UTF-16\. Save it in UTF-8"),
        ("x.json", b'[{"a": 1}, {"a"', "not JSON"),
    ],
)
def test_a_damaged_file_is_a_clear_error(
    name: str, content: bytes, message: str, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match=message):
        list(read_rows(write(tmp_path, name, content)))


def test_a_row_in_another_encoding_is_told_with_its_byte(tmp_path: Path) -> None:
    content = '{"a": "caf\u00e9"}\n'.encode("latin-1") + ONE
    bad, good = read_rows(write(tmp_path, "x.jsonl", content))
    assert isinstance(bad, DataError) and isinstance(good, Row)
    assert "x.jsonl:1: not UTF-8: byte 0xe9 at column 11" in str(bad)


def test_a_missing_file_names_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, "dialogues.jsonl", b"")
    with pytest.raises(DataError, match=r"Did you mean .*dialogues\.jsonl"):
        list(read_rows(tmp_path / "dialogue.jsonl"))


def test_of_a_folder_the_data_files_are_taken(tmp_path: Path) -> None:
    only = write(tmp_path, "data.json", b"[]")
    assert data_files([tmp_path]) == [only]
    (tmp_path / "sub").mkdir()
    lines = write(tmp_path / "sub", "a.jsonl", b"")
    write(tmp_path, ".hidden.jsonl", b"")
    write(tmp_path, "notes.txt", b"")
    assert data_files([tmp_path, lines]) == [lines]
    assert data_files([only, tmp_path]) == [only, lines]


def test_of_a_run_folder_the_exports_are_taken(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    write(tmp_path, "scenarios.jsonl", b"")
    exported = write(tmp_path / "export", "a.parquet", b"")
    assert data_files([tmp_path]) == [exported]


DIALOGUE = orjson.dumps(
    {
        "messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "Hello."}],
        "tools": ROWS["openai"][0]["tools"],
    }
)


@pytest.mark.parametrize("name", LEFT)
async def test_the_audit_and_the_import_read_it_alike(name: str, tmp_path: Path) -> None:
    if name == "any.name":
        return
    content = gzip.decompress(LEFT[name]) if name.endswith(".gz") else LEFT[name]
    content = content.replace(ONE, DIALOGUE).replace(TWO, DIALOGUE)
    path = write(
        tmp_path, name, gzip.compress(content, mtime=0) if name.endswith(".gz") else content
    )
    report = audit([path])
    assert (report.rows, report.faults[0].rows) == (2, 0)
    found = [item async for item in DatasetSource("openai", str(path)).read()]
    assert [type(item) for item in found] == [RawTool]


def test_a_list_that_is_cut_short_under_a_name_of_lines_is_read_as_lines(tmp_path: Path) -> None:
    rows = list(read_rows(write(tmp_path, "x.jsonl", b'[{"a": 1},\n{"a": 2}\n')))
    assert [isinstance(row, Row) for row in rows] == [False, True]


def test_one_object_is_a_list_of_one(tmp_path: Path) -> None:
    assert values(write(tmp_path, "x.json", b'{\n"a": 1\n}\n')) == [{"a": 1}]


def test_a_file_that_may_not_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").symlink_to("/proc/self/mem")
    with pytest.raises(DataError, match=r"x\.jsonl: cannot be read: Input/output error"):
        list(read_rows(tmp_path / "x.jsonl"))


def test_a_path_that_holds_no_rows_is_told_with_what_would(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no data file in this folder\. Expected \.jsonl, "):
        data_files([tmp_path])
    with pytest.raises(DataError, match=r"notes\.txt: rows are read from \.jsonl, "):
        data_files([write(tmp_path, "notes.txt", b"")])
