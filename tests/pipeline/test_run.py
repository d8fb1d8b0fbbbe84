"""The whole road, offline, on a small run of real tools."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import shutil
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from toolmind.checks.calibration.calibration import calibrate_by_agreement, write_calibration
from toolmind.config import RunConfig, load_config
from toolmind.errors import DataError, RunError
from toolmind.pipeline.check_out import check_out
from toolmind.pipeline.labelled_run import labelled_run
from toolmind.pipeline.run import run
from toolmind.runs.run_dir import RunDir
from toolmind.tools.pool import shipped_pool_path

pytestmark = pytest.mark.offline

Play = Callable[..., None]


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Play:
    """Give a function that runs on a part of the shipped pool: it is linked sooner."""
    pool = tmp_path_factory.mktemp("pool") / "pool.jsonl"
    with gzip.open(shipped_pool_path()) as lines:
        pool.write_bytes(b"".join(islice(lines, 0, None, 6)))

    def run_it(out: Path, *overrides: str, **options: Any) -> None:
        settings = ["count=30", f"tools.paths=[{pool}]", *overrides]
        asyncio.run(run(load_config(None, settings), out, **options))

    return run_it


def exported(out: Path) -> dict[str, str]:
    files = sorted(path for path in (out / "export").rglob("*") if path.is_file())
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


@pytest.fixture(scope="module")
def finished(play: Play, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("runs") / "finished"
    play(out)
    return out


def test_every_item_is_accounted_for(finished: Path) -> None:
    with RunDir.view(finished) as folder:
        assert sorted([*folder.verdicts, *folder.rejected]) == list(range(30))
        assert sorted(folder.decisions()) == list(folder.verdicts)
    statistics = json.loads((finished / "stats.json").read_bytes())
    dropped = sum(statistics["dropped"].values())
    assert statistics["played"] == 30 - sum(statistics["failed"].values())
    assert statistics["kept"] >= statistics["played"] - dropped
    assert statistics["kept"] > 20


def test_the_same_seed_gives_the_same_bytes_whatever_the_concurrency(
    play: Play, finished: Path, tmp_path: Path
) -> None:
    play(tmp_path / "one", "runtime.concurrency=1")
    play(tmp_path / "many", "runtime.concurrency=30")
    assert exported(tmp_path / "one") == exported(tmp_path / "many") == exported(finished)
    assert exported(finished)


def test_another_seed_gives_other_data(play: Play, finished: Path, tmp_path: Path) -> None:
    play(tmp_path / "run", "seed=1")
    assert exported(tmp_path / "run") != exported(finished)


def test_a_preview_is_the_beginning_of_the_run_and_is_extended_by_it(
    play: Play, finished: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    play(out, limit=7)
    with RunDir.view(out) as folder:
        assert sorted([*folder.verdicts, *folder.rejected]) == list(range(7))
    play(out)
    assert exported(out) == exported(finished)


def test_what_is_finished_is_not_made_again(play: Play, finished: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in finished.glob("*.jsonl") if "dec" not in p.name}
    play(finished)
    assert {p: p.stat().st_mtime_ns for p in before} == before


def test_lost_stages_are_made_again_and_nothing_else(
    play: Play, finished: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    play(out)
    for name, keep in (("trajectories", 20), ("verdicts", 10)):
        part = out / f"{name}.jsonl"
        part.write_bytes(b"".join(part.read_bytes().splitlines(keepends=True)[:keep]) + b'{"ind')
    play(out)
    assert exported(out) == exported(finished)


def test_another_configuration_is_refused_and_its_keys_are_named(
    play: Play, finished: Path, tmp_path: Path
) -> None:
    with pytest.raises(RunError, match=r"scenarios\.distractors: 6 → 3") as caught:
        play(finished, "scenarios.distractors=3", "runtime.concurrency=2", "count=5")
    assert "concurrency" not in str(caught.value)
    assert "count" not in str(caught.value)


def test_fresh_starts_over(play: Play, tmp_path: Path) -> None:
    out = tmp_path / "run"
    play(out, "count=3")
    (out / "mine.txt").write_text("not ours")
    play(out, "count=3", "seed=5", fresh=True)
    with RunDir.view(out) as folder:
        assert folder.read_config()["seed"] == 5
    assert (out / "mine.txt").exists()


def test_an_empty_pool_is_an_error_that_names_the_file(play: Play, tmp_path: Path) -> None:
    pool = tmp_path / "pool.jsonl"
    pool.write_text("")
    with pytest.raises(DataError, match=r"pool\.jsonl"):
        play(tmp_path / "run", f"tools.paths=[{pool}]")


def test_lineage_leads_from_a_row_back_to_its_tools(finished: Path) -> None:
    text = (finished / "export/openai/trajectories.jsonl").read_text().partition("\n")[0]
    with RunDir.view(finished) as folder:
        tools = folder.read_tools()
        item = next(i for i in folder.finished() if i.trajectory.id in text)
        assert item.scenario.id == item.trajectory.scenario
        for step in item.scenario.steps:
            assert tools[step.tool].source
            assert tools[step.tool].licence


def test_defaults_are_those_of_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("")
    assert load_config(tmp_path / "config.yaml") == RunConfig()


def test_a_calibration_of_a_run_is_taken_for_the_same_judges_and_for_no_others(
    play: Play, finished: Path, tmp_path: Path
) -> None:
    file, out = tmp_path / "calibration.json", tmp_path / "out"
    write_calibration(calibrate_by_agreement(labelled_run(finished)), file)
    shutil.copytree(finished, out)
    told = (f"checks.calibration={file}", "checks.weights=probability")
    play(out, *told)  # nothing is played again: it is decided anew
    with RunDir.view(out) as folder:
        kept = [one for one in folder.decisions().values() if one.keep]
        config = RunConfig.model_validate(folder.read_config())
    assert kept and all(0 < chance <= 1 for one in kept for chance in one.weights.values())
    assert all(one.weights for one in kept)
    report = asyncio.run(check_out([out], tmp_path / "checked", config))
    assert report.wrong_expected is not None
    with pytest.raises(DataError, match="another prompt or model"):
        play(tmp_path / "other", *told, "checks.judges=[{type: turn, per_request: 1}]")
    assert not (tmp_path / "other" / "trajectories.jsonl").stat().st_size  # nothing was paid
