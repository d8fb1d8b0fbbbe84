"""What a run would take, held against what it takes."""

from __future__ import annotations

import gzip
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import pytest

from toolmind.config import load_config
from toolmind.graph.embedding.static import static_embedder
from toolmind.models.cost import Estimate
from toolmind.pipeline.dry_run import PREVIEW, estimate_run, judged_share, model_of
from toolmind.pipeline.run import run
from toolmind.runs.run_dir import RunDir
from toolmind.tools.pool import read_pool, shipped_pool_path

pytestmark = pytest.mark.offline


async def test_embedding_at_an_endpoint_is_estimated_and_not_done(
    tmp_path: Path, double: Any
) -> None:
    pool = tmp_path / "pool.jsonl"
    with gzip.open(shipped_pool_path()) as lines:
        pool.write_bytes(b"".join(islice(lines, 0, None, 20)))
    async with double(embedder=static_embedder()) as server:
        config = load_config(
            None,
            [
                "count=3",
                f"tools.paths=[{pool}]",
                f"models.endpoints.vectors={{type: openai, base_url: '{server.url}',"
                " model: static, price: {prompt: 0.5, completion: 0}}",
                "graph={scorer: cosine, embedder: {type: endpoint, endpoint: vectors}}",
                "chains={min_length: 2, max_length: 4, min_score: 0.5, min_score_across: 0.5}",
            ],
        )
        expected = (await estimate_run(config, 1.0)).roles["embedder"]
        assert server.stats["distinct_requests"] == 0
        await run(config, tmp_path / "run")
    with RunDir.view(tmp_path / "run") as folder:
        took = folder.usage()["embedder"]
    # Texts are sent in blocks of 4,096, whose last requests are not full; tokens are the server's.
    assert 0 <= took.requests - expected.requests <= 2
    assert expected.prompt_tokens == pytest.approx(took.prompt_tokens, rel=0.5)
    assert expected.cost == pytest.approx(expected.prompt_tokens * 0.5e-6)
    assert model_of(config, "embedder").model == "static"
    assert "assistant" in (await estimate_run(config, 1.0)).roles


@pytest.fixture
def part(tmp_path: Path) -> list[str]:
    """A run of a part of the tools that ship, a call a dialogue."""
    with gzip.open(shipped_pool_path()) as lines:
        (tmp_path / "pool.jsonl").write_bytes(b"".join(islice(lines, 0, None, 20)))
    pool = f"tools.paths=[{tmp_path / 'pool.jsonl'}]"
    return ["count=5", pool, "chains={min_length: 1, max_length: 3}", "scenarios.kinds={single: 1}"]


async def estimated(*overrides: str) -> dict[str, Estimate]:
    return (await estimate_run(load_config(None, [*overrides]), 1.0)).roles


async def test_tools_count_with_every_request_that_shows_them(
    part: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    few, many = [await estimated(*part, f"scenarios.distractors={n}") for n in (0, 30)]
    requests = few["assistant"].requests
    assert requests == many["assistant"].requests
    more = (many["assistant"].prompt_tokens - few["assistant"].prompt_tokens) / requests
    pool = read_pool([part[1].partition("[")[2].rstrip("]")])
    mean = sum(len(orjson.dumps(tool.spec())) for tool in pool) / len(pool)
    assert more == pytest.approx(30 * mean / 4, rel=0.5)
    assert many["user"] == few["user"]
    assert capsys.readouterr().err == ""


async def test_the_share_of_judges_is_told_and_a_judge_of_its_own_endpoint_is_played_too(
    part: list[str],
) -> None:
    endpoint = "{type: openai, base_url: 'http://127.0.0.1:9/v1', model: m, price: {prompt: 1}}"
    own = [f"models.endpoints.strict={endpoint}", "models.judge=strict"]
    both = await estimated(*part, *own, "checks.judges=[{type: turn, model: strict}, trajectory]")
    one = await estimated(*part, *own, "checks.judges=[{type: turn, model: strict}]")
    none = await estimated(*part, *own, "checks.judges=[]")
    assert 0 == judged_share(none) < judged_share(one) < judged_share(both) < 1
    assert both["judge"].cost > one["judge"].cost > 0
    assert judged_share({}) == 0


async def test_judging_links_is_told_where_a_model_of_ones_own_will_do_it(tmp_path: Path) -> None:
    pool = tmp_path / "pool.jsonl"
    with gzip.open(shipped_pool_path()) as lines:
        pool.write_bytes(b"".join(islice(lines, 0, None, 20)))
    own = "{type: openai, base_url: 'http://127.0.0.1:1/v1', model: m}"
    settings = ["count=3", f"tools.paths=[{pool}]", "chains={min_length: 2, max_length: 4}"]
    settings += [f"models.endpoints.it={own}", "models.scenario=it"]
    told = await estimate_run(load_config(None, settings), latency=1.0)
    judged = told.roles["validator"]
    assert judged.requests > 0
    assert judged.prompt_tokens > 100 * judged.requests
    off = await estimate_run(load_config(None, [*settings, "graph.validated=false"]), latency=1.0)
    assert "validator" not in off.roles


async def test_of_too_many_links_those_are_told_that_dialogues_are_planned_with() -> None:
    own = "{type: openai, base_url: 'http://127.0.0.1:1/v1', model: m}"
    settings = [f"models.endpoints.it={own}", "models.scenario=it"]
    few, more = [
        (await estimate_run(load_config(None, [*settings, f"count={n}"]), latency=1.0)).roles
        for n in (PREVIEW, 10 * PREVIEW)
    ]
    assert 0 < few["validator"].requests < 3 * PREVIEW
    assert more["validator"].requests == 10 * few["validator"].requests
    assert few["validator"].prompt_tokens > 100 * few["validator"].requests
