"""`toolmind check` as it is typed; what it finds is tested in tests/pipeline/test_check_data.py."""

from __future__ import annotations

from pathlib import Path

import orjson
from typer.testing import CliRunner

import check_rows as rows
from dialogues import GOOD, call, kept, result, says, user
from panels import judged
from toolmind.checks.calibration.calibration import calibrate, write_calibration
from toolmind.cli.main import build_app
from toolmind.errors import ConfigError, DataError
from toolmind.formats.openai import OpenAIExporter
from toolmind.records import Message
from typed import typed

CLOCK = Message(role="system", content="Current date: 2025-03-05.")


def test_findings_are_a_table_and_an_exit_code(tmp_path: Path) -> None:
    app, runner = build_app("check"), CliRunner()
    OpenAIExporter().export([kept(CLOCK, *GOOD)], tmp_path / "good")
    done = runner.invoke(app, ["check", str(tmp_path / "good")])
    assert (done.exit_code, "the checks find nothing" in done.stdout) == (0, True)

    bad = kept(user("Hi"), call("get_weather", {"city": 1}), result("{}"), says("Done."))
    OpenAIExporter().export([bad], tmp_path / "bad")
    done = runner.invoke(app, ["check", str(tmp_path / "bad")], env={"COLUMNS": "200"})
    assert done.exit_code == 1
    assert "arguments.invalid" in done.stdout

    done = runner.invoke(app, ["check", "--json", str(tmp_path)])
    report = orjson.loads(done.stdout)
    assert (done.exit_code, report["rows"]) == (1, 2)
    assert "arguments.invalid" in {one["reason"] for one in report["findings"]}


def test_a_verdict_on_every_row_and_one_of_them_explained(tmp_path: Path) -> None:
    app, runner = build_app("check"), CliRunner()
    made = [rows.kept("a"), rows.masked("b"), rows.unread("c"), rows.without_tools("d")]
    data, out = rows.write(tmp_path / "data.jsonl", made), str(tmp_path / "out")
    done = runner.invoke(app, ["check", str(data), "--out", out], env={"COLUMNS": "200"})
    assert done.exit_code == 1
    assert "4 rows: 2 kept whole, 1 with masked turns, 0 dropped, 1 unread" in done.stdout
    assert "1 turns masked: grounding.invented_text" in done.stdout
    assert "arguments left out" in done.stdout
    assert f"{data}:3: not a dialogue: message 0: it has no 'role'" in done.stderr
    again = runner.invoke(app, ["check", str(data), "--out", out, "--json"])
    assert orjson.loads(again.stdout)["masked"] == 1

    typed = ["check", str(data), "--out", out, "--explain", "b"]
    told = runner.invoke(app, typed, env={"COLUMNS": "200"})
    assert told.exit_code == 0
    assert 'get_weather({"city":"Rome"})  [not trained: grounding.invented_text]' in told.stdout
    assert "✗ grounding.invented_text: get_weather: nobody gave city = 'Rome'" in told.stdout


def test_clean_rows_are_no_finding(tmp_path: Path) -> None:
    data = rows.write(tmp_path / "data.jsonl", [rows.kept("a")])
    typed = ["check", str(data), "--out", str(tmp_path / "out"), "--rules-only"]
    assert CliRunner().invoke(build_app("check"), typed).exit_code == 0


def test_what_wants_a_folder_for_verdicts_says_so(tmp_path: Path) -> None:
    data = rows.write(tmp_path / "data.jsonl", [rows.kept("a")])
    done = CliRunner().invoke(build_app("check"), ["check", str(data), "--tools", "pool.jsonl"])
    assert isinstance(done.exception, ConfigError)


def test_a_calibration_of_other_judges_is_refused_and_wants_a_folder(tmp_path: Path) -> None:
    made = tmp_path / "calibration.json"
    write_calibration(calibrate(judged({"one": 0.1, "two": 0.4})), made)
    data = rows.write(tmp_path / "data.jsonl", [rows.kept("a")])
    bare = typed("check", data, "--calibration", made)
    assert isinstance(bare.exception, ConfigError) and "--calibration" in str(bare.exception)
    refused = typed("check", data, "--out", tmp_path / "out", "--calibration", made)
    assert isinstance(refused.exception, DataError)
    assert "made with one, two, and none of them votes here" in str(refused.exception)


def test_lines_of_labels_that_are_none_are_counted_where_not_all_are_named(tmp_path: Path) -> None:
    data, labels = rows.write(tmp_path / "data.jsonl", [rows.kept("a")]), tmp_path / "labels.jsonl"
    labels.write_text("no label\n" * 22)
    given = ["check", str(data), "--out", str(tmp_path / "out"), "--labels", str(labels)]
    told = CliRunner().invoke(build_app("check"), given).stderr
    assert told.count("no label") == 20 and "unread: 2 more lines" in told
