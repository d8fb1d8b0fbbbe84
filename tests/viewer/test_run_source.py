"""Items of a run, also of one that is at work."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from toolmind.errors import RunError
from toolmind.records.label import Label
from toolmind.runs.labels import read_labels
from toolmind.viewer.run_source import RunSource


@pytest.mark.offline
def test_a_run_gives_its_items_once_with_what_became_of_them(small_run: Path) -> None:
    with closing(RunSource(small_run / "run")) as source:
        a_run_gives_its_items_once(source)


def a_run_gives_its_items_once(source: RunSource) -> None:
    items = sorted(source.new(), key=lambda item: item.index)
    assert [item.index for item in items] == list(range(6))
    assert all(item.scenario and item.trajectory and item.decision for item in items)
    assert all(item.tools for item in items)
    assert not list(source.new())
    assert source.item(3) == items[3]
    with pytest.raises(KeyError):
        source.item(6)


@pytest.mark.offline
def test_a_run_at_work_gives_more_as_it_comes(small_run: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(small_run / "run", run)
    (run / "decisions.jsonl").unlink()
    verdicts = (run / "verdicts.jsonl").read_bytes().splitlines(keepends=True)
    (run / "verdicts.jsonl").write_bytes(b"".join(verdicts[:2]))
    source = RunSource(run)
    first = list(source.new())
    assert len(first) == 2
    assert all(item.decision for item in first), "as the policy alone would have it"
    with (run / "verdicts.jsonl").open("ab") as file:
        file.writelines(verdicts[2:])
    assert len(list(source.new())) == len(verdicts) - 2
    shutil.copy(small_run / "run" / "decisions.jsonl", run)
    assert len(list(source.new())) == len(verdicts), "all again, as they were decided anew"
    source.close()


@pytest.mark.offline
def test_a_torn_line_counts_as_not_written_yet(small_run: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(small_run / "run", run)
    whole = (run / "verdicts.jsonl").read_bytes()
    (run / "verdicts.jsonl").write_bytes(whole[:-10])
    with closing(RunSource(run)) as source:
        assert len(list(source.new())) == 5
        (run / "verdicts.jsonl").write_bytes(whole)
        assert len(list(source.new())) == 1


@pytest.mark.offline
def test_it_knows_its_graph_its_cost_and_its_labels(small_run: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(small_run / "run", run)
    with closing(RunSource(run)) as source:
        graph = source.graph()
        assert graph and source.graph() is graph
        facts = source.facts()
        assert facts["requests"] and facts["tokens"]
        assert facts["replies"] >= facts["requests"] and facts["seconds"] > 0
        source.append(Label(item="t000001", message="m1", label="right"))
        assert source.labels() == read_labels(run / "labels.jsonl") != []


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="not a run folder"):
        RunSource(tmp_path)
    (tmp_path / "config.json").write_text('{"toolmind": "1", "config": {}, "fingerprint": {}}')
    with pytest.raises(RunError, match="not a whole run folder"):
        RunSource(tmp_path)
