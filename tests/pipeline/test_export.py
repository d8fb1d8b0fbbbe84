"""A run folder is exported again without anything that the run needed."""

from __future__ import annotations

import asyncio
import gzip
import shutil
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import orjson
import pytest

from graph_tools import make_tool
from toolmind.config import PluginConfig, load_config
from toolmind.errors import ConfigError, DataError, RunError
from toolmind.pipeline.export import export_run
from toolmind.pipeline.run import run
from toolmind.runs.run_dir import RunDir
from toolmind.tools.pool import shipped_pool_path

pytestmark = pytest.mark.offline

OWN = '''
import json

from toolmind.formats.base import ExportReport


class Texts:
    """Writes the text of every learnt turn, several to a file."""

    name = "texts"

    def __init__(self, rows: int = 2, lose: bool = False) -> None:
        self.rows, self.lose = rows, lose

    def export(self, rows, out_dir):
        texts = [sample.anchor.content for kept in rows for sample in kept.samples()]
        out_dir.mkdir(parents=True, exist_ok=True)
        parts = range(0, len(texts), self.rows)
        for part in parts:
            text = json.dumps(texts[part : part + self.rows])
            (out_dir / f"{part}.json").write_text(text)
        files = tuple(f"{part}.json" for part in parts)
        count = len(texts)
        return ExportReport(name=self.name, files=files, rows=count, trained_turns=count)

    def verify(self, out_dir, rows):
        wanted = sum(1 for kept in rows for _ in kept.samples())
        found = sum(len(json.loads(file.read_text())) for file in out_dir.iterdir())
        assert found == wanted
        return found - self.lose
'''


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    with gzip.open(shipped_pool_path()) as lines:
        (folder / "pool.jsonl").write_bytes(b"".join(islice(lines, 0, None, 12)))
    settings = ["count=12", f"tools.paths=[{folder / 'pool.jsonl'}]"]
    asyncio.run(run(load_config(None, settings), folder / "run"))
    return folder / "run"


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "run"))


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    (tmp_path / "own_format.py").write_text(OWN)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "own_format:Texts"
    sys.modules.pop("own_format", None)


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "run.lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def change_config(run: Path, **changes: Any) -> None:
    file = run / "config.json"
    stored = orjson.loads(file.read_bytes())
    stored["config"] |= changes
    file.write_bytes(orjson.dumps(stored))


def formats(*names: str) -> list[PluginConfig]:
    return [PluginConfig(type=name) for name in names]


def test_the_same_run_gives_the_same_bytes_again(copy: Path, finished: Path) -> None:
    shutil.rmtree(copy / "export")
    for name in ("decisions.jsonl", "stats.json"):
        (copy / name).unlink()
    exported = export_run(copy)
    assert contents(copy) == contents(finished)
    assert exported.folder == copy / "export" and exported.owed == 0
    assert [report.name for report in exported.reports] == ["openai", "huggingface", "trl"]
    assert exported.reports[0].rows >= exported.kept > 8  # two where a tool comes later
    card = (copy / "export" / "huggingface" / "README.md").read_text()
    assert "| shifted date | grounding |" in card, "it is told by what checks"


def test_endpoints_without_keys_and_plug_ins_of_elsewhere_are_not_asked_for(copy: Path) -> None:
    change_config(
        copy,
        models={"endpoints": {"far": {"type": "openai", "api_key_env": "NOT_SET"}}},
        checks={"use": ["of_another_machine:Check"], "duplicates": {"similarity": 0.9}},
        environment={"type": "of_another_machine:World"},
    )
    assert export_run(copy).reports


def test_settings_of_the_selection_are_the_runs(tmp_path: Path) -> None:
    """A tool that takes nothing is called alike each time."""
    tools = [make_tool("get_status", {}, {})]
    (tmp_path / "pool.jsonl").write_bytes(msgspec.json.Encoder().encode_lines(tools))
    pool = f"tools.paths=[{tmp_path / 'pool.jsonl'}]"
    alike = "checks.duplicates={same_calls: false, similarity: 1}"
    config = load_config(None, ["count=6", pool, "scenarios.kinds=[single]", alike])
    asyncio.run(run(config, tmp_path / "run"))
    assert export_run(tmp_path / "run").kept > 1
    change_config(tmp_path / "run", checks={"duplicates": {"same_calls": True}})
    assert export_run(tmp_path / "run").kept == 1


def test_in_another_folder_the_run_stays_as_it_is(
    copy: Path, finished: Path, tmp_path: Path
) -> None:
    exported = export_run(copy, formats("trl"), tmp_path / "out")
    assert contents(copy) == contents(finished)
    file, *_ = exported.reports[0].files
    path = tmp_path / "out" / "trl" / file
    with duckdb.connect() as connection:
        (rows,) = connection.execute(f"SELECT count(*) FROM '{path}'").fetchall()
    assert rows == (exported.reports[0].rows,)


def test_of_an_unfinished_run_what_is_finished_is_exported(copy: Path) -> None:
    verdicts = copy / "verdicts.jsonl"
    lines = verdicts.read_bytes().splitlines(keepends=True)
    verdicts.write_bytes(b"".join(lines[:5]) + lines[5][:20])
    (copy / "rejected.jsonl").write_bytes(b"")
    exported = export_run(copy)
    assert exported.owed == 12 - 5
    assert 0 < exported.kept <= 5
    with RunDir.view(copy) as folder:
        assert len(folder.decisions()) == 5


def test_a_run_that_is_at_work_is_exported_elsewhere_only(copy: Path, tmp_path: Path) -> None:
    with RunDir.view(copy, lock=True):
        with pytest.raises(RunError, match="in use by another process"):
            export_run(copy)
        assert export_run(copy, formats("openai"), tmp_path / "out").reports


def test_a_format_of_ones_own_takes_settings(copy: Path, own: str) -> None:
    three = PluginConfig.model_validate({"type": own, "rows": 3})
    (report,) = export_run(copy, [three]).reports
    assert len(report.files) == -(-report.rows // 3)
    with pytest.raises(ConfigError, match=r"unknown setting 'rws' \(did you mean 'rows'"):
        export_run(copy, [PluginConfig.model_validate({"type": own, "rws": 3})])
    with pytest.raises(DataError, match="rows were written, and"):
        export_run(copy, [PluginConfig.model_validate({"type": own, "rows": 3, "lose": True})])


def test_what_cannot_be_says_where_and_what_to_do(copy: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError, match=f"{tmp_path / 'none'}: not a run folder"):
        export_run(tmp_path / "none")
    with pytest.raises(ConfigError, match="did you mean 'openai'"):
        export_run(copy, formats("openay"))
    with pytest.raises(ConfigError, match="'openai' is there 2 times"):
        export_run(copy, formats("openai", "openai"))
    change_config(copy, checks={"duplicates": {"similarity": 2}})
    with pytest.raises(RunError, match=r"config\.json: checks\.duplicates\.similarity"):
        export_run(copy)
    (copy / "scenarios.jsonl").unlink()
    with pytest.raises(RunError, match=r"scenarios\.jsonl is missing"):
        export_run(copy)
