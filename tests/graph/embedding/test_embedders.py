"""Embedders: unit vectors, and which one a configuration names."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.config import GraphConfig, ModelConfig, ModelsConfig
from toolmind.errors import ConfigError
from toolmind.graph.embedding.embedders import EndpointEmbedder, TransformerEmbedder, open_embedder
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
        TransformerEmbedder("TencentBAC/Conan-embedding-v1")


def test_a_configuration_names_the_embedder() -> None:
    remote = ModelConfig(type="openai", base_url=("http://127.0.0.1:9/v1",), model="bge")
    models = ModelsConfig(endpoints={"vectors": remote})
    assert open_embedder(GraphConfig(), models) is static_embedder()
    named = open_embedder(GraphConfig(scorer="cosine", embedder="endpoint:vectors"), models)
    assert isinstance(named, EndpointEmbedder)
    assert named.name == "bge"
    with pytest.raises(ConfigError, match="Conan"):
        conan = GraphConfig(scorer="cosine", embedder="TencentBAC/Conan-embedding-v1")
        open_embedder(conan, models)
