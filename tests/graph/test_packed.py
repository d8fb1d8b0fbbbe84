"""Vectors in bytes: what they cost in precision, and equal texts once."""

from __future__ import annotations

import numpy as np

from toolmind.graph.packed import Joined, PackedVectors
from toolmind.graph.static import static_embedder

TEXTS = ["Identifier of the order", "", "City of departure", "Identifier of the order", "发票"]


def test_products_are_near_those_of_the_vectors_themselves() -> None:
    exact = static_embedder().embed(TEXTS)
    packed = PackedVectors.of(TEXTS, static_embedder())
    assert len(packed) == len(TEXTS)
    rows = np.array([4, 0, 2, 2, 1, 3])
    assert np.abs(packed[rows] @ packed[:].T - exact[rows] @ exact.T).max() < 0.005
    assert not packed[np.array([1])].any()


def test_nothing_to_pack_is_no_rows() -> None:
    packed = PackedVectors.of([], static_embedder())
    assert len(packed) == 0
    assert packed[:].shape == (0, static_embedder().dimensions)


def test_joined_unit_rows_are_unit_rows() -> None:
    one, other = np.eye(3, dtype=np.float32), np.eye(3, dtype=np.float32)[::-1]
    both = Joined(one, other)
    assert len(both) == 3
    assert np.allclose(np.linalg.norm(both[:], axis=1), 1)
    assert np.allclose((both[np.array([0])] @ both[:].T), [[1, 0, 0]])
