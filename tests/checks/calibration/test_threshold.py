"""Thresholds: the best one that meets the aim, of all that there are."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from toolmind.checks.calibration.threshold import Aim, choose

TURNS = st.lists(
    st.tuples(st.booleans(), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0])), min_size=1
)


def figures(turns: list[tuple[bool, float]], threshold: float) -> dict[str, float]:
    flagged = [wrong for wrong, probability in turns if probability >= threshold]
    wrong = sum(one for one, _ in turns)
    hits = sum(flagged)
    return {
        "precision": hits / len(flagged),
        "recall": hits / max(wrong, 1),
        "f1": 2 * hits / (len(flagged) + wrong),
    }


@given(TURNS, st.sampled_from(["f1", "precision", "recall"]), st.sampled_from([0.3, 0.7, 1.0]))
def test_of_the_thresholds_that_meet_an_aim_it_is_the_best(
    turns: list[tuple[bool, float]], of: str, least: float
) -> None:
    aim = Aim(of, least)  # type: ignore[arg-type]
    found = choose(
        np.array([float(wrong) for wrong, _ in turns]),
        np.array([probability for _, probability in turns]),
        aim,
    )
    best = {"f1": "f1", "precision": "recall", "recall": "precision"}[of]
    every = [figures(turns, probability) for _, probability in turns]
    meets = [one[best] for one in every if (one["f1"] > 0 if of == "f1" else one[of] >= least)]
    if found is None:
        assert not meets
    else:
        assert np.isclose(figures(turns, found)[best], max(meets))


def test_an_aim_is_said_in_words() -> None:
    assert [str(Aim()), str(Aim("recall", 0.95))] == ["f1", "recall 0.95"]
