"""`toolmind export` as it is typed; what it does is tested in tests/pipeline/test_export.py."""

from __future__ import annotations

import asyncio
import gzip
from itertools import islice
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner, Result

from toolmind.cli.main import build_app
from toolmind.config import load_config
from toolmind.errors import ConfigError
from toolmind.pipeline.run import run
from toolmind.tools.pool import shipped_pool_path

pytestmark = pytest.mark.offline


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    with gzip.open(shipped_pool_path()) as lines:
        (folder / "pool.jsonl").write_bytes(b"".join(islice(lines, 0, None, 20)))
    settings = ["count=4", f"tools.paths=[{folder / 'pool.jsonl'}]", "export.formats=[]"]
    asyncio.run(run(load_config(None, settings), folder / "run", limit=3))
    return folder / "run"


def export(*arguments: object) -> Result:
    typed = ["export", *map(str, arguments)]
    return CliRunner().invoke(build_app("export"), typed, env={"COLUMNS": "200"})


def test_formats_are_named_and_what_is_owed_is_said(made: Path) -> None:
    done = export(made, "--format", "openai", "--format", "trl")
    assert done.exit_code == 0
    assert f"{made}/export/openai/trajectories.jsonl" in done.stdout
    assert "turns.parquet" in done.stdout
    assert "trajectories kept" in done.stdout
    assert "1 items of the run are not finished" in done.stdout


def test_the_reports_are_printed_as_json(made: Path, tmp_path: Path) -> None:
    done = export(made, "--format", "openai", "--out", tmp_path / "out", "--json")
    printed = orjson.loads(done.stdout)
    assert printed["folder"] == str(tmp_path / "out")
    assert printed["owed"] == 1
    assert printed["reports"][0]["rows"] == printed["kept"]
    assert (tmp_path / "out/openai/trajectories.jsonl").exists()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (("--set", "a=1"), "one format that --format names"),
        (("--format", "openai", "--format", "trl", "--set", "a=1"), "one by one"),
        (("--format", "openai", "--set", "a"), "key.path=value"),
        (("--format", "openai", "--set", "a=1"), "unknown setting 'a'"),
        (("--format", ""), "give the name"),
    ],
)
def test_what_is_typed_wrong_is_said(made: Path, typed: tuple[str, ...], message: str) -> None:
    done = export(made, *typed)
    assert isinstance(done.exception, ConfigError)
    assert message in str(done.exception)


def test_an_export_may_be_in_parts(made: Path, tmp_path: Path) -> None:
    typed = ("--format", "openai", "--out", tmp_path, "--shards", 2, "--shuffle", 3)
    done = export(made, *typed)
    assert done.exit_code == 0
    names = [f"train-0000{at}-of-00002" for at in range(2)]
    assert sorted(path.name for path in (tmp_path / "openai").iterdir()) == names
    refused = export(made, "--weight", "a")
    assert isinstance(refused.exception, ConfigError)
