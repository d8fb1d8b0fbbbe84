"""The table of a model before and after training."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import orjson
import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks" / "trained_model"


def share(value: float, of: int) -> dict[str, float]:
    return {"share": value, "low": value - 0.1, "high": value + 0.1, "of": of}


def turns_of(model: str, right: float) -> dict[str, Any]:
    keys = ("right", "decision", "tool", "arguments")
    return {"model": model, "all": {key: share(right, 40) for key in keys}}


def test_models_stand_side_by_side_and_the_second_is_told_against_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(FOLDER)
    pair = {
        "first": "untrained",
        "second": "trained",
        "difference": 0.25,
        "low": 0.1,
        "high": 0.4,
        "p": 0.0012,
        "only_first": 1,
        "only_second": 11,
    }
    models = [turns_of("untrained", 0.2), turns_of("trained", 0.45)]
    models[0]["all"]["tool"] = None
    (tmp_path / "turns").mkdir()
    report = orjson.dumps({"models": models, "paired": [pair]})
    (tmp_path / "turns" / "report.json").write_bytes(report)
    told = import_module("results").results(tmp_path).splitlines()
    sys.modules.pop("results")
    assert told[0] == "| share in % | untrained | trained |"
    right = "| turns: next turn right | 20.0 (10–30), of 40 | 45.0 (35–55), of 40 |"
    assert told[2] == right
    assert "| turns: tool |  | 45.0 (35–55), of 40 |" in told
    said = "trained against untrained: +25.0 points (+10 to +40), p = 0.0012"
    assert told[-1] == f"- turns: {said}, 11 right alone against 1"
