"""The arithmetic of the learned scorer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.graph.features.margin_features import MARGIN_FEATURES
from toolmind.graph.features.pair_features import PAIR_FEATURES
from toolmind.graph.scoring import network
from toolmind.graph.scoring.network import first_step, scaled, second_step, shipped_weights

TINY = {
    "first_mean": np.array([1.0, 0.0], dtype=np.float32),
    "first_scale": np.array([2.0, 1.0], dtype=np.float32),
    "first": np.array([1.0, -1.0], dtype=np.float32),
    "first_bias": np.array(0.5, dtype=np.float32),
    "second_mean": np.zeros(2, dtype=np.float32),
    "second_scale": np.ones(2, dtype=np.float32),
    "hidden": np.array([[1.0, 0.0], [0.0, 2.0]], dtype=np.float32),
    "hidden_bias": np.array([0.0, 0.1], dtype=np.float32),
    "last": np.array([1.0, -1.0], dtype=np.float32),
    "last_bias": np.array(0.2, dtype=np.float32),
}


def sigmoid(value: float) -> float:
    return float(1 / (1 + np.exp(-value)))


def test_the_steps_are_what_they_are_said_to_be() -> None:
    rows = np.array([[3.0, 0.5]], dtype=np.float32)
    assert first_step(TINY, rows)[0] == pytest.approx(sigmoid((1.0 - 0.5 + 0.5) / 2))
    hidden = np.tanh([3.0, 1.1])
    assert second_step(TINY, rows)[0] == pytest.approx(sigmoid(hidden[0] - hidden[1] + 0.2))


def test_what_is_far_from_the_mean_counts_as_four_deviations() -> None:
    rows = np.array([[100.0, -7.0], [9.0, 4.0]], dtype=np.float32)
    assert scaled(TINY, "first", rows).tolist() == [[4.0, -4.0], [4.0, 4.0]]


@given(st.lists(st.lists(st.floats(-1, 1, width=32), min_size=2, max_size=2), max_size=9))
def test_scores_are_the_same_however_many_are_made_at_once(rows: list[list[float]]) -> None:
    features = np.array(rows, dtype=np.float32).reshape(-1, 2)
    whole = first_step(TINY, features), second_step(TINY, features)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(network, "_CHUNK", 2)
        parts = first_step(TINY, features), second_step(TINY, features)
    for one, other in zip(whole, parts, strict=True):
        assert np.allclose(one, other, atol=1e-6)
        assert ((one > 0) & (one < 1)).all()


def test_the_shipped_weights_fit_the_features() -> None:
    weights = shipped_weights()
    few, many = len(PAIR_FEATURES), len(PAIR_FEATURES) + len(MARGIN_FEATURES)
    assert weights["first"].shape == weights["first_mean"].shape == (few,)
    assert weights["second_mean"].shape == (many,)
    assert weights["hidden"].shape == (many, len(weights["last"]))
    assert all(np.isfinite(one).all() and one.dtype == np.float32 for one in weights.values())
    assert (weights["first_scale"] > 0).all() and (weights["second_scale"] > 0).all()
    assert shipped_weights() is weights
