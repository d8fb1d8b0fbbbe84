"""What a run needs before its first item: the graph and its validation."""

from __future__ import annotations

import asyncio
import gzip
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from toolmind.chains.transitions import above_min_score
from toolmind.config import PluginConfig, RunConfig, load_config
from toolmind.errors import BudgetExceeded, DataError
from toolmind.graph.embedding.static import static_embedder
from toolmind.graph.graph import FAILED, NOT_ASKED, load_graph
from toolmind.pipeline.run import run
from toolmind.runs.run_dir import RunDir
from toolmind.tools.pool import shipped_pool_path

pytestmark = pytest.mark.offline


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a small part of the shipped pool."""
    path = tmp_path_factory.mktemp("pool") / "pool.jsonl"
    with gzip.open(shipped_pool_path()) as lines:
        path.write_bytes(b"".join(islice(lines, 0, None, 20)))
    return path


def settings(pool: Path, *more: str) -> RunConfig:
    short = ["chains.min_length=2", "chains.max_length=4"]
    return load_config(
        None, ["count=5", "graph.validated=true", f"tools.paths=[{pool}]", *short, *more]
    )


def test_links_are_validated_once_and_verdicts_stand_beside_the_scores(
    pool: Path, tmp_path: Path
) -> None:
    config = settings(pool, "chains.min_transitivity=7")
    asyncio.run(run(config, tmp_path))
    graph = load_graph(tmp_path / "graph.npz")
    asked = graph.transitivity != NOT_ASKED
    # Those that chains would walk were asked about, and whatever else joins the same tools.
    assert asked[above_min_score(graph, config.chains)].all()
    assert not asked.all()
    assert (graph.score[asked] >= graph.threshold).all()
    with RunDir.view(tmp_path) as folder:
        assert folder.usage()["validator"].requests > 0
        links = [link for item in folder.finished() for link in item.scenario.chain.links]
    assert links
    assert all(link.evidence for link in links)
    before = folder.links.read_bytes()
    asyncio.run(run(config.model_copy(update={"count": 8}), tmp_path))
    assert folder.links.read_bytes() == before


def over(url: str, *more: str) -> tuple[str, ...]:
    endpoint = f"{{type: openai, base_url: '{url}', model: embedded, runtime: {{concurrency: 1}}}}"
    return (f"models.endpoints.double={endpoint}", "models.validator=double", *more)


async def test_a_stopped_validation_goes_on_where_it_was(
    pool: Path, tmp_path: Path, double: Any
) -> None:
    async with double() as server:
        tight = settings(pool, *over(server.url, "runtime.max_tokens=20000", "runtime.cache=false"))
        with pytest.raises(BudgetExceeded):
            await run(tight, tmp_path / "stopped")
        links = tmp_path / "stopped" / "links.jsonl"
        judged = links.read_bytes().split()
        assert judged
        assert not load_graph(tmp_path / "stopped" / "graph.npz").validated
        asked = server.stats["requests"]
        # What was spent counts against the budget of the next start.
        with pytest.raises(BudgetExceeded):
            await run(tight, tmp_path / "stopped")
        assert server.stats["requests"] == asked
        runtime = tight.runtime.model_copy(update={"max_tokens": None})
        free = tight.model_copy(update={"runtime": runtime})
        await run(free, tmp_path / "stopped")
        resumed = server.stats["requests"]
        await run(free, tmp_path / "whole")
        # The one request that came too late for the budget is asked again.
        assert resumed - (server.stats["requests"] - resumed) <= 1
    assert links.read_bytes().split()[: len(judged)] == judged
    stopped, whole = (load_graph(tmp_path / name / "graph.npz") for name in ("stopped", "whole"))
    assert np.array_equal(stopped.transitivity, whole.transitivity)


async def test_a_validator_that_gives_no_verdict_lets_nothing_pass(
    pool: Path, tmp_path: Path, double: Any
) -> None:
    async with double({"endless-text": 1.0}) as server:
        with pytest.raises(DataError, match=r"none passed.*could not be judged"):
            await run(settings(pool, *over(server.url)), tmp_path)
    graph = load_graph(tmp_path / "graph.npz")
    assert set(graph.transitivity) == {NOT_ASKED, FAILED}


async def test_an_endpoint_embeds_the_tools_of_a_run(
    pool: Path, tmp_path: Path, double: Any
) -> None:
    async with double(embedder=static_embedder()) as server:
        config = settings(
            pool,
            f"models.endpoints.vectors={{type: openai, base_url: '{server.url}', model: static}}",
            "graph={scorer: cosine, embedder: {type: endpoint, endpoint: vectors}}",
            "chains.min_score=0.5",
            "chains.min_score_across=0.5",
        )
        await run(config, tmp_path / "first")
        asked = server.stats["requests"]
        # Another run over the same tools finds the vectors where the first one left them.
        shared = {"embeddings_path": tmp_path / "first" / "embeddings.db"}
        runtime = config.runtime.model_copy(update=shared)
        await run(config.model_copy(update={"runtime": runtime}), tmp_path / "second")
        assert server.stats["requests"] == asked
    local = config.graph.model_copy(update={"embedder": PluginConfig(type="static")})
    await run(config.model_copy(update={"graph": local}), tmp_path / "local")
    first, second, static = (
        load_graph(tmp_path / name / "graph.npz") for name in ("first", "second", "local")
    )
    assert first.scorer == "cosine of endpoint (endpoint: vectors)"
    assert np.array_equal(first.score, second.score)
    assert np.allclose(first.score, static.score, atol=1e-3)
    with RunDir.view(tmp_path / "first") as folder:
        assert folder.usage()["embedder"].requests == asked
    with RunDir.view(tmp_path / "second") as folder:
        assert "embedder" not in folder.usage()


def test_tools_are_linked_once_for_all_runs(
    pool: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    config = settings(pool, "graph.validated=false")
    asyncio.run(run(config, tmp_path / "first"))

    def never(*_: object, **__: object) -> None:
        raise AssertionError("built again")

    monkeypatch.setattr("toolmind.graph.build.build_graph", never)
    asyncio.run(run(config, tmp_path / "second"))
    results = [tmp_path / name / "trajectories.jsonl" for name in ("first", "second")]
    first, second = (sorted(file.read_bytes().splitlines()) for file in results)
    assert first == second
    graphs = [load_graph(tmp_path / name / "graph.npz") for name in ("first", "second")]
    assert np.array_equal(graphs[0].evidence, graphs[1].evidence)
    alone = settings(pool, "graph.validated=false", "runtime.cache=false")
    with pytest.raises(AssertionError, match="built again"):
        asyncio.run(run(alone, tmp_path / "third"))
