"""Regularised logistic regression: a linear model of log-odds over named features."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolmind.records import Record

Array = NDArray[np.float64]
_MOST_STEPS = 50


class Term(Record, frozen=True):
    """What one feature adds to the log-odds: ``weight * (value - mean) / scale``."""

    weight: float
    mean: float = 0.0
    scale: float = 1.0


class LinearModel(Record, frozen=True):
    """Log-odds that a turn is wrong: a constant and a term for each feature that counts."""

    constant: float
    terms: dict[str, Term]

    def probability(self, names: list[str], values: Array) -> Array:
        """Return the probability for each row of `values`, whose columns are named."""
        nothing = Term(weight=0.0)
        used = [self.terms.get(name, nothing) for name in names]
        slopes = np.array([term.weight / term.scale for term in used])
        shift = sum(term.weight * term.mean / term.scale for term in used)
        return sigmoid(self.constant - shift + values @ slopes)


def sigmoid(odds: Array) -> Array:
    """Return the probability of log-odds; those beyond ±30 are cut, where nothing changes."""
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))), dtype=np.float64)


def fit(names: list[str], values: Array, wrong: Array, ridge: float) -> LinearModel:
    """Return the model of the greatest penalised likelihood, by Newton's method (IRLS).

    Features are standardised, so that one ridge penalty suits all; the constant has none.
    """
    mean, scale = values.mean(0), values.std(0)
    scale[scale < 1e-9] = 1.0
    design = np.column_stack([np.ones(len(values)), (values - mean) / scale])
    penalty = np.full(design.shape[1], ridge)
    penalty[0] = 1e-6  # the matrix stays regular where all labels are alike
    weights = np.zeros(design.shape[1])
    for _ in range(_MOST_STEPS):
        found = sigmoid(design @ weights)
        slope = design.T @ (found - wrong) + penalty * weights
        curve = (design.T * (found * (1 - found))) @ design + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        size = float(np.abs(step).max())
        weights -= step * min(1.0, 4.0 / max(size, 1e-9))  # no step beyond what the curve knows
        if size < 1e-6:
            break
    terms = {
        name: Term(weight=float(weight), mean=float(middle), scale=float(width))
        for name, weight, middle, width in zip(names, weights[1:], mean, scale, strict=True)
    }
    return LinearModel(constant=float(weights[0]), terms=terms)
