"""Bad input is named by file, row and field."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from toolmind.checks.calibration.labelled import read_labelled
from toolmind.errors import DataError

ROW = {"item": "a", "turn": 1, "label": "right", "verdicts": {"judge": "pass"}}


def written(folder: Path, *rows: object) -> Path:
    file = folder / "labels.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return file


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"item": "a"}, "missing required field `turn`"),
        (ROW | {"turn": 2, "label": "bad"}, r"Invalid enum value 'bad'.*label"),
        (ROW | {"turn": 2, "verdicts": {"judge": "ok"}}, r"verdicts"),
        (ROW | {"turn": 2, "verdicts": {"judge": 1.5}}, r"verdicts"),
        (ROW | {"turn": 2, "verdicts": {"judge": True}}, r"verdicts"),
        (ROW, r"\[turn\]: turn 1 of 'a' stands in row 1 already"),
        (
            ROW | {"turn": 2, "labelled_by": "model:m"},
            r"\[labelled_by\]: the label was made by a model .'model:m'.*--model-labels",
        ),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, row: object, told: str) -> None:
    with pytest.raises(DataError, match=rf"labels\.jsonl:2.*{told}"):
        read_labelled(written(tmp_path, ROW, row))


def test_a_torn_line_an_empty_file_and_no_file_are_named(tmp_path: Path) -> None:
    file = written(tmp_path, ROW)
    file.write_text(file.read_text() + '{"item": "a", "tu')
    with pytest.raises(DataError, match=r"labels\.jsonl:2: no labelled turn"):
        read_labelled(file)
    with pytest.raises(DataError, match="has no labelled turn"):
        read_labelled(written(tmp_path))
    with pytest.raises(DataError, match="no such file"):
        read_labelled(tmp_path / "none.jsonl")


def test_bad_rows_cost_themselves_alone_where_they_are_asked_for(tmp_path: Path) -> None:
    unread: list[str] = []
    path = written(tmp_path, ROW, {"item": "a"}, ROW, ROW | {"turn": 7})
    assert [row.turn for row in read_labelled(path, unread=unread)] == [1, 7]
    assert [one.split(": ")[0].split(" ")[0] for one in unread] == [f"{path}:2", f"{path}:3"]
    with pytest.raises(DataError, match=r"no labelled turn; the first: .*:1: .*`turn`"):
        read_labelled(written(tmp_path, {"item": "a"}), unread=[])
    with pytest.raises(DataError, match="made by a model"):
        read_labelled(written(tmp_path, ROW | {"labelled_by": "model:m"}), unread=[])


def test_turns_of_an_item_stand_together_in_their_order(tmp_path: Path) -> None:
    rows = [ROW | {"item": item, "turn": turn} for item, turn in ("b1", "a1", "b0", "a2")]
    found = read_labelled(written(tmp_path, *rows))
    assert [(row.item, row.turn) for row in found] == [
        ("b", "1"),
        ("b", "0"),
        ("a", "1"),
        ("a", "2"),
    ]


def test_model_labels_are_read_where_they_are_asked_for_and_files_packed(tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl.gz"
    file.write_bytes(gzip.compress(json.dumps(ROW | {"labelled_by": "model:m"}).encode()))
    (row,) = read_labelled(file, model_labels=True)
    assert row.labelled_by == "model:m" and row.task == "a"
