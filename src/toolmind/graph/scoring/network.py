"""The arithmetic of the learned scorer: a linear step, and a hidden layer that sees margins too."""

from __future__ import annotations

from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.features.parameter_features import Floats

Weights = dict[str, Floats]
"""`first_mean`, `first_scale`, `first`, `first_bias`; `second_mean`, `second_scale`, `hidden`
[features and margins, units], `hidden_bias`, `last` [units], `last_bias`."""

_CHUNK = 16_384
_LIMIT = 4.0
"""A feature further than this from its mean, in standard deviations, counts as this far."""


@cache
def shipped_weights() -> Weights:
    """Return the weights that `research/link_scorer/train_scorer.py` made, read once."""
    path = resources.files("toolmind").joinpath("data/scorer.npz")
    with path.open("rb") as raw, np.load(raw) as file:
        return {name: file[name].astype(np.float32) for name in file.files}


def first_step(weights: Weights, features: Floats) -> Floats:
    """Scores [pairs] of the linear step, from 0 to 1; they tell which pairs compete."""
    score = np.empty(len(features), dtype=np.float32)
    for at in range(0, len(features), _CHUNK):
        part = scaled(weights, "first", features[at : at + _CHUNK])
        score[at : at + _CHUNK] = _squash((part @ weights["first"] + weights["first_bias"]) / 2)
    return score


def second_step(weights: Weights, features: Floats) -> Floats:
    """Scores [pairs] of the whole, from 0 to 1; the features have the margins at their end."""
    score = np.empty(len(features), dtype=np.float32)
    for at in range(0, len(features), _CHUNK):
        part = scaled(weights, "second", features[at : at + _CHUNK])
        hidden = np.tanh(part @ weights["hidden"] + weights["hidden_bias"])
        score[at : at + _CHUNK] = _squash(hidden @ weights["last"] + weights["last_bias"])
    return score


def scaled(weights: Weights, step: str, rows: Floats) -> Floats:
    """Features in standard deviations from their means."""
    apart = (rows - weights[f"{step}_mean"]) / weights[f"{step}_scale"]
    limited: Floats = np.clip(apart, -_LIMIT, _LIMIT, dtype=np.float32)
    return limited


def _squash(values: NDArray[np.floating]) -> Floats:
    squashed: Floats = (1 / (1 + np.exp(-values))).astype(np.float32)
    return squashed
