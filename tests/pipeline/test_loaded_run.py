"""A run folder opened to read."""

from __future__ import annotations

import gc
import shutil
from pathlib import Path

import pytest

from toolmind.errors import RunError
from toolmind.pipeline.loaded_run import load
from toolmind.runs.run_dir import RunDir

pytestmark = pytest.mark.offline


def test_everything_of_an_item_is_found_by_its_index(small_run: Path) -> None:
    with load(str(small_run / "run")) as made:
        indexes = [*made.trajectories]
        assert sorted([*indexes, *made.rejected]) == list(range(6))
        assert [*made.verdicts] == [*made.decisions] == indexes
        assert len(made.trajectories) == len(indexes)
        for index, trajectory in made.trajectories.items():
            assert trajectory.index == index
            assert made.scenarios[index].id == trajectory.scenario
            assert made.tools.keys() >= set(made.scenarios[index].tools)
        with pytest.raises(KeyError):
            made.trajectories[6]
        assert made.config["count"] == 6
        assert made.report()["played"] == len(indexes)


def test_kept_and_samples_are_those_of_the_decisions(small_run: Path) -> None:
    with load(small_run / "run") as made:
        kept = {one.trajectory.index: one for one in made.kept()}
        assert kept.keys() == {at for at, one in made.decisions.items() if one.keep}
        assert kept
        masked = {
            (made.trajectories[at].id, m) for at, one in made.decisions.items() for m in one.masked
        }
        samples = [*made.samples()]
        assert not masked & {(sample.trajectory, sample.anchor.id) for sample in samples}
        turns = sum(m.role == "assistant" for one in kept.values() for m in one.trajectory.messages)
        assert len(samples) == turns - len(masked)


def test_a_run_that_is_not_selected_says_so(small_run: Path, tmp_path: Path) -> None:
    shutil.copytree(small_run / "run", tmp_path / "run")
    (tmp_path / "run" / "decisions.jsonl").unlink()
    with load(tmp_path / "run") as made, pytest.raises(RunError, match="not selected yet"):
        next(made.kept())


def test_it_closes_itself_when_let_go_of(small_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed, close = [], RunDir.close
    monkeypatch.setattr(RunDir, "close", lambda one: (closed.append(one.path), close(one)))
    made = load(small_run / "run")
    assert not closed
    del made
    gc.collect()
    assert closed == [small_run / "run"]


def test_what_is_no_run_folder(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="not a run folder"):
        load(tmp_path)
