"""Calibration without labels: how good judges are, from how they agree (Dawid and Skene, 1979)."""

from __future__ import annotations

import numpy as np

from toolmind.checks.calibration.logistic import Array, LinearModel, Term, sigmoid

_ROUNDS = 200


def fit_agreement(judges: tuple[str, ...], faults: Array) -> LinearModel:
    """Return a model of the votes alone, by expectation maximisation.

    `faults` has a row a turn and a column a judge: how wrong the judge says the turn is, from 0 to
    1, NaN where it does not say. Judges are taken to err independently of each other: of judges
    that copy each other the probabilities are too sure. Their majority is taken to be right more
    often than not.
    """
    there = ~np.isnan(faults)
    votes = np.where(there, faults, 0.0)
    passes = np.where(there, 1 - votes, 0.0)
    wrong = (votes.sum(1) + 0.5) / (there.sum(1) + 1)
    for _ in range(_ROUNDS):
        prior = float(np.clip(wrong.mean(), 1e-3, 1 - 1e-3))
        caught = (wrong @ votes + 1) / (wrong @ there + 2)  # with one case of each kind beside
        alarms = ((1 - wrong) @ votes + 1) / ((1 - wrong) @ there + 2)
        fail, ok = np.log(caught / alarms), np.log((1 - caught) / (1 - alarms))
        base = np.log(prior / (1 - prior))
        before, wrong = wrong, sigmoid(base + votes @ fail + passes @ ok)
        if np.abs(before - wrong).max() < 1e-6:
            break
    terms = {f"fail {name}": Term(weight=float(fail[j] - ok[j])) for j, name in enumerate(judges)}
    terms |= {f"missing {name}": Term(weight=float(-ok[j])) for j, name in enumerate(judges)}
    return LinearModel(constant=float(base + ok.sum()), terms=terms)
