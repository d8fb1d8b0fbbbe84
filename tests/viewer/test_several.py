"""Several runs side by side."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from toolmind.errors import UserError
from toolmind.records.label import Label
from toolmind.runs.labels import read_labels
from toolmind.viewer.run_source import RunSource
from toolmind.viewer.several import Several

pytestmark = pytest.mark.offline


@pytest.fixture
def runs(small_run: Path, tmp_path: Path) -> list[Path]:
    for name in ("a", "b"):
        shutil.copytree(small_run / "run", tmp_path / name)
    return [tmp_path / "a", tmp_path / "b"]


def test_the_same_item_of_two_runs_stands_side_by_side(runs: list[Path]) -> None:
    with closing(Several([RunSource(run) for run in runs])) as both:
        items = {item.index: item for item in both.new()}
        assert sorted(items) == list(range(12))
        assert [items[at].id for at in (2, 3)] == ["a:t000001", "b:t000001"]
        assert [items[at].run for at in (2, 3)] == ["a", "b"]
        assert items[2].trajectory == items[3].trajectory
        assert both.item(7) == items[7]
        assert len(both.tools()) == 150 and both.graph() is not None


def test_runs_of_one_name_are_told_apart(runs: list[Path]) -> None:
    with closing(Several([RunSource(runs[0]), RunSource(runs[0])])) as both:
        assert both.name == "a1 and a2"


def test_labels_go_to_the_folder_of_their_run(runs: list[Path]) -> None:
    with closing(Several([RunSource(run) for run in runs])) as both:
        both.append(Label(item="b:t000001", message="m1", label="wrong"))
        assert [label.item for label in read_labels(runs[1] / "labels.jsonl")] == ["t000001"]
        assert not (runs[0] / "labels.jsonl").exists()
        assert [label.item for label in both.labels()] == ["b:t000001"]
        with pytest.raises(UserError):
            both.append(Label(item="c:t000001", message="m1", label="wrong"))
