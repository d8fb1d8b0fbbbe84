"""One row per kept turn: its context as prompt, and nothing but the turn as completion."""

from __future__ import annotations

from pathlib import Path

from dialogues import GOOD, given_up_and_compacted, kept, says, user
from toolmind.formats.chat_format import read_file
from toolmind.formats.trl import TRLExporter
from trainer_rows import left_out, masked, written


def test_a_row_is_a_turn_with_all_that_was_said_before_it() -> None:
    rows = written(TRLExporter(), kept(*GOOD))
    assert [row["id"] for row in rows] == ["t0/m1", "t0/m3"]
    assert [[message["role"] for message in row["prompt"]] for row in rows] == [
        ["user"],
        ["user", "assistant", "tool"],
    ]
    assert rows[1]["completion"] == [{"role": "assistant", "content": GOOD[3].content}]


def test_a_masked_turn_is_no_row_and_stays_in_the_prompt_of_the_next(tmp_path: Path) -> None:
    TRLExporter().export([masked()], tmp_path)
    (row,) = read_file(tmp_path / "turns.parquet")
    assert (row["id"], row["weight"]) == ("t0/m3", 0.25)
    assert row["prompt"][1]["tool_calls"]


def test_each_turn_of_a_dialogue_that_branches_stands_in_its_own_context() -> None:
    rows = written(TRLExporter(), given_up_and_compacted())
    assert [(row["id"], len(row["prompt"])) for row in rows] == [
        ("t0/m3", 1),
        ("t0/m5", 3),
        ("t0/m7", 2),
        ("t0/m9", 4),
    ]


def test_whole_dialogues_are_those_in_which_nothing_is_masked(tmp_path: Path) -> None:
    exporter = TRLExporter(per="trajectory")
    rows = [kept(*GOOD), kept(user("Hi"), says("Ho"), index=1)]
    assert exporter.export(rows, tmp_path).rows == 2
    assert exporter.verify(tmp_path, rows) == 2
    first, _ = read_file(tmp_path / "trajectories.parquet")
    assert len(first["messages"]) == 4
    reason = "a turn is masked, and TRL has no mask per message"
    assert left_out(exporter, masked()) == {reason: 1}
