"""`toolmind push`: what it does without a network; tests/formats/test_push.py has a hub."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from dialogues import GOOD, kept
from toolmind.cli.main import build_app
from toolmind.formats.huggingface import HuggingFaceExporter


def test_it_says_what_would_be_uploaded(tmp_path: Path) -> None:
    HuggingFaceExporter().export([kept(*GOOD)], tmp_path)
    line = ["push", str(tmp_path), "me/tools", "--dry-run", "--json"]
    done = CliRunner().invoke(build_app("push"), line)
    told = json.loads(done.stdout)
    assert told["private"] and "url" not in told
    assert {"README.md", "trajectories.parquet"} <= set(told["files"])
