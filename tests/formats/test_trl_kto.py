"""Kept turns are desirable, offers that checks turned down are not."""

from __future__ import annotations

from toolmind.formats.trl_kto import TRLDesirableExporter
from trainer_rows import masked, offered_anew, written


def test_a_label_says_which_a_row_is() -> None:
    rows = written(TRLDesirableExporter(), offered_anew())
    told = [(row["id"], row["label"], row["rejected_for"]) for row in rows]
    assert told == [
        ("t0/m1", True, ""),
        ("t0/m1/1", False, "grounding.invented"),
        ("t0/m1/2", False, "arguments.invalid, grounding.invented"),
        ("t0/m3", True, ""),
    ]
    assert all(len(row["completion"]) == 1 for row in rows)


def test_a_masked_turn_is_neither() -> None:
    (row,) = written(TRLDesirableExporter(), masked())
    assert (row["id"], row["label"]) == ("t0/m3", True)


def test_a_label_that_says_otherwise_is_found() -> None:
    (row,) = written(TRLDesirableExporter(), masked())
    assert list(TRLDesirableExporter().faults(row)) == []
    assert list(TRLDesirableExporter().faults({**row, "label": False}))
