"""The folder of a check: rows in order, torn lines cut off, another check refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.errors import RunError
from toolmind.runs.checked import VERDICTS, CheckedRow, CheckedTurn, CheckFolder, read_checked


def row(number: int, text: str = "") -> CheckedRow:
    turn = CheckedTurn(message="m1", train=not text, weight=1.0, reason=text)
    return CheckedRow(file="a.jsonl", row=number, id=text, keep=True, turns=(turn,), problem=text)


@given(st.lists(st.text(), max_size=5), st.binary(max_size=20), st.lists(st.text(), max_size=3))
def test_rows_come_back_in_order_and_a_torn_line_is_written_again(
    tmp_path_factory: pytest.TempPathFactory, first: list[str], torn: bytes, then: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("checked")
    rows = [row(number, text) for number, text in enumerate((*first, *then))]
    with CheckFolder(folder) as open_:
        assert open_.open({"a": 1}, fresh=False) == 0
        for one in rows[: len(first)]:
            open_.append(one)
    with (folder / VERDICTS).open("ab") as file:
        file.write(torn.replace(b"\n", b""))
    assert list(read_checked(folder)) == rows[: len(first)]
    with CheckFolder(folder) as open_:
        assert open_.open({"a": 1}, fresh=False) == len(first)
        for one in rows[len(first) :]:
            open_.append(one)
    assert list(read_checked(folder)) == rows


def test_another_check_is_refused_by_what_changed_unless_it_starts_over(tmp_path: Path) -> None:
    with CheckFolder(tmp_path) as folder:
        folder.open({"rules": [1]}, fresh=False)
        folder.append(row(0))
    with CheckFolder(tmp_path) as folder:
        with pytest.raises(RunError, match="rules"):
            folder.open({"rules": [2]}, fresh=False)
        assert folder.open({"rules": [2]}, fresh=True) == 0
    assert list(read_checked(tmp_path)) == []


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    assert list(read_checked(tmp_path)) == []
    (tmp_path / VERDICTS).write_bytes(b"{}\n")
    with pytest.raises(RunError, match=r"verdicts\.jsonl:1: a line is damaged"):
        list(read_checked(tmp_path))


def test_two_processes_do_not_write_in_one_folder(tmp_path: Path) -> None:
    with CheckFolder(tmp_path), pytest.raises(RunError, match="in use"):
        CheckFolder(tmp_path)
    CheckFolder(tmp_path).close()
