"""A run is written in parts, each read back; validation calls tools that training never shows."""

from __future__ import annotations

import asyncio
import gzip
from itertools import islice
from pathlib import Path

import orjson
import pytest

from toolmind.config import PluginConfig, load_config
from toolmind.formats.split import SplitOptions
from toolmind.pipeline.export import export_run
from toolmind.pipeline.run import run
from toolmind.tools.pool import shipped_pool_path

pytestmark = pytest.mark.offline


def test_validation_holds_tools_that_training_never_shows(tmp_path: Path) -> None:
    with gzip.open(shipped_pool_path()) as lines:
        (tmp_path / "pool.jsonl").write_bytes(b"".join(islice(lines, 0, None, 12)))
    settings = ["count=8", f"tools.paths=[{tmp_path / 'pool.jsonl'}]", "export.formats=[]"]
    asyncio.run(run(load_config(None, settings), tmp_path / "run"))
    split = SplitOptions(validation=0.4, shards=2, shuffle=1)
    exported = export_run(
        tmp_path / "run", [PluginConfig(type="openai")], tmp_path / "out", split=split
    )
    sides: dict[str, list[dict[str, object]]] = {"train": [], "validation": []}
    for report in exported.reports:
        (file,) = report.files
        lines = (tmp_path / "out/openai" / file).read_bytes().splitlines()
        assert len(lines) == report.rows
        sides[file.partition("-")[0]] += map(orjson.loads, lines)
    left_out = sum(sum(report.left_out.values()) for report in exported.reports)
    shown_in = {row["metadata"]["trajectory"] for rows in sides.values() for row in rows}  # type: ignore[index]
    assert len(shown_in) + left_out == exported.kept
    shown = {_name(tool) for row in sides["train"] for tool in row["tools"]}  # type: ignore[attr-defined]
    assert sides["validation"] and sides["train"]
    assert all(_called(row) - shown for row in sides["validation"])


def _name(tool: dict[str, dict[str, str]]) -> str:
    return tool["function"]["name"]


def _called(row: dict[str, object]) -> set[str]:
    messages: list[dict[str, list[dict[str, dict[str, str]]]]] = row["messages"]  # type: ignore[assignment]
    return {_name(call) for message in messages for call in message.get("tool_calls", ())}
