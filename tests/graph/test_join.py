"""The join: exact against brute force, equal rows once, cells nearly as good."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from toolmind.graph import join
from toolmind.graph.join import nearest, pairs_above


def unit(rng: np.random.Generator, rows: int, width: int = 16) -> join.Floats:
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


def test_nearest_are_the_best_in_order() -> None:
    rng = np.random.default_rng(0)
    outputs, inputs = unit(rng, 50), unit(rng, 70)
    o, i, product = nearest(outputs, inputs, 3, -1.0)
    best = np.sort(outputs @ inputs.T, axis=1)[:, ::-1][:, :3]
    assert np.allclose(product.reshape(50, 3), best, atol=1e-5)
    assert np.allclose((outputs[o] * inputs[i]).sum(axis=1), product, atol=1e-5)


def test_cells_find_nearly_all(monkeypatch: object) -> None:
    rng = np.random.default_rng(0)
    centres = unit(rng, 40)
    outputs = centres[rng.integers(0, 40, 500)] + 0.1 * unit(rng, 500)
    inputs = centres[rng.integers(0, 40, 900)] + 0.1 * unit(rng, 900)
    exact = nearest(outputs, inputs, 5, 0.5)
    found = join.nearest_in_cells(outputs, inputs, 5, 0.5)
    both = set(zip(exact[0], exact[1], strict=True)) & set(zip(found[0], found[1], strict=True))
    assert len(both) >= 0.99 * len(exact[0])
