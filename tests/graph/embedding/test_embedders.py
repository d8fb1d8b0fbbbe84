"""Embedders: unit vectors, and which one a configuration names."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.config import GraphConfig, ModelConfig, ModelsConfig, PluginConfig
from toolmind.errors import ConfigError
from toolmind.graph.embedding.embedders import (
    EndpointEmbedder,
    SentenceTransformersEmbedder,
    check_embedder,
    open_embedder,
)
from toolmind.graph.embedding.static import static_embedder


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
