"""`toolmind audit` as it is typed; what it finds is tested in tests/audit."""

from __future__ import annotations

import json
from pathlib import Path

from dialogues import GOOD, kept
from run_folders import written
from toolmind.errors import DataError
from toolmind.formats.openai import OpenAIExporter
from toolmind.records import Message
from typed import typed

CLOCK = Message(role="system", content="Current date: 2025-03-05.")


def exported(folder: Path, *messages: Message) -> Path:
    OpenAIExporter().export([kept(CLOCK, *messages)], folder)
    return folder


def test_clean_data_is_said_to_be_so(tmp_path: Path) -> None:
    done = typed("audit", exported(tmp_path, *GOOD))
    assert done.exit_code == 0
    assert "1 rows in 1 files" in done.stdout and "no known fault found" in done.stdout


def test_a_fault_is_told_with_its_share_and_place_and_an_exit_code(tmp_path: Path) -> None:
    rows = exported(tmp_path / "a", *GOOD) / "trajectories.jsonl"
    row = json.loads(rows.read_text())
    row["messages"][2]["tool_calls"][0]["function"]["arguments"] = "{broken"
    bad = tmp_path / "bad.jsonl"
    bad.write_text(json.dumps(row) + "\n" + rows.read_text())
    done = typed("audit", bad)
    assert done.exit_code == 1
    assert "2 rows in 1 files" in done.stdout and "50.0%" in done.stdout
    assert f"{bad}:1, message 2" in done.stdout
    printed = json.loads(typed("audit", bad, "--json").stdout)
    found = [fault["name"] for fault in printed["faults"] if fault["found"]]
    assert (printed["clean"], found) == (False, ["unparsable_arguments"])
    assert "found: unparsable_arguments" in done.stdout


def test_data_without_rows_has_no_shares(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("\n")
    done = typed("audit", tmp_path / "none.jsonl")
    assert done.exit_code == 0 and "0 rows in 1 files" in done.stdout and "%" not in done.stdout


def test_a_place_without_data_is_named(tmp_path: Path) -> None:
    done = typed("audit", tmp_path)
    assert isinstance(done.exception, DataError) and "no data file" in str(done.exception)


def test_a_run_folder_stands_for_what_it_exported(tmp_path: Path) -> None:
    run = written(tmp_path / "run")
    exported(run / "export" / "openai", *GOOD)
    assert "1 rows in 1 files" in typed("audit", run).stdout
