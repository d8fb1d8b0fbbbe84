"""Who embeds for a graph, and whether what it says is kept on disk."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from scripted_server import ScriptedServer, serving
from toolmind.config import RunConfig, load_config
from toolmind.errors import ConfigError
from toolmind.graph.embedding.static import static_embedder
from toolmind.models.cost import Meter
from toolmind.pipeline.embedding import embedding

TEXTS = ["City of the hotel", "Price in dollars", "City of the hotel"]


def vectors(body: dict[str, Any], _: object) -> dict[str, Any]:
    data = [
        {"index": at, "embedding": [float(len(text)), 1.0]} for at, text in enumerate(body["input"])
    ]
    return {"data": data, "model": "v", "usage": {"prompt_tokens": 7, "total_tokens": 7}}


def at(url: str, *more: str) -> RunConfig:
    price = "{prompt: 1000, completion: 0}"
    endpoint = f"{{type: openai, base_url: '{url}', model: v, price: {price}}}"
    graph = "graph={scorer: cosine, embedder: {type: endpoint, endpoint: vectors}}"
    return load_config(None, [f"models.endpoints.vectors={endpoint}", graph, *more])


def kept(file: Path) -> int:
    with sqlite3.connect(file) as database:
        (count,) = database.execute("SELECT count(*) FROM vectors").fetchone()
    database.close()
    return int(count)


def test_the_static_embedding_is_as_fast_as_a_disk_and_not_kept(tmp_path: Path) -> None:
    with embedding(load_config(None, []), tmp_path / "vectors.db", Meter()) as embedder:
        assert embedder is static_embedder()
        embedder.embed(TEXTS)
    assert list(tmp_path.iterdir()) == []


async def test_what_an_endpoint_says_is_kept_paid_once_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = ScriptedServer()
    server.script = [vectors]
    meter = Meter()
    async with serving(server):

        def embed() -> Any:
            with embedding(at(server.base_url), tmp_path / "vectors.db", meter) as embedder:
                return embedder.embed(TEXTS)

        first = await asyncio.to_thread(embed)
        again = await asyncio.to_thread(embed)
    assert (first == again).all() and first.shape == (3, 2)
    assert server.count == 1 and sorted(server.bodies[0]["input"]) == sorted(set(TEXTS))
    assert kept(tmp_path / "vectors.db") == 2
    assert meter.account().by_role()["embedder"].prompt_tokens == 7
    assert meter.cost == pytest.approx(0.007)
    assert "2/2 texts embedded" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("setting", "files"),
    [
        ("runtime.embeddings_path={folder}/shared.db", ["shared.db"]),
        ("runtime.cache=false", []),
        ("count=1", ["run.db"]),
    ],
)
async def test_vectors_are_kept_where_the_configuration_says(
    tmp_path: Path, setting: str, files: list[str]
) -> None:
    server = ScriptedServer()
    server.script = [vectors]
    async with serving(server):
        config = at(server.base_url, setting.replace("{folder}", str(tmp_path)))

        def embed() -> None:
            with embedding(config, tmp_path / "run.db", Meter()) as embedder:
                embedder.embed(TEXTS)

        await asyncio.to_thread(embed)
    assert sorted(file.name for file in tmp_path.iterdir() if file.suffix == ".db") == files


def test_without_a_file_nothing_is_kept() -> None:
    with embedding(at("http://127.0.0.1:9/v1"), None, Meter()) as embedder:
        assert type(embedder).__name__ == "EndpointEmbedder"


def test_an_embedder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    config = load_config(
        None, ["graph={scorer: cosine, embedder: {type: endpoint, endpoint: nobody}}"]
    )
    with pytest.raises(ConfigError, match="no 'nobody'"), embedding(config, None, Meter()):
        raise AssertionError("never reached")
