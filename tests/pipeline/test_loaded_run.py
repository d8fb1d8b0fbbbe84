"""A run folder opened to read."""

from __future__ import annotations

import gc
import shutil
from pathlib import Path

import pytest

from dialogues import BOOK, GOOD, TOOLS, WEATHER, says, user
from run_folders import opened, written
from toolmind.errors import DataError, RunError
from toolmind.pipeline.loaded_run import load
from toolmind.records import Decision
from toolmind.runs.run_dir import Rejection, RunDir

OPEN = Path("/proc/self/fd")
DIALOGUES = {3: GOOD, 0: GOOD, 1: (user("Hi"), says("Hello."))}
DECISIONS = {
    3: Decision(keep=True, masked={"m1": "arguments.invalid"}),
    0: Decision(keep=True),
    1: Decision(keep=False, reasons=("coverage.missing_call",)),
}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    failed = {2: Rejection(stage="simulate", code="user.stopped_first")}
    return written(tmp_path / "run", DIALOGUES, DECISIONS, failed)


def test_everything_of_an_item_is_found_by_its_index(run: Path) -> None:
    with load(str(run)) as made:
        assert [*made.trajectories] == [*made.scenarios] == [*made.verdicts] == [0, 1, 3]
        assert (len(made.trajectories), [*made.rejected]) == (3, [2])
        assert made.rejected[2].code == "user.stopped_first"
        for index, trajectory in made.trajectories.items():
            assert trajectory.index == index
            assert made.scenarios[index].id == trajectory.scenario
        with pytest.raises(KeyError):
            made.trajectories[2]
        assert made.tools == {tool.id: tool for tool in TOOLS.values()}
        assert made.config["count"] == 2
        assert made.report()["kept"] == 2
        assert made.path == run


def test_the_kept_and_their_samples_are_those_of_the_decisions(run: Path) -> None:
    with load(run) as made:
        kept = list(made.kept())
        assert [one.trajectory.index for one in kept] == [0, 3]
        assert all(one.tools == (WEATHER, BOOK) for one in kept)
        assert [one.scenario.id for one in kept] == ["s0", "s3"]
        assert [sample.id for sample in made.samples()] == ["t0/m1", "t0/m3", "t3/m3"]


def test_a_run_that_is_not_selected_says_so(tmp_path: Path) -> None:
    with (
        load(written(tmp_path / "run")) as made,
        pytest.raises(RunError, match=r"not selected yet\. Export it first"),
    ):
        next(made.kept())
    with load(written(tmp_path / "empty", {})) as made:
        assert list(made.kept()) == []


def test_it_is_what_was_there_when_it_was_opened(run: Path) -> None:
    with load(run) as made, opened(run) as folder:
        folder.rejected.append(7, Rejection(stage="scenario", code="x"))
        assert 7 not in made.rejected


def test_it_closes_itself_when_let_go_of(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed, close = [], RunDir.close
    monkeypatch.setattr(RunDir, "close", lambda one: (closed.append(one.path), close(one)))
    made = load(run)
    assert not closed
    del made
    gc.collect()
    assert closed == [run]


@pytest.mark.skipif(not OPEN.is_dir(), reason="the system does not list what is open")
def test_what_is_no_run_folder_is_refused_and_none_of_its_files_stays_open(
    run: Path, tmp_path: Path
) -> None:
    before = len(list(OPEN.iterdir()))
    with pytest.raises(RunError, match="not a run folder"):
        load(tmp_path)
    (run / "config.json").write_text("{")
    with pytest.raises(RunError, match=r"config\.json: damaged"):
        load(run)
    assert len(list(OPEN.iterdir())) == before


def test_a_notebook_shows_its_counts(run: Path) -> None:
    with load(run) as made:
        text = made._repr_html_()
        told = made.report()
    for name, value in (
        (str(run), ""),
        ("kept", told["kept"]),
        ("masked: arguments.invalid", 1),
        ("dropped: coverage.missing_call", 1),
    ):
        assert (name in text and f">{value}<" in text) or not value
    assert told["kept"] == 2


@pytest.mark.offline
def test_its_graph_is_there_and_shows_itself(small_run: Path) -> None:
    with load(small_run / "run") as run:
        assert set(run.graph.tools) == set(run.tools)
        shown = run.graph._repr_html_()
        best = max(run.graph.edges(), key=lambda edge: edge.score)
    assert f"{best.score:.2f}" in shown and "150" in shown


@pytest.mark.offline
def test_data_of_others_has_no_graph(small_run: Path, tmp_path: Path) -> None:
    shutil.copytree(small_run / "run", tmp_path / "run")
    (tmp_path / "run" / "graph.npz").unlink()
    with load(tmp_path / "run") as run, pytest.raises(DataError, match="no such graph"):
        _ = run.graph
