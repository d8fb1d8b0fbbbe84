"""Embedders: unit vectors, and which one a configuration names."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripted_server import ScriptedServer, serving
from toolmind.config import GraphConfig, ModelConfig, ModelsConfig, PluginConfig
from toolmind.errors import BudgetExceeded, ConfigError, ModelError
from toolmind.graph.embedding.embedders import (
    EmbeddingEndpoint,
    EndpointEmbedder,
    SentenceTransformersEmbedder,
    check_embedder,
    open_embedder,
)
from toolmind.graph.embedding.static import static_embedder
from toolmind.models.cost import Meter


@given(st.lists(st.text(max_size=200), max_size=8))
def test_any_text_has_a_unit_or_an_empty_vector(texts: list[str]) -> None:
    vectors = static_embedder().embed(texts)
    assert vectors.shape == (len(texts), 256)
    assert np.isfinite(vectors).all()
    lengths = np.linalg.norm(vectors, axis=1)
    assert (np.isclose(lengths, 1, atol=1e-3) | (lengths == 0)).all()


def test_texts_of_like_meaning_are_nearer() -> None:
    city, town, price = static_embedder().embed(
        ["City where the hotel is", "Town in which the inn is located", "Price in dollars"]
    )
    assert city @ town > city @ price + 0.2


def test_a_long_text_is_read_from_its_beginning() -> None:
    long = "The identifier of the customer. " + "padding " * 1_000_000
    (vector,) = static_embedder().embed([long])
    assert np.isfinite(vector).all()


def test_a_missing_library_is_said() -> None:
    with pytest.raises(ConfigError, match="sentence-transformers"):
        SentenceTransformersEmbedder("TencentBAC/Conan-embedding-v1")


def test_a_configuration_names_the_embedder() -> None:
    remote = ModelConfig(type="openai", base_url=("http://127.0.0.1:9/v1",), model="bge")
    models = ModelsConfig(endpoints={"vectors": remote})
    assert open_embedder(GraphConfig(), models) is static_embedder()
    endpoint = PluginConfig(type="endpoint", endpoint="vectors")
    named = open_embedder(GraphConfig(scorer="cosine", embedder=endpoint), models)
    assert isinstance(named, EndpointEmbedder)
    assert named.name == "bge"
    with pytest.raises(ConfigError, match="Conan"):
        model = "TencentBAC/Conan-embedding-v1"
        conan = PluginConfig(type="sentence_transformers", model=model)
        open_embedder(GraphConfig(scorer="cosine", embedder=conan), models)


@pytest.mark.parametrize(
    ("embedder", "message"),
    [
        ({"type": "endpoint", "endpoint": "e"}, "has no 'e' of type openai"),
        ("endpoint", "has no 'embedder' of type openai"),
        ("bge", "unknown 'bge'"),
        ({"type": "sentence_transformers", "modle": "x"}, "did you mean 'model'"),
    ],
)
def test_an_embedder_that_cannot_be_is_named_before_anything_runs(
    embedder: Any, message: str
) -> None:
    config = GraphConfig(scorer="cosine", embedder=embedder)
    with pytest.raises(ConfigError, match=message):
        check_embedder(config, ModelsConfig())


LIBRARY = """
import numpy as np

class SentenceTransformer:
    def __init__(self, name):
        if name == "nobody/nothing":
            raise OSError("nobody/nothing is not a local folder")
        self.name = name

    def encode(self, texts, normalize_embeddings):
        assert isinstance(texts, list) and normalize_embeddings
        return np.array([[len(text), len(self.name)] for text in texts], dtype=np.float64)
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for sentence-transformers, which is not among what tests install."""
    (tmp_path / "sentence_transformers.py").write_text(LIBRARY)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "sentence_transformers", raising=False)


def test_a_model_of_the_library_embeds_and_one_it_has_not_is_named(library: None) -> None:
    conan = PluginConfig(type="sentence_transformers", model="TencentBAC/Conan")
    embedder = open_embedder(GraphConfig(scorer="cosine", embedder=conan), ModelsConfig())
    assert embedder.name == "TencentBAC/Conan"
    vectors = embedder.embed(("a", "bb"))
    assert (vectors.tolist(), vectors.dtype) == ([[1, 16], [2, 16]], np.float32)
    with pytest.raises(ConfigError, match=r"'nobody/nothing' cannot be loaded: .*local folder"):
        SentenceTransformersEmbedder("nobody/nothing")


def embeddings(body: dict[str, Any], _: object) -> dict[str, Any]:
    """Answer out of order, as a server may."""
    data = [{"index": at, "embedding": [3.0, len(text)]} for at, text in enumerate(body["input"])]
    return {"data": data[::-1], "model": "v", "usage": {"prompt_tokens": 9, "total_tokens": 9}}


def remote(server: ScriptedServer, meter: Meter) -> EndpointEmbedder:
    price = {"prompt": 1000.0, "completion": 0.0}
    return EndpointEmbedder(EmbeddingEndpoint("it", server.config(price=price), meter))


async def test_an_endpoint_embeds_beside_a_running_loop_and_is_paid_as_the_embedder() -> None:
    server, meter = ScriptedServer(), Meter()
    server.script = [embeddings]
    async with serving(server):
        made = await asyncio.to_thread(remote(server, meter).embed, ["abcd", ""])
    assert made == pytest.approx(np.array([[0.6, 0.8], [1.0, 0.0]]))
    assert server.bodies[0]["input"] == ["abcd", ""]
    assert [(one.role, one.endpoint) for one in meter.account().consumed] == [("embedder", "it")]
    assert meter.cost == pytest.approx(0.009)


async def test_an_endpoint_that_gives_too_few_vectors_is_an_error() -> None:
    server = ScriptedServer()
    server.script = [{"data": [], "model": "v", "usage": {"prompt_tokens": 1}}]
    async with serving(server):
        with pytest.raises(ModelError):
            await asyncio.to_thread(remote(server, Meter()).embed, ["a"])


async def test_a_spent_budget_stops_before_anything_is_asked() -> None:
    server = ScriptedServer()
    async with serving(server):
        with pytest.raises(BudgetExceeded):
            await asyncio.to_thread(remote(server, Meter(max_cost=0.0)).embed, ["a"])
    assert server.count == 0


def test_an_embedder_of_ones_own_is_built_with_its_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own_embedder.py").write_text(
        "import numpy as np\n"
        "class Ones:\n"
        "    def __init__(self, width: int) -> None:\n"
        "        self.name, self.width = f'ones{width}', width\n"
        "    def embed(self, texts):\n"
        "        return np.ones((len(texts), self.width), dtype=np.float32)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    own = PluginConfig(type="own_embedder:Ones", width=3)
    embedder = open_embedder(GraphConfig(scorer="cosine", embedder=own), ModelsConfig())
    assert (embedder.name, embedder.embed(["a", "b"]).shape) == ("ones3", (2, 3))
