"""An append-only log of items: what is torn, damaged, without room."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from full_disk import room_for
from toolmind.errors import RunError
from toolmind.runs.append_log import AppendLog


def written(path: Path, items: list[tuple[int, str]]) -> None:
    part = AppendLog(path, str)
    for index, text in items:
        part.append(index, text)
    part.close()


def test_items_come_back_in_order_of_index(tmp_path: Path) -> None:
    written(tmp_path / "p.jsonl", [(2, "c"), (0, "a"), (5, "f")])
    part = AppendLog(tmp_path / "p.jsonl", str)
    assert [(index, part.read(index)) for index in part] == [(0, "a"), (2, "c"), (5, "f")]
    assert 2 in part
    assert 1 not in part
    assert len(part) == 3
    with pytest.raises(KeyError):
        part.read(1)
    part.close()


@given(cut=st.integers(0, 200))
def test_a_torn_last_line_counts_as_not_written(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    path = tmp_path_factory.mktemp("part") / "p.jsonl"
    items = [(index, "x" * index * 3) for index in range(6)]
    written(path, items)
    whole = path.read_bytes()
    path.write_bytes(whole[:cut])
    part = AppendLog(path, str)
    left = whole[:cut].count(b"\n")
    assert list(part) == list(range(left))
    for index, text in items[left:]:
        part.append(index, text)
    part.close()
    assert path.read_bytes() == whole


def test_looking_cuts_nothing_off(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    written(path, [(0, "a")])
    path.write_bytes(path.read_bytes() + b'{"index": 1, "it')
    before = path.read_bytes()
    part = AppendLog(path, str, look_only=True)
    assert list(part) == [0]
    part.close()
    assert path.read_bytes() == before


def test_a_damaged_line_in_the_middle_is_an_error_that_says_where(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    written(path, [(0, "a"), (1, "b")])
    path.write_bytes(b"garbage\n" + path.read_bytes())
    with pytest.raises(RunError, match=r"p\.jsonl: byte 0: a line is damaged"):
        AppendLog(path, str)


def test_without_room_the_item_is_not_written_and_the_others_stay_whole(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    part = AppendLog(path, str)
    part.append(0, "a")
    before = path.read_bytes()
    with (
        room_for(len(before) + 10),
        pytest.raises(RunError, match=r"p\.jsonl: no room left \(File too large\).*same command"),
    ):
        part.append(1, "b" * 100)
    assert path.read_bytes() == before
    assert 1 not in part
    part.append(1, "b" * 100)
    assert [part.read(index) for index in part] == ["a", "b" * 100]
    part.close()


def test_of_an_item_written_twice_the_last_counts(tmp_path: Path) -> None:
    written(tmp_path / "p.jsonl", [(0, "old"), (1, "b"), (0, "new")])
    part = AppendLog(tmp_path / "p.jsonl", str)
    assert (part.read(0), len(part)) == ("new", 2)
    part.close()


@given(st.dictionaries(st.integers(0, 300), st.text(), max_size=12))
def test_any_text_under_any_index_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, items: dict[int, str]
) -> None:
    path = tmp_path_factory.mktemp("part") / "p.jsonl"
    written(path, list(items.items()))
    part = AppendLog(path, str)
    assert {index: part.read(index) for index in part} == items
    assert list(part) == sorted(items)
    part.close()


def test_an_item_that_is_no_such_record_is_not_read_as_one(tmp_path: Path) -> None:
    written(tmp_path / "p.jsonl", [(0, "a")])
    part = AppendLog(tmp_path / "p.jsonl", int)
    with pytest.raises(RunError, match=r"p\.jsonl: item 0 cannot be read .*version"):
        part.read(0)
    part.close()


def test_what_is_forgotten_can_be_made_again(tmp_path: Path) -> None:
    part = AppendLog(tmp_path / "p.jsonl", str)
    part.append(1, "a")
    part.forget(1)
    part.forget(7)
    assert list(part) == [] and len(part) == 0
    part.append(1, "b")
    part.close()
    again = AppendLog(tmp_path / "p.jsonl", str)
    assert again.read(1) == "b"
    again.close()
