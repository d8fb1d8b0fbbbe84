"""Cells: nearly all of the nearest are found, and nothing that is not among them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolmind.graph.index import knn_exact, knn_ivf
from toolmind.graph.index.knn_exact import Floats


def around(rng: np.random.Generator, centres: Floats, rows: int) -> Floats:
    made = centres[rng.integers(0, len(centres), rows)]
    made = made + 0.15 * rng.standard_normal(made.shape).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@settings(deadline=None, max_examples=10)
@given(
    seed=st.integers(0, 1000),
    rows=st.integers(1, 300),
    columns=st.integers(1, 900),
    width=st.sampled_from((4, 24, 200)),
)
def test_cells_find_nearly_all_of_the_nearest(
    seed: int, rows: int, columns: int, width: int
) -> None:
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((40, width)).astype(np.float32)
    outputs, inputs = around(rng, centres, rows), around(rng, centres, columns)
    exact = knn_exact.nearest(outputs, inputs, 5, 0.5)
    found = knn_ivf.nearest_approximately(outputs, inputs, 5, 0.5)
    assert found.shape == exact.shape
    missing = sum(len(set(one) - set(other)) for one, other in zip(exact, found, strict=True))
    assert missing <= 0.01 * (exact >= 0).sum() + 1
    product = np.take_along_axis(outputs @ inputs.T, np.maximum(found, 0), axis=1)
    assert (product[found >= 0] >= 0.4999).all()


def test_many_pairs_are_looked_for_in_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    rows = around(rng, np.eye(30, dtype=np.float32), 200)
    whole = knn_ivf.nearest(rows, rows, 3, 0.5)
    monkeypatch.setattr(knn_ivf, "EXACT_LIMIT", 0)
    assert (knn_ivf.nearest(rows, rows, 3, 0.5) == whole).mean() > 0.98
