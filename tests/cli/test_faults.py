"""`toolmind faults` as it is typed."""

from __future__ import annotations

from pathlib import Path

import orjson
from typer.testing import CliRunner

import check_rows as rows
from toolmind.cli.main import build_app
from toolmind.errors import ConfigError


def test_faults_are_planted_and_checks_held_against_them(tmp_path: Path) -> None:
    data, out = rows.write(tmp_path / "data.jsonl", [rows.kept("a")]), tmp_path / "faults.jsonl"
    typed = ["faults", str(data), "--out", str(out), "--kinds", "wrong_type, cut_short"]
    done = CliRunner().invoke(build_app("faults"), typed)
    assert done.exit_code == 0
    assert "1 dialogues" in done.stdout
    assert "1 wrong_type" in done.stdout
    told = CliRunner().invoke(build_app("faults"), [*typed, "--json"])
    assert orjson.loads(told.stdout)["planted"] == {"wrong_type": 1, "cut_short": 1}

    labels = str(tmp_path / "faults.labels.jsonl")
    typed = ["check", str(out), "--out", str(tmp_path / "out"), "--labels", labels]
    checked = CliRunner().invoke(build_app("check"), typed)
    assert "wrong_type: 100.0% (21% to 100%) of 1 found" in checked.stdout


def test_a_kind_that_is_none(tmp_path: Path) -> None:
    data = rows.write(tmp_path / "data.jsonl", [rows.kept("a")])
    typed = ["faults", str(data), "--out", str(tmp_path / "faults.jsonl"), "--kinds", "typo"]
    assert isinstance(CliRunner().invoke(build_app("faults"), typed).exception, ConfigError)
