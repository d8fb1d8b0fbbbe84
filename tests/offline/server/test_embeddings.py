"""Embeddings of the test double, as the openai client and ours get them."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator

import aiohttp
import numpy as np
import openai
import pytest

from toolmind.config import ModelConfig
from toolmind.graph.embedding.embedders import EmbeddingEndpoint, EndpointEmbedder
from toolmind.graph.embedding.static import static_embedder
from toolmind.models.base import ChatModel
from toolmind.models.cost import Meter
from toolmind.models.embeddings import OpenAIEmbedder
from toolmind.offline.server import DoubleOptions, FaultPlan, ModelServer

TEXTS = ["the arrival airport", "ü ≠ u", "hotel name", "the arrival airport"]


@pytest.fixture
async def server(speaker: ChatModel) -> AsyncIterator[ModelServer]:
    async with ModelServer(speaker, embedder=static_embedder()) as server:
        yield server


@pytest.fixture
async def client(server: ModelServer) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(base_url=server.url, api_key="none", max_retries=0) as client:
        yield client


@pytest.mark.parametrize("form", ["float", "base64", openai.NOT_GIVEN])
async def test_the_openai_client_gets_the_vectors(client: openai.AsyncOpenAI, form: object) -> None:
    got = await client.embeddings.create(model="static", input=TEXTS, encoding_format=form)
    assert [one.index for one in got.data] == [0, 1, 2, 3]
    rows = [one.embedding for one in got.data]
    if form == "base64":  # asked for by name, it is handed on as it came
        rows = [np.frombuffer(base64.b64decode(row), "<f4") for row in rows]
    assert np.array_equal(np.array(rows, dtype=np.float32), static_embedder().embed(TEXTS))
    assert got.model == "static"
    assert got.usage.prompt_tokens == got.usage.total_tokens == 5 + 2 + 3 + 5


async def test_one_text(client: openai.AsyncOpenAI) -> None:
    got = await client.embeddings.create(model="static", input="hotel name")
    assert len(got.data) == 1
    assert len(got.data[0].embedding) == static_embedder().dimensions


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"input": []}, "empty array"),
        ({"input": ["a", ""]}, "empty string"),
        ({"input": [1, 2]}, "texts, no tokens"),
        ({"input": ["a"] * 2049}, "more than 2048"),
        ({"dimensions": 8}, "dimensions"),
        ({"encoding_format": "hex"}, "hex"),
    ],
)
async def test_what_it_refuses(
    client: openai.AsyncOpenAI, wrong: dict[str, object], told: str
) -> None:
    with pytest.raises(openai.BadRequestError, match=told):
        await client.embeddings.create(**{"model": "static", "input": "a"} | wrong)


async def test_names(client: openai.AsyncOpenAI, speaker: ChatModel) -> None:
    assert [model.id async for model in client.models.list()] == ["speaker", "static"]
    assert (await client.models.retrieve("static")).id == "static"
    for wrong in ("speaker", "text-embedding-3-small"):
        with pytest.raises(openai.NotFoundError):
            await client.embeddings.create(model=wrong, input="a")
    with pytest.raises(openai.NotFoundError):
        message = {"role": "user", "content": "hi"}
        await client.chat.completions.create(model="static", messages=[message])
    async with (
        ModelServer(speaker) as bare,
        openai.AsyncOpenAI(base_url=bare.url, api_key="none", max_retries=0) as other,
    ):
        with pytest.raises(openai.NotFoundError):
            await other.embeddings.create(model="static", input="a")


async def test_a_body_that_is_not_json(server: ModelServer) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.url}/embeddings", data=b"{") as reply,
    ):
        assert reply.status == 400
        assert "could not parse" in (await reply.json())["error"]["message"]


async def test_our_client_gets_them_through_faults_and_a_rate_limit(speaker: ChatModel) -> None:
    kinds = ("429", "500", "503", "reset", "half-body", "invalid-json", "slow-first-byte")
    faults = FaultPlan(dict.fromkeys([*kinds, "endless-text"], 0.08), seed=3)
    options = DoubleOptions(faults=faults, stall_s=0.01, tpm=600_000)
    texts = [f"{words} {n}" for n in range(200) for words in TEXTS]
    meter = Meter()
    async with ModelServer(speaker, options, embedder=static_embedder()) as server:
        config = ModelConfig.model_validate(
            {
                "type": "openai",
                "base_url": server.url,
                "model": "static",
                "runtime": {"backoff": 0.001, "retries": 20},
            }
        )
        embedder = OpenAIEmbedder(config, meter=meter, batch=5)
        got = await embedder.embed(texts)
        await embedder.close()
        stats = server.stats
    assert np.array_equal(got, static_embedder().embed(texts))
    assert set(stats["faults"]) == set(kinds), "faults of a chat reply do not fit"
    assert stats["delivered"] == meter.tallies["", "static"].requests == 160


async def test_the_graph_can_be_built_with_an_endpoints_vectors(server: ModelServer) -> None:
    config = ModelConfig(type="openai", base_url=server.url, model="static")
    embedder = EndpointEmbedder(EmbeddingEndpoint("it", config))
    got = await asyncio.to_thread(embedder.embed, TEXTS)
    assert np.allclose(got, static_embedder().embed(TEXTS), atol=1e-6)
