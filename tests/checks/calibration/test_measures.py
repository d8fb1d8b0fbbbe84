"""Measures held against the counts that they are made of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.checks.calibration.measures import Grouping, difference, measure, reliability

TURNS = st.lists(
    st.tuples(st.booleans(), st.floats(0, 1), st.booleans(), st.sampled_from("abc")), min_size=1
)


@given(TURNS)
def test_figures_are_those_of_the_counts(turns: list[tuple[bool, float, bool, str]]) -> None:
    wrong, probability, flagged = (np.array([float(turn[at]) for turn in turns]) for at in range(3))
    grouping = Grouping([turn[3] for turn in turns])
    found = measure(wrong, probability, flagged, grouping)
    hits, flags, bad = (wrong * flagged).sum(), flagged.sum(), wrong.sum()
    for got, over, under in (
        (found.precision, hits, flags),
        (found.recall, hits, bad),
        (found.f1, 2 * hits, flags + bad),
        (found.flagged, flags, len(turns)),
        (found.brier, ((probability - wrong) ** 2).sum(), len(turns)),
    ):
        assert (got is None) == (under == 0)
        if got is not None:
            assert got.value == pytest.approx(over / under)
    bins = reliability(wrong, probability, grouping)
    assert sum(one.turns for one in bins) == len(turns)
    assert difference(wrong, probability, probability, grouping).value == 0  # type: ignore[union-attr]


def test_chance_agreement_has_no_kappa_and_full_agreement_one() -> None:
    wrong = np.array([0.0, 0.0, 1.0, 1.0])
    grouping = Grouping(list("aabb"))
    for flagged, kappa in ((wrong, 1.0), (np.array([0.0, 1.0, 0.0, 1.0]), 0.0), (1 - wrong, -1.0)):
        found = measure(wrong, flagged, flagged, grouping).kappa
        assert found is not None and found.value == pytest.approx(kappa)


def test_turns_of_one_task_are_drawn_together() -> None:
    wrong = np.array([1.0] * 50 + [0.0] * 50)
    apart = measure(wrong, wrong, wrong, Grouping([str(at) for at in range(100)])).flagged
    together = measure(wrong, wrong, wrong, Grouping(["a"] * 50 + ["b"] * 50)).flagged
    assert apart is not None and together is not None
    assert together.high - together.low > 3 * (apart.high - apart.low)
