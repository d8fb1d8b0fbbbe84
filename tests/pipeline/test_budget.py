"""A budget that is spent in the middle of a check stops the run; nothing is lost by it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from toolmind.config import RunConfig, load_config
from toolmind.errors import BudgetExceeded
from toolmind.pipeline.run import run
from toolmind.records import Decision, Verdict
from toolmind.runs.run_dir import RunDir

pytestmark = pytest.mark.offline

COUNT = 20


def judged_at(url: str, max_cost: float) -> RunConfig:
    """Return a run whose judges alone cost something: a dollar for a thousand tokens."""
    price = "{prompt: 1000, completion: 1000}"
    endpoint = f"{{type: openai, base_url: '{url}', model: embedded, price: {price}}}"
    overrides = [
        f"count={COUNT}",
        "runtime.concurrency=8",
        f"models.endpoints.double={endpoint}",
        "models.judge=double",
    ]
    return load_config(None, [*overrides, f"runtime.max_cost={max_cost}"])


def verdicts(out: Path) -> Iterator[Verdict]:
    with RunDir.view(out) as folder:
        for index in folder.verdicts:
            yield from folder.verdicts.read(index)


def decisions(out: Path) -> dict[int, Decision]:
    with RunDir.view(out) as folder:
        return folder.decisions()


async def stop_and_go_on(out: Path, double: Any) -> None:
    async with double() as server:
        await run(judged_at(server.url, 1e9), out / "whole")
        with pytest.raises(BudgetExceeded):
            await run(judged_at(server.url, 20), out / "stopped")
        assert [v for v in verdicts(out / "stopped") if v.outcome == "error"] == []
        with RunDir.view(out / "stopped") as folder:
            assert len(folder.verdicts) < COUNT
            assert len(folder.rejected) == 0
            assert [*folder.owed(COUNT)] != []
        await run(judged_at(server.url, 1e9), out / "stopped")


def test_a_budget_spent_within_a_judge_leaves_the_items_owed(tmp_path: Path, double: Any) -> None:
    asyncio.run(stop_and_go_on(tmp_path, double))
    assert decisions(tmp_path / "stopped") == decisions(tmp_path / "whole")
    assert [v for v in verdicts(tmp_path / "stopped") if v.outcome == "error"] == []
