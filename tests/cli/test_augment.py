"""`toolmind augment` as it is typed; what it does is tested in tests/pipeline/test_augment.py."""

from __future__ import annotations

from pathlib import Path

import orjson
from typer.testing import CliRunner, Result

from toolmind.cli.main import build_app
from toolmind.errors import ConfigError
from trace_rows import RESPONSES


def augment(*typed: object) -> Result:
    app = build_app("augment")
    return CliRunner().invoke(app, ["augment", *map(str, typed)], env={"COLUMNS": "200"})


def test_a_trace_becomes_rows_of_a_trainer(tmp_path: Path) -> None:
    (tmp_path / "trace.jsonl").write_bytes(orjson.dumps(RESPONSES) + b"\n{")
    done = augment(tmp_path / "trace.jsonl", "--out", tmp_path / "run", "--format", "trl")
    assert done.exit_code == 0, done.output
    assert "2 rows (responses 1)" in done.stdout
    assert "1 cannot be read" in done.stdout
    assert "0 dropped, 1 kept" in done.stdout
    assert "1 rows, 1 turns to learn" in done.stdout


def test_the_report_is_printed_as_json_and_nothing_kept_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_bytes(b"{")
    done = augment(tmp_path / "x.jsonl", "--out", tmp_path / "run", "--json")
    assert done.exit_code == 1
    assert orjson.loads(done.stdout)["unread"] == 1


def test_a_share_for_each(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_bytes(orjson.dumps(RESPONSES))
    done = augment(tmp_path / "x.jsonl", "--out", tmp_path / "r", "--share", 0.5, "--share", 1)
    assert isinstance(done.exception, ConfigError)
    assert "2 of them for 1 DATA" in str(done.exception)
