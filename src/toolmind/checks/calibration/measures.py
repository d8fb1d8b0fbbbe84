"""How right verdicts are, held against labels, with intervals.

Turns of one task are not independent of each other, so that intervals are those of a bootstrap
over tasks (percentiles, 95%): all measures are functions of sums over tasks, which are drawn again.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from toolmind.checks.calibration.logistic import Array
from toolmind.records import Record

_DRAWS = 1000
_BINS = 10


class Interval(Record, frozen=True):
    """A measure with its 95% interval."""

    value: float
    low: float
    high: float


class Measures(Record, frozen=True):
    """How well something tells wrong turns; None is undefined (nothing was flagged, say).

    `brier` is the mean squared error of its probability, `kappa` Cohen's between flags and labels,
    `flagged` the share of turns that it calls wrong.
    """

    precision: Interval | None
    recall: Interval | None
    f1: Interval | None
    brier: Interval | None
    kappa: Interval | None
    flagged: Interval | None


class Bin(Record, frozen=True):
    """Of the turns whose probability lies in a tenth: its mean, and the share that is wrong."""

    turns: int
    probability: float
    wrong: Interval | None


class Grouping:
    """The turns' tasks, and the draws of them: the same for all that is compared."""

    def __init__(self, tasks: Sequence[str]) -> None:
        names, self._of = np.unique(np.array(tasks), return_inverse=True)
        self._count = len(names)
        random = np.random.default_rng(0)
        chances = np.full(self._count, 1 / self._count)
        self._draws = random.multinomial(self._count, chances, size=_DRAWS).astype(float)

    def sums(self, values: Array) -> Array:
        """Return the sum of the values of all turns, then that of each draw."""
        by_task = np.bincount(self._of, weights=values, minlength=self._count)
        return np.concatenate([[by_task.sum()], self._draws @ by_task])


def measure(wrong: Array, probability: Array, flagged: Array, grouping: Grouping) -> Measures:
    """Return how well probabilities and flags (0 or 1) agree with what is wrong (0 or 1)."""
    turns = grouping.sums(np.ones(len(wrong)))
    bad, flags = grouping.sums(wrong), grouping.sums(flagged)
    hits = grouping.sums(wrong * flagged)
    same = (turns - bad - flags + 2 * hits) / turns
    chance = (bad * flags + (turns - bad) * (turns - flags)) / turns**2
    with np.errstate(divide="ignore", invalid="ignore"):
        return Measures(
            precision=_interval(hits / flags),
            recall=_interval(hits / bad),
            f1=_interval(2 * hits / (bad + flags)),
            brier=_interval(grouping.sums((probability - wrong) ** 2) / turns),
            kappa=_interval((same - chance) / (1 - chance)),
            flagged=_interval(flags / turns),
        )


def difference(
    wrong: Array, probability: Array, other: Array, grouping: Grouping
) -> Interval | None:
    """Return by how much a Brier score is above another's, drawn together."""
    turns = grouping.sums(np.ones(len(wrong)))
    more = (probability - wrong) ** 2 - (other - wrong) ** 2
    return _interval(grouping.sums(more) / turns)


def reliability(wrong: Array, probability: Array, grouping: Grouping) -> tuple[Bin, ...]:
    """Return the bins of a reliability diagram: tenths of probability that hold any turn."""
    place = np.minimum((probability * _BINS).astype(int), _BINS - 1)
    return tuple(_bin(wrong, probability, place == at, grouping) for at in np.unique(place))


def _bin(wrong: Array, probability: Array, there: Array, grouping: Grouping) -> Bin:
    with np.errstate(divide="ignore", invalid="ignore"):
        share = grouping.sums(wrong * there) / grouping.sums(there.astype(float))
    return Bin(
        turns=int(there.sum()), probability=float(probability[there].mean()), wrong=_interval(share)
    )


def _interval(found: Array) -> Interval | None:
    """Return the first figure with the percentiles of those drawn."""
    if not np.isfinite(found[0]):
        return None
    low, high = np.percentile(found[1:][np.isfinite(found[1:])], [2.5, 97.5])
    return Interval(value=float(found[0]), low=float(low), high=float(high))
