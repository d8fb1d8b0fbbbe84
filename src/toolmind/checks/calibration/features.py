"""What is known of a turn: the votes on it, where it stands, what was said of those around it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from toolmind.checks.calibration.labelled import LabelledTurn, Vote
from toolmind.checks.calibration.logistic import Array

_FAULT = {"pass": 0.0, "fail": 1.0, "unsure": 0.5, "error": np.nan}
_PLACES = ("steps before", "part", "length", "early", "first", "last")
_AROUND = ("mean before", "mean after", "before", "after", "most before", "mean")


def faults_of(rows: Sequence[LabelledTurn], judges: Sequence[str]) -> Array:
    """Return how wrong each judge says each turn is, 0 to 1; NaN where it does not say."""
    return np.array([[_fault(row.verdicts.get(name)) for name in judges] for row in rows])


def _fault(vote: Vote | None) -> float:
    if vote is None:
        return np.nan
    return _FAULT[vote] if isinstance(vote, str) else 1 - vote


def features(rows: Sequence[LabelledTurn], judges: Sequence[str]) -> tuple[list[str], Array]:
    """Return the features' names and, for each turn, their values.

    The turns of an item stand beside each other, in their order. Beside each judge's vote, with its
    doubt and whether it is missing, there are the shares of the votes that fail and that doubt,
    here and around; and the turn's place, by itself and with the votes: a dialogue that went wrong
    seldom comes right again, so that a vote weighs more late than early.
    """
    faults = faults_of(rows, judges)
    missing = np.isnan(faults)
    fail = np.where(missing, 0.0, faults)
    doubt = np.where(missing, 0.0, 4 * fail * (1 - fail))
    shares = np.column_stack([_mean(fail, ~missing), _mean(doubt, ~missing)])
    lengths = [len(list(turns)) for _, turns in groupby(rows, key=lambda row: row.item)]
    places = np.concatenate([_places(length) for length in lengths])
    ends = np.cumsum(lengths)
    around = np.concatenate([_around(part) for part in np.split(shares, ends[:-1])])
    pairs = shares[:, :, None] * places[:, None, :]
    named = {
        **_columns("fail", judges, fail),
        **_columns("doubt", judges, doubt),
        **_columns("missing", judges, missing.astype(float)),
        **_columns("late fail", judges, fail * places[:, 1:2]),
        **_columns("place", _PLACES, places),
        "fail squared": shares[:, 0] ** 2,
    }
    for at, kind in enumerate(("fail", "doubt")):
        named |= _columns(f"{kind} around", _AROUND, around[:, at])
        named |= _columns(f"{kind} by", _PLACES, pairs[:, at])
    return list(named), np.column_stack(list(named.values()))


def _columns(kind: str, names: Sequence[str], values: Array) -> dict[str, Array]:
    return {f"{kind} {name}": values[:, at] for at, name in enumerate(names)}


def _mean(values: Array, there: np.ndarray) -> Array:
    """Return the mean of the votes that are there; 0 of none."""
    return np.asarray(values.sum(1) / np.maximum(there.sum(1), 1))


def _places(length: int) -> Array:
    """Return where each turn of a dialogue stands, as `_PLACES` names it."""
    at = np.arange(length, dtype=float)
    whole = np.full(length, np.log(length))
    return np.column_stack([at / 10, at / length, whole, 1 / (1 + at), at == 0, at == length - 1])


def _around(shares: Array) -> Array:
    """Return (turns, kinds of share, `_AROUND`) of the shares (turns, kinds) of one dialogue."""
    length = len(shares)
    nothing = np.zeros((1, shares.shape[1]))
    summed = np.concatenate([nothing, np.cumsum(shares, 0)])
    at = np.arange(length)[:, None]
    return np.stack(
        [
            summed[:-1] / np.maximum(at, 1),
            (summed[-1] - summed[1:]) / np.maximum(length - 1 - at, 1),
            np.concatenate([nothing, shares[:-1]]),
            np.concatenate([shares[1:], nothing]),
            np.maximum.accumulate(np.concatenate([nothing, shares]))[:-1],
            np.broadcast_to(shares.mean(0), shares.shape),
        ],
        axis=2,
    )
