"""Vectors in bytes: what they cost in precision, and equal texts once."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from toolmind.graph.embedding.static import static_embedder
from toolmind.graph.index.quantized import (
    ConcatenatedVectors,
    QuantizedVectors,
    SharedRows,
    products,
    stacked,
)

TEXTS = ["Identifier of the order", "", "City of departure", "Identifier of the order", "发票"]


def test_products_are_near_those_of_the_vectors_themselves() -> None:
    exact = static_embedder().embed(TEXTS)
    quantized = QuantizedVectors.of(TEXTS, static_embedder())
    assert len(quantized) == len(TEXTS)
    rows = np.array([4, 0, 2, 2, 1, 3])
    assert np.abs(quantized[rows] @ quantized[:].T - exact[rows] @ exact.T).max() < 0.005
    assert not quantized[np.array([1])].any()


def test_nothing_to_pack_is_no_rows() -> None:
    quantized = QuantizedVectors.of([], static_embedder())
    assert len(quantized) == 0
    assert quantized[:].shape == (0, static_embedder().dimensions)


def test_joined_unit_rows_are_unit_rows_and_equal_ones_are_merged() -> None:
    quantized = QuantizedVectors.of(TEXTS, static_embedder())
    rows = SharedRows(np.eye(3, dtype=np.float32), np.array([2, 0, 1, 2, 0], dtype=np.int32))
    both = ConcatenatedVectors(quantized, rows)
    assert len(both) == len(TEXTS)
    assert np.allclose(np.linalg.norm(both[np.array([0, 2])], axis=1), 1, atol=0.01)
    distinct, place = both.distinct_rows()
    assert place.tolist() == [0, 1, 2, 0, 3]
    assert np.array_equal(distinct[place], both[:])


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=40))
def test_products_are_worked_out_once_for_equal_pairs(pairs: list[tuple[int, int]]) -> None:
    quantized = QuantizedVectors.of(TEXTS, static_embedder())
    a, b = (np.array([pair[k] for pair in pairs], dtype=np.int32) for k in (0, 1))
    each = (quantized[a] * quantized[b]).sum(axis=1)
    assert np.allclose(products(quantized, quantized, a, b), each, atol=1e-5)


@given(st.lists(st.lists(st.integers(0, 9), max_size=5), min_size=1))
def test_parts_are_stacked_and_given_up(rows: list[list[int]]) -> None:
    parts = [np.array(row, dtype=np.int32) for row in rows]
    assert stacked(parts).tolist() == [one for row in rows for one in row]
    assert not parts
