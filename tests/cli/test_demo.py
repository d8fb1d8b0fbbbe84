"""`toolmind demo`: the whole road on the shipped pool, the first thing that a user types."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from typed import typed

pytestmark = pytest.mark.offline


# Some seconds, unless the graph of the shipped pool is in the cache folder already.
def test_it_runs_the_whole_road_and_shows_a_dialogue(tmp_path: Path) -> None:
    done = typed("demo", "--count", 2, "--out", tmp_path / "demo")
    assert done.exit_code == 0, done.exception
    assert done.stdout.count("── ") == 1 and " assistant " in done.stdout
    config = json.loads((tmp_path / "demo" / "config.json").read_text())
    assert config["config"]["count"] == 2
    assert list((tmp_path / "demo" / "export").rglob("*.jsonl"))


def test_it_makes_at_least_one(tmp_path: Path) -> None:
    assert typed("demo", "--count", 0, "--out", tmp_path).exit_code == 2
    assert not list(tmp_path.iterdir())
