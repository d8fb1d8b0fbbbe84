"""`toolmind check` as it is typed; what it finds is tested in tests/pipeline/test_check_data.py."""

from __future__ import annotations

from pathlib import Path

import orjson
from typer.testing import CliRunner

from dialogues import GOOD, call, kept, result, says, user
from toolmind.cli.main import build_app
from toolmind.formats.openai import OpenAIExporter
from toolmind.records import Message

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
