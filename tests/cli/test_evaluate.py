from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

import check_rows as rows
from toolmind.cli.evaluate_options import in_percent, in_words
from toolmind.evaluation.paired import compare
from toolmind.runs.labels import wilson


def test_numbers_as_people_read_them() -> None:
    assert in_percent(None) == ""
    assert in_percent(wilson(50, 100)) == "50.0 (40–60)"
    pair = compare("old", "new", [(str(at), False, at < 5) for at in range(10)])
    assert in_words(pair).startswith("new against old: +50.0 points (+20.0 to +80.0), p = 0.0625")


async def cli(*words: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "toolmind", "evaluate", *words),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await process.communicate()
    return process.returncode or 0, told.decode()


@pytest.mark.offline
async def test_two_endpoints_side_by_side(tmp_path: Path, double: Any) -> None:
    data = rows.write(tmp_path / "a.jsonl", [rows.kept("a"), rows.kept("b")])
    async with double() as one, double({"wrong-tool-name": 1.0}) as other:
        serve = ["--endpoint", one.url, "--model", "embedded"]
        serve += ["--endpoint", other.url, "--model", "embedded"]
        words = ["turns", str(data), *serve, "--out", str(tmp_path / "out")]
        code, told = await cli(*words)
        assert code == 0, told
        assert "4 turns of 2 dialogues" in told and "McNemar" in told
        code, told = await cli(*words, "--json")
    assert code == 0
    value = orjson.loads(told[told.index("{") :])
    assert value["turns"] == 4 and len(value["models"]) == 2


@pytest.mark.offline
async def test_the_scenarios_of_a_run(tmp_path: Path, small_run: Path, double: Any) -> None:
    async with double() as one, double({"wrong-tool-name": 1.0}) as other:
        serve = ["--endpoint", one.url, "--model", "embedded"]
        serve += ["--endpoint", other.url, "--model", "embedded"]
        words = ["own", str(small_run / "run"), *serve, "--out", str(tmp_path / "out")]
        code, told = await cli(*words, "--trials", "2")
    assert code == 0, told
    assert "2 trials each" in told and "pass^2" in told and "McNemar" in told
    assert "reply.unknown_tool" in told


async def test_what_is_missing_is_said(tmp_path: Path) -> None:
    data = rows.write(tmp_path / "a.jsonl", [rows.kept("a")])
    out = str(tmp_path / "out")
    code, told = await cli("turns", str(data), "--endpoint", "http://a:1/v1", "--out", out)
    assert code == 2 and "--model" in told
