"""`toolmind recheck` as it is typed; what it does is tested in tests/pipeline/test_recheck.py."""

from __future__ import annotations

import shutil
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner, Result

from toolmind.cli.main import build_app
from toolmind.errors import ConfigError

pytestmark = pytest.mark.offline


def recheck(*typed: object) -> Result:
    return CliRunner().invoke(build_app("recheck"), ["recheck", *map(str, typed)])


@pytest.fixture
def run(small_run: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small_run / "run", tmp_path / "run")


def test_it_says_what_was_judged_and_exported(run: Path) -> None:
    done = recheck(run, "--only", "grounding")
    assert done.exit_code == 0, done.output
    assert "6 trajectories judged again, 0 have new verdicts" in done.stdout
    assert "trajectories kept" in done.stdout
    done = recheck(run, "--only", "errors", "--json")
    assert orjson.loads(done.stdout)["judged"] == 0


def test_a_judge_goes_by_either_name_and_what_is_none_is_named(run: Path) -> None:
    for name in ("trajectory", "trajectory_judge"):
        assert recheck(run, "--only", name).exit_code == 0
    done = recheck(run, "--only", "judges")
    assert isinstance(done.exception, ConfigError)
