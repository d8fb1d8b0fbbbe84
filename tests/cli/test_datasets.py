"""`toolmind datasets` as it is typed."""

from __future__ import annotations

from pathlib import Path

import orjson
from typer.testing import CliRunner

from toolmind.cli.main import build_app
from toolmind.datasets.forms import FORMS
from trace_rows import RESPONSES


def datasets(*typed: object):  # type: ignore[no-untyped-def]
    app = build_app("datasets")
    return CliRunner().invoke(app, ["datasets", *map(str, typed)], env={"COLUMNS": "200"})


def test_every_form_is_listed() -> None:
    done = datasets("list", "--json")
    assert [row["name"] for row in orjson.loads(done.stdout)] == list(FORMS)
    assert "nvidia/When2Call" in datasets("list").stdout


def test_a_file_is_looked_into(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_bytes(orjson.dumps(RESPONSES))
    done = datasets("inspect", tmp_path / "x.jsonl")
    assert done.exit_code == 0
    assert "responses: 1" in done.stdout
    (tmp_path / "x.jsonl").write_bytes(orjson.dumps(RESPONSES) + b"\n{")
    done = datasets("inspect", tmp_path / "x.jsonl")
    assert done.exit_code == 1
    assert "1 rows cannot be read" in done.stdout
    assert orjson.loads(datasets("inspect", tmp_path / "x.jsonl", "--json").stdout)["unread"] == 1
