"""Logistic regression: the slope at its end is that of the penalty alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.checks.calibration.logistic import LinearModel, Term, fit, sigmoid


@given(st.integers(0, 1000), st.sampled_from([0.1, 1.0, 10.0]))
def test_the_fit_is_where_the_penalised_likelihood_is_greatest(seed: int, ridge: float) -> None:
    random = np.random.default_rng(seed)
    values = random.normal(3, 2, (60, 2))
    wrong = (random.random(60) < sigmoid(values[:, 0] - 3)).astype(float)
    model = fit(["a", "b"], values, wrong, ridge)
    left = model.probability(["a", "b"], values) - wrong
    assert left.sum() == pytest.approx(0, abs=1e-3)
    for at, name in enumerate("ab"):
        term = model.terms[name]
        slope = (left * (values[:, at] - term.mean) / term.scale).sum()
        assert slope == pytest.approx(-ridge * term.weight, abs=1e-3)


def test_columns_go_by_their_names_and_others_count_for_nothing() -> None:
    model = LinearModel(constant=0.5, terms={"a": Term(weight=2.0, mean=1.0, scale=4.0)})
    found = model.probability(["z", "a"], np.array([[100.0, 3.0], [-7.0, 3.0]]))
    assert found == pytest.approx([1 / (1 + np.exp(-1.5))] * 2)


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_labels_all_alike_and_features_all_alike_have_a_fit(label: float) -> None:
    model = fit(["a"], np.ones((20, 1)), np.full(20, label), 1.0)
    assert model.probability(["a"], np.ones((1, 1))) == pytest.approx([label], abs=0.01)


def test_odds_beyond_all_measure_are_cut() -> None:
    assert sigmoid(np.array([-1e9, 0.0, 1e9])) == pytest.approx([0.0, 0.5, 1.0])
