"""Two models on the same turns: whether one is better, or it is chance."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from toolmind.records import Record

K = TypeVar("K")

Case = tuple[str, bool]
"""Of which dialogue something is, and whether the model was right."""

_RESAMPLES = 2000
"""Resamples of a bootstrap (ours)."""


class Paired(Record, frozen=True, omit_defaults=False):
    """The second model against the first, on what both were asked.

    `difference` is of their shares that are right, second less first, with the 95% interval of a
    bootstrap over dialogues (turns of one dialogue are not independent of each other). `p` is of
    McNemar's exact two-sided test, which takes turns as independent: where dialogues are long,
    the interval is the one to trust.
    """

    first: str
    second: str
    cases: int
    both: int
    only_first: int
    only_second: int
    difference: float
    low: float
    high: float
    p: float


def mcnemar(only_first: int, only_second: int) -> float:
    """Return the two-sided p of McNemar's exact test: binomial, on the cases that differ.

    Q. McNemar, Note on the sampling error of the difference between correlated proportions, 1947.
    """
    of, fewer = only_first + only_second, min(only_first, only_second)
    tail = sum(math.comb(of, hits) for hits in range(fewer + 1))
    return min(1.0, float(2 * tail / 2**of)) if of < 1000 else _normal(only_first, only_second)


def _normal(only_first: int, only_second: int) -> float:
    """Return the same by the normal approximation, with its correction for continuity."""
    away = max(0, abs(only_first - only_second) - 1) / math.sqrt(only_first + only_second)
    return math.erfc(away / math.sqrt(2))


def compare(
    first: str, second: str, cases: Iterable[tuple[str, bool, bool]], seed: int = 0
) -> Paired:
    """Compare two models by cases: of which dialogue, and whether each of them was right.

    Raises:
        ValueError: there is no case.
    """
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    counts = {(False, False): 0, (False, True): 0, (True, False): 0, (True, True): 0}
    for dialogue, one, other in cases:
        counts[one, other] += 1
        sums[dialogue][0] += other - one
        sums[dialogue][1] += 1
    if not sums:
        raise ValueError("a comparison needs a case")
    of = sum(counts.values())
    low, high = _bootstrap(np.array(list(sums.values())), seed)
    return Paired(
        first=first,
        second=second,
        cases=of,
        both=counts[True, True],
        only_first=counts[True, False],
        only_second=counts[False, True],
        difference=(counts[False, True] - counts[True, False]) / of,
        low=low,
        high=high,
        p=mcnemar(counts[True, False], counts[False, True]),
    )


def compare_all(models: Mapping[str, Mapping[K, Case]]) -> Iterator[Paired]:
    """Compare models two by two, on the cases that both were asked; those without any are not."""
    for (first, ones), (second, others) in combinations(models.items(), 2):
        cases = [(of, right, others[key][1]) for key, (of, right) in ones.items() if key in others]
        if cases:
            yield compare(first, second, cases)


def _bootstrap(sums: NDArray[np.int64], seed: int) -> tuple[float, float]:
    """Return the 95% interval of a mean; rows are (sum, cases) of what is drawn together."""
    draw = np.random.default_rng(seed)
    means = []
    for _ in range(_RESAMPLES):
        total = sums[draw.integers(len(sums), size=len(sums))].sum(axis=0)
        means.append(total[0] / total[1])
    low, high = np.percentile(means, (2.5, 97.5))
    return float(low), float(high)
