"""`toolmind report` as it is typed; what it counts is tested in tests/runs/test_report.py."""

from __future__ import annotations

import json
from pathlib import Path

from run_folders import written
from toolmind.errors import RunError, UserError
from toolmind.records import Decision
from toolmind.runs.report import read_report
from typed import typed


def test_a_run_is_told_in_words_or_as_json(tmp_path: Path) -> None:
    run = written(tmp_path / "run", decisions={0: Decision(keep=True)})
    told = typed("report", run)
    assert told.exit_code == 0 and "1" in told.stdout and "kept" in told.stdout
    assert json.loads(typed("report", run, "--json").stdout) == read_report(run)


def test_what_is_no_run_is_named(tmp_path: Path) -> None:
    done = typed("report", tmp_path / "nowhere")
    assert isinstance(done.exception, RunError) and "not a run folder" in str(done.exception)


def test_a_page_is_one_file_and_nothing_is_printed_but_its_name(tmp_path: Path) -> None:
    run = written(tmp_path / "run", decisions={0: Decision(keep=True)})
    out = tmp_path / "report.html"
    told = typed("report", run, "--html", out)
    assert told.exit_code == 0 and told.stdout == f"wrote {out}\n"
    assert "window.TOOLMIND_DATA" in out.read_text()
    named = typed("report", run, "--html", tmp_path / "report.txt")
    assert isinstance(named.exception, UserError) and "ends in .html" in str(named.exception)
    assert not (tmp_path / "report.txt").exists()
