"""Faults planted in rows, and checks held against their labels."""

from __future__ import annotations

from pathlib import Path

import check_rows as rows
from toolmind.pipeline.check_out import check_out
from toolmind.pipeline.plant import labels_beside, plant_faults
from toolmind.runs.labels import read_labels

KINDS = ("unanswered_call", "invented_text", "off_by_one")


def good(tmp_path: Path) -> Path:
    return rows.write(tmp_path / "good.jsonl", [rows.kept("a"), rows.unread("b"), rows.kept("c")])


async def test_what_is_planted_is_labelled_and_found(tmp_path: Path) -> None:
    data, out = good(tmp_path), tmp_path / "faults.jsonl"
    report = plant_faults([data], out, kinds=KINDS)
    assert (report.dialogues, report.unread) == (2, 1)
    assert report.planted == {"unanswered_call": 2, "invented_text": 2, "off_by_one": 0}
    labels = read_labels(Path(report.labels))
    assert {(one.item, one.message, one.reason) for one in labels if one.label == "wrong"} == {
        ("a#1.unanswered_call", "m1", "unanswered_call"),
        ("a#1.invented_text", "m1", "invented_text"),
        ("c#3.unanswered_call", "m1", "unanswered_call"),
        ("c#3.invented_text", "m1", "invented_text"),
    }
    checked = await check_out([out], tmp_path / "out", labels=labels_beside(out))
    assert checked.labelled is not None
    for kind in ("unanswered_call", "invented_text"):
        recall = checked.labelled.kinds[kind].recall
        assert recall is not None
        assert (recall.share, recall.of) == (1.0, 2)
    assert checked.labelled.kinds.keys() == {"unanswered_call", "invented_text"}


async def test_turns_before_a_fault_are_right_and_a_finding_there_a_false_alarm(
    tmp_path: Path,
) -> None:
    data = rows.write(tmp_path / "good.jsonl", [rows.masked("a")])  # nobody said Rome
    out = tmp_path / "faults.jsonl"
    plant_faults([data], out, kinds=("empty_answer",))
    checked = await check_out([out], tmp_path / "out", labels=labels_beside(out))
    assert checked.labelled is not None
    alarms = checked.labelled.kinds["empty_answer"].false_alarms
    assert alarms is not None
    assert (alarms.share, alarms.of) == (1.0, 1)


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    data = good(tmp_path)
    made = []
    for name, seed in (("one", 1), ("two", 1), ("three", 2)):
        plant_faults([data], tmp_path / f"{name}.jsonl", seed=seed)
        made.append((tmp_path / f"{name}.jsonl").read_bytes())
    assert made[0] == made[1]
    assert made[0] != made[2]
