"""One row per kept turn: its context as prompt, and nothing but the turn as completion."""

from __future__ import annotations

from pathlib import Path

import msgspec
import orjson

from dialogues import GOOD, WEATHER, given_up_and_compacted, kept, says, user
from toolmind.formats.chat import KEYS
from toolmind.formats.parquet_file import _load
from toolmind.formats.parquet_turns import ParquetTurnsExporter

EXPORTER = ParquetTurnsExporter()


def test_a_row_is_a_turn_with_all_that_was_said_before_it() -> None:
    rows = list(EXPORTER.rows(kept(*GOOD)))
    assert [row["id"] for row in rows] == ["t0/m1", "t0/m3"]
    assert [row["trajectory"] for row in rows] == ["t0", "t0"]
    assert [[message["role"] for message in row["prompt"]] for row in rows] == [
        ["user"],
        ["user", "assistant", "tool"],
    ]
    (call,), (answer,) = (row["completion"] for row in rows)
    assert call["tool_calls"][0]["function"]["name"] == WEATHER.name
    assert answer["content"] == GOOD[3].content
    for row in rows:
        assert all(tuple(message) == KEYS for message in (*row["prompt"], *row["completion"]))
        assert orjson.loads(row["tools"])[0] == WEATHER.spec()


def test_a_masked_turn_is_no_row_and_stays_in_the_prompt_of_the_next() -> None:
    (row,) = EXPORTER.rows(kept(*GOOD, masked=("m1",)))
    assert row["id"] == "t0/m3"
    assert row["prompt"][1]["tool_calls"]


def test_each_turn_of_a_dialogue_that_branches_stands_in_its_own_context() -> None:
    rows = list(EXPORTER.rows(given_up_and_compacted()))
    assert [(row["id"], len(row["prompt"])) for row in rows] == [
        ("t0/m3", 1),
        ("t0/m5", 3),
        ("t0/m7", 2),
        ("t0/m9", 4),
    ]


def test_the_weight_of_a_turn_is_that_of_its_row(tmp_path: Path) -> None:
    half = kept(user("Hi"), msgspec.structs.replace(says("Hello."), weight=0.25))
    report = EXPORTER.export([half], tmp_path)
    assert (report.rows, report.trained_turns) == (1, 1)
    (row,) = _load(tmp_path / EXPORTER.file)
    assert row["weight"] == 0.25


def test_the_learnt_messages_of_a_row_are_those_of_the_completion() -> None:
    row = {"prompt": ["a", "b"], "completion": ["c"]}
    assert EXPORTER.messages(row) == (["a", "b", "c"], [2])
