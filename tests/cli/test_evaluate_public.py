from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from toolmind.cli.main import build_app
from toolmind.errors import ConfigError
from toolmind.evaluation.public import bfcl, tau2
from toolmind.evaluation.public.scores import PublicReport, TaskScore, public_report

RUNNER = CliRunner(env={"COLUMNS": "160"})
URL = "http://127.0.0.1:9/v1"


def reported(*labels: str) -> PublicReport:
    scores = {
        label: [
            TaskScore(category="live_simple", task=str(task), run=run, right=place < task < 8)
            for task in range(10)
            for run in (1, 2)
        ]
        for place, label in enumerate(labels, 3)
    }
    return public_report("B", "code 1", scores)


def test_two_models_are_told_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    async def evaluate(models: Any, out: Path, config: Any, **options: Any) -> PublicReport:
        asked.update(options, models=[one.label for one in models])
        return reported(*asked["models"])

    monkeypatch.setattr(bfcl, "evaluate_bfcl", evaluate)
    named = ["--endpoint", URL, "--model", "a", "--model", "b", "--category", "live", "--runs", "2"]
    done = RUNNER.invoke(
        build_app("evaluate"), ["evaluate", "bfcl", *named, "--out", str(tmp_path)]
    )
    assert done.exit_code == 0, done.output
    assert asked["models"] == ["a", "b"] and asked["categories"] == ["live"] and asked["runs"] == 2
    assert "live_simple" in done.output and "40.0 (" in done.output and "b against a" in done.output


def test_gold_asks_no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    async def evaluate(models: Any, user: Any, *_: Any, **options: Any) -> PublicReport:
        asked.append((models, user, options["trials"]))
        return reported("gold actions")

    monkeypatch.setattr(tau2, "evaluate_tau2", evaluate)
    done = RUNNER.invoke(
        build_app("evaluate"), ["evaluate", "tau2", "--gold", "--out", str(tmp_path), "--json"]
    )
    assert done.exit_code == 0, done.output
    assert asked == [([], None, 1)] and '"gold actions"' in done.output
    done = RUNNER.invoke(build_app("evaluate"), ["evaluate", "tau2", "--out", str(tmp_path)])
    assert isinstance(done.exception, ConfigError)
