"""`make chaos` in small: every fault at once, and each item done or recorded with its reason."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from shutil import copyfile
from types import ModuleType
from typing import Any

import pytest

from toolmind.config import RunConfig
from toolmind.graph.build import build_graph
from toolmind.pipeline.prepare import prepare
from toolmind.pipeline.run import run

pytestmark = pytest.mark.offline

COUNT = 15


@pytest.fixture(scope="module")
def chaos() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "chaos.py"
    spec = importlib.util.spec_from_file_location("chaos", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["chaos"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The function graph, built once for all runs."""
    path = tmp_path_factory.mktemp("graph") / "graph.npz"
    made = prepare(RunConfig())
    build_graph(made.pool, made.config.graph).save(path)
    return path


async def _play(chaos: ModuleType, out: Path, graph: Path, server: Any) -> dict[str, object]:
    out.mkdir()
    copyfile(graph, out / graph.name)
    async with server:
        await run(chaos.configuration(server.url, COUNT, in_flight=COUNT), out)
        return server.stats


async def test_a_run_through_every_fault(chaos, graph, tmp_path, double):
    calm, storm = tmp_path / "calm", tmp_path / "storm"
    log = tmp_path / "log.jsonl"
    rates = {**chaos.RATES, "missing-argument": 0.15}  # so that even these few see one
    # A stall that the client does not wait out would take two seconds each; see `make chaos`.
    spoilt = double(rates, 3, log=log, stall_s=0.2, retry_after_s=0.05, rpm=60_000)
    await _play(chaos, calm, graph, double())
    seen = await _play(chaos, storm, graph, spoilt)
    # Which faults these few requests meet depends on every word of them: most, not always all.
    assert seen["faults"].keys() <= rates.keys()
    assert len(seen["faults"]) > 0.7 * len(rates)
    entries = chaos.read_log(log)
    outcome = chaos.compare(calm, storm, COUNT, entries)
    outcome.broken += chaos.account(entries, chaos.paid_requests(storm), outcome.rejected)
    assert outcome.broken == []
    assert outcome.same + outcome.told_apart + sum(outcome.rejected.values()) == COUNT
    assert outcome.same > 0
    assert not chaos.limits_kept(seen)


async def test_a_difference_without_a_fault_is_found(chaos, graph, tmp_path, double):
    await _play(chaos, tmp_path / "one", graph, double())
    await _play(chaos, tmp_path / "two", graph, double())
    assert chaos.compare(tmp_path / "one", tmp_path / "two", COUNT, []).same == COUNT
    lines = (tmp_path / "two" / "trajectories.jsonl").read_bytes().splitlines(keepends=True)
    changed = lines[4].replace(b'"role":"user","content":"', b'"role":"user","content":"Oh. ', 1)
    assert changed != lines[4]
    lines[4] = changed
    (tmp_path / "two" / "trajectories.jsonl").write_bytes(b"".join(lines))
    outcome = chaos.compare(tmp_path / "one", tmp_path / "two", COUNT, [])
    assert len(outcome.broken) == 1
    assert "without a fault" in outcome.broken[0]
