"""Embedders: unit vectors, equal texts once, a cache that is never torn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.errors import ConfigError, DataError
from toolmind.graph.embed import CachedEmbedder, Floats, TransformerEmbedder
from toolmind.graph.static import static_embedder


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


class Counting:
    name = "counting"

    def __init__(self) -> None:
        self.seen: list[str] = []

    def embed(self, texts: Sequence[str]) -> Floats:
        self.seen += texts
        return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)


def test_the_cache_asks_for_each_text_once(tmp_path: Path) -> None:
    inner = Counting()
    first = CachedEmbedder(inner, tmp_path).embed(["a", "bb", "a"])
    assert first.tolist() == [[1, 1], [2, 1], [1, 1]]
    again = CachedEmbedder(inner, tmp_path).embed(["bb", "ccc"])
    assert again.tolist() == [[2, 1], [3, 1]]
    assert inner.seen == ["a", "bb", "ccc"]


def test_a_damaged_cache_is_named(tmp_path: Path) -> None:
    CachedEmbedder(Counting(), tmp_path).embed(["a"])
    (path,) = tmp_path.iterdir()
    path.write_bytes(b"torn")
    with pytest.raises(DataError, match=path.name):
        CachedEmbedder(Counting(), tmp_path).embed(["a"])


def test_a_missing_library_is_said() -> None:
    with pytest.raises(ConfigError, match="sentence-transformers"):
        TransformerEmbedder("TencentBAC/Conan-embedding-v1")
