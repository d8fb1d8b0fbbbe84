"""What a run would take, held against what it takes."""

from __future__ import annotations

import gzip
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from toolmind.config import load_config
from toolmind.graph.embedding.static import static_embedder
from toolmind.pipeline.dry_run import estimate_run, model_of
from toolmind.pipeline.run import run
from toolmind.runs.run_dir import RunDir
from toolmind.tools.pool import shipped_pool_path

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
        expected = (await estimate_run(config, 1.0))["embedder"]
        assert server.stats["distinct_requests"] == 0
        await run(config, tmp_path / "run")
    with RunDir.view(tmp_path / "run") as folder:
        took = folder.usage()["embedder"]
    # Texts are sent in blocks of 4,096, whose last requests are not full; tokens are the server's.
    assert 0 <= took.requests - expected.requests <= 2
    assert expected.prompt_tokens == pytest.approx(took.prompt_tokens, rel=0.5)
    assert expected.cost == pytest.approx(expected.prompt_tokens * 0.5e-6)
    assert model_of(config, "embedder").model == "static"
    assert "assistant" in await estimate_run(config, 1.0)
