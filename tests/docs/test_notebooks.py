"""The notebooks run from the first cell to the last, offline, and say what they show."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "examples" / "notebooks").glob("*.ipynb"))

pytestmark = [
    pytest.mark.offline,
    # The kernel is another process: what it and its client say of sockets is none of ours.
    pytest.mark.filterwarnings("default"),
]


def test_there_are_three() -> None:
    assert [one.stem for one in NOTEBOOKS] == [
        "check_and_clean",
        "own_benchmark",
        "own_tools_to_data",
    ]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda one: one.stem)
def test_a_notebook_runs(notebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT / "src"), *_python_path()]))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    made = nbformat.read(notebook, as_version=4)
    told = [_kinds(cell) for cell in made.cells]
    client = NotebookClient(made, timeout=300, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    assert [_kinds(cell) for cell in made.cells] == told, "what it shows is what it makes"


def _python_path() -> list[str]:
    return os.environ["PYTHONPATH"].split(os.pathsep) if os.environ.get("PYTHONPATH") else []


def _kinds(cell: nbformat.NotebookNode) -> list[list[str]]:
    """Return what a cell's outputs are: tables, texts; what is written to the log is left out."""
    outputs = [one for one in cell.get("outputs", ()) if one.get("name") != "stderr"]
    return [sorted(one.get("data", {one.output_type: ""})) for one in outputs]
