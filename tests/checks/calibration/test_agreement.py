"""Judges weighed by how they agree."""

from __future__ import annotations

import numpy as np

from toolmind.checks.calibration.agreement import fit_agreement


def test_who_agrees_with_the_others_weighs_more_and_a_missing_vote_says_nothing() -> None:
    random = np.random.default_rng(1)
    wrong = random.random(800) < 0.3
    rates = {"good": 0.05, "fair": 0.2, "poor": 0.45}
    votes = np.column_stack([wrong ^ (random.random(800) < rate) for rate in rates.values()])
    votes = votes.astype(float)
    names = tuple(rates)
    model = fit_agreement(names, votes)
    weights = [model.terms[f"fail {name}"].weight for name in names]
    assert weights[0] > weights[1] > weights[2]

    columns = [*(f"fail {name}" for name in names), *(f"missing {name}" for name in names)]
    alike = model.probability(columns, np.hstack([votes, np.zeros_like(votes)]))
    assert ((alike > 0.5) == wrong).mean() > 0.9
    none = model.probability(columns, np.array([[0.0, 0, 0, 1, 1, 1]]))[0]
    assert abs(none - 0.3) < 0.1, "without a vote there is the share of what is wrong"
