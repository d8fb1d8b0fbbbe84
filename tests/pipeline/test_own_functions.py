"""`examples/python_tools`: a user's class as tools and as the world, by the commands it names."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from toolmind.records import Trajectory
from toolmind.runs.run_dir import RunDir

pytestmark = pytest.mark.offline

EXAMPLE = Path(__file__).parents[2] / "examples" / "python_tools"
SRC = Path(__file__).parents[2] / "src"


def commands() -> list[str]:
    """Return the commands that the example's configuration names."""
    lines = (EXAMPLE / "config.yaml").read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("#").strip() for line in lines if "toolmind " in line]


def follow(folder: Path) -> None:
    """Run the commands as they stand, with this interpreter."""
    tool = f"{shlex.quote(sys.executable)} -m toolmind "
    for line in commands():
        ours = line.replace("toolmind ", tool).replace("PYTHONPATH=.", f"PYTHONPATH=.:{SRC}")
        done = subprocess.run(
            ours, shell=True, cwd=folder, capture_output=True, text=True, env=os.environ
        )
        assert done.returncode == 0, done.stderr


def played(run: Path) -> list[Trajectory]:
    with RunDir.view(run) as folder:
        decisions = folder.decisions()
        assert len(decisions) == 20 and all(one.keep for one in decisions.values())
        return [item.trajectory for item in folder.finished()]


@pytest.fixture
def example(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "example", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "example"


def test_the_example_runs_by_its_own_commands_and_a_seed_gives_the_same_worlds(
    example: Path,
) -> None:
    assert len(commands()) == 2
    assert len((example / "shop.py").read_text(encoding="utf-8").splitlines()) < 30
    follow(example)
    first = played(example / "runs" / "config")
    states = [one.final_state["orders"] for one in first if one.final_state]
    assert len(states) == 20 and len({json.dumps(state) for state in states}) > 15
    # One order of each shop was cancelled: in that dialogue, and in no other.
    for state in states:
        assert sorted(order["status"] for order in state.values()) == ["cancelled", "open", "open"]
    shutil.rmtree(example / "runs")
    follow(example)
    assert played(example / "runs" / "config") == first
