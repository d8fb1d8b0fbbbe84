"""One source of counts: what was paid for, what was met on the way, and what is kept."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from graph_tools import make_tool, shop_tools
from toolmind.config import RunConfig, load_config
from toolmind.errors import BudgetExceeded
from toolmind.pipeline.export import export_run
from toolmind.pipeline.loaded_run import load
from toolmind.pipeline.run import run
from toolmind.runs.report import read_report

pytestmark = pytest.mark.offline

COUNT = 16
ROLES = ("scenario", "user", "assistant", "judge")


@pytest.fixture
def pool(tmp_path: Path) -> str:
    (tmp_path / "pool.jsonl").write_bytes(msgspec.json.Encoder().encode_lines(shop_tools()))
    return f"tools.paths=[{tmp_path / 'pool.jsonl'}]"


def settings(pool: str, *overrides: str) -> RunConfig:
    chains = "chains={min_length: 2, max_length: 3}"
    return load_config(None, [f"count={COUNT}", pool, chains, *overrides])


def over(url: str) -> list[str]:
    """All roles are played at one endpoint, a dollar for a thousand tokens."""
    costs = "price: {prompt: 1000, completion: 1000}, runtime: {backoff: 0.001, retries: 20}"
    endpoint = f"{{type: openai, base_url: '{url}', model: embedded, {costs}}}"
    return [f"models.endpoints.teacher={endpoint}", *(f"models.{role}=teacher" for role in ROLES)]


def paid(report: dict[str, Any]) -> int:
    """Requests that were paid for; a role that only the cache answered has none."""
    return sum(use.get("requests", 0) for use in report["usage"].values())


async def test_after_a_budget_stop_every_call_is_counted_that_was_paid_for(
    pool: str, tmp_path: Path, double: Any
) -> None:
    """Also those of the items under way, of which nothing is written."""
    async with double(latency_s=0.01) as server:
        stopped = settings(pool, *over(server.url), "runtime.max_cost=8")
        with pytest.raises(BudgetExceeded):
            await run(stopped, tmp_path / "run")
        report = read_report(tmp_path / "run")
        assert report["played"] + report["undecided"] < COUNT
        assert paid(report) == server.stats["delivered"] > 0
        assert sum(use["cost"] for use in report["usage"].values()) >= 8
        # What is answered from the cache now is paid for once.
        await run(settings(pool, *over(server.url)), tmp_path / "run")
        assert paid(read_report(tmp_path / "run")) == server.stats["delivered"]
        assert server.stats["delivered"] == server.stats["distinct_requests"]


FAULTS = {"429": 0.06, "503": 0.06, "reset": 0.06, "invalid-json": 0.06, "prose-around-json": 0.05}
"""Each is healed by asking again."""

KINDS = {
    "429": "model.rate_limited",
    "503": "model.http_503",
    "invalid-json": "model.garbled",
    "prose-around-json": "reply.malformed_json",
}


async def test_healed_faults_are_told_by_endpoint_and_kind_and_outlive_a_restart(
    pool: str, tmp_path: Path, double: Any
) -> None:
    async with double(FAULTS) as server:
        await run(settings(pool, *over(server.url)), tmp_path / "run", limit=COUNT // 2)
        first = read_report(tmp_path / "run")["faults"]
        await run(settings(pool, *over(server.url)), tmp_path / "run")
        report = read_report(tmp_path / "run")
        injected = server.stats["faults"]
    assert report["failed"] == {}
    assert set(report["faults"]) == {"teacher"}
    met = report["faults"]["teacher"]
    assert {code: met[code] for code in KINDS.values()} == {
        code: injected[kind] for kind, code in KINDS.items()
    }
    assert met.keys() - set(KINDS.values())  # resets: by where they were noticed
    assert all(0 < count <= met[code] for code, count in first["teacher"].items())
    assert json.loads((tmp_path / "run" / "stats.json").read_bytes())["faults"] == report["faults"]


def test_what_is_kept_is_one_number_everywhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Some are duplicates, which no check of one item sees: what takes nothing is called alike."""
    out = tmp_path / "run"
    tools = [make_tool(name, {}, {}) for name in ("get_status", "list_rooms")]
    (tmp_path / "pool.jsonl").write_bytes(msgspec.json.Encoder().encode_lines(tools))
    pool = f"tools.paths=[{tmp_path / 'pool.jsonl'}]"

    def told(count: int) -> tuple[int, int]:
        line = capsys.readouterr().err.splitlines()[-1]
        found = re.match(rf"{count}/{count} items.*: (\d+) kept, (\d+) dropped, 0 failed", line)
        assert found, line
        return int(found[1]), int(found[2])

    config = settings(pool, "count=40", "scenarios.kinds=[single, no_tool_needed]")
    asyncio.run(run(config, out))
    kept, dropped = told(40)
    assert kept + dropped == 40
    assert dropped > 0
    stats = json.loads((out / "stats.json").read_bytes())
    assert stats["kept"] == read_report(out)["kept"] == export_run(out).kept == kept
    with load(out) as loaded:
        assert len(list(loaded.kept())) == kept
        assert any("duplicates" in str(one.reasons) for one in loaded.decisions.values())
    asyncio.run(run(config, out))
    assert told(40) == (kept, dropped)
    asyncio.run(run(config, out, limit=5))
    assert told(40) == (kept, dropped)
    assert read_report(out)["usage"] == stats["usage"]
