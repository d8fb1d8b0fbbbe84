"""The page on the pipeline says which kinds there are, and its own kind is made by a run."""

from __future__ import annotations

import asyncio
import gzip
import re
from dataclasses import fields
from itertools import islice
from pathlib import Path

import pytest
import yaml

from toolmind.config import load_config
from toolmind.pipeline.run import run
from toolmind.records import Failure
from toolmind.runs.run_dir import RunDir
from toolmind.scenarios.kinds.load import BUILT_IN, KINDS
from toolmind.tools.pool import shipped_pool_path

PAGE = (Path(__file__).parents[2] / "docs/pipeline.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


def test_the_table_names_every_kind_with_its_settings() -> None:
    table = PAGE[PAGE.index("| kind |") : PAGE.index("The mix is honoured")]
    rows = re.findall(r"^\| `(\w+)` \|.*\| (.*?) ?\|$", table, re.MULTILINE)
    assert [name for name, _ in rows] == list(BUILT_IN)
    for name, told in rows:
        settings = {
            key: value
            for text in re.findall("`(.*?)`", told)
            for key, value in yaml.safe_load(text).items()
        }
        defaults = {
            each.name: list(each.default) if isinstance(each.default, tuple) else each.default
            for each in fields(KINDS.load(name).made)
        }
        assert settings == defaults


@pytest.mark.offline
def test_a_kind_of_your_own_is_made_by_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my_kinds.py").write_text(block("python"))
    monkeypatch.syspath_prepend(tmp_path)
    pool = tmp_path / "pool.jsonl"
    with gzip.open(shipped_pool_path()) as lines:
        pool.write_bytes(b"".join(islice(lines, 0, None, 20)))
    settings = {"count": 12, "tools": {"paths": ["pool.jsonl"]}, **yaml.safe_load(block("yaml"))}
    (tmp_path / "c.yaml").write_text(yaml.safe_dump(settings))
    config = load_config(tmp_path / "c.yaml", ["chains.min_length=2"])
    asyncio.run(run(config, tmp_path / "run"))
    with RunDir.view(tmp_path / "run") as folder:
        items = list(folder.finished())
    outages = [item for item in items if item.scenario.kind == "outage"]
    assert 0 < len(outages) < len(items)
    for item in outages:
        scenario = item.scenario
        assert 1 <= len(scenario.steps) <= 3
        assert scenario.failures == dict.fromkeys(range(len(scenario.steps)), Failure(times=2))
        assert scenario.manner == "gradually"
        failed = [m for m in item.trajectory.messages if m.status == "error"]
        assert len(failed) >= 2
