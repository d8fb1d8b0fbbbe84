"""The join: exact against brute force, equal rows once, in blocks of any size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolmind.graph.index import knn_exact
from toolmind.graph.index.knn_exact import nearest, pairs_above


def unit(rng: np.random.Generator, rows: int, width: int = 16) -> knn_exact.Floats:
    made = rng.standard_normal((rows, width)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@settings(deadline=None, max_examples=30)
@given(
    seed=st.integers(0, 1000),
    rows=st.integers(0, 40),
    columns=st.integers(0, 40),
    dup=st.booleans(),
)
def test_all_pairs_above_are_found(seed: int, rows: int, columns: int, dup: bool) -> None:
    rng = np.random.default_rng(seed)
    outputs, inputs = unit(rng, rows), unit(rng, columns)
    if dup and rows and columns:
        outputs = outputs[rng.integers(0, max(1, rows // 3), rows)]
        inputs[: columns // 2] = outputs[rng.integers(0, rows, columns // 2)]
    found = {
        (int(o), int(i))
        for part in pairs_above(outputs, inputs, 0.3)
        for o, i in zip(*part[:2], strict=True)
    }
    product = outputs @ inputs.T
    sure = {tuple(map(int, pair)) for pair in np.argwhere(product >= 0.3001)}
    perhaps = {tuple(map(int, pair)) for pair in np.argwhere(product >= 0.2999)}
    assert sure <= found <= perhaps


@settings(deadline=None, max_examples=30)
@given(
    seed=st.integers(0, 1000),
    rows=st.integers(0, 40),
    columns=st.integers(0, 60),
    count=st.integers(1, 20),
    width=st.sampled_from((1, 7, 1000)),
)
def test_nearest_are_the_best_in_order_whatever_the_blocks(
    seed: int, rows: int, columns: int, count: int, width: int
) -> None:
    rng = np.random.default_rng(seed)
    # Halves: sums are exact, and equal products are common.
    outputs, inputs = (
        rng.integers(-2, 3, (size, 4)).astype(np.float32) / 2 for size in (rows, columns)
    )
    product = outputs @ inputs.T
    order = np.argsort(-product, axis=1, kind="stable")[:, :count]
    best = np.where(np.take_along_axis(product, order, axis=1) >= 0.5, order, -1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(knn_exact, "_BLOCK", 11)
        patch.setattr(knn_exact, "_WIDTH", width)
        found = nearest(outputs, inputs, count, 0.5)
    assert found.shape == (rows, count)
    assert np.array_equal(found[:, : best.shape[1]], best)
    assert (found[:, best.shape[1] :] == -1).all()
