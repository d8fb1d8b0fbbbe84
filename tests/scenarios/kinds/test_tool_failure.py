"""A call fails a few times."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drawn_chains import CHAINS, INDEXES, SEEDS, drawn
from toolmind.scenarios.kinds.tool_failure import ToolFailure


@given(INDEXES, SEEDS, st.lists(st.integers(1, 9), min_size=1).map(tuple))
def test_one_call_fails_as_often_as_the_settings_say(
    index: int, seed: int, times: tuple[int, ...]
) -> None:
    made = ToolFailure(times=times).plan(drawn(index), Random(seed))
    assume(made)
    assert made
    [(step, failures)] = made.failures.items()
    assert step < len(made.chain.tools)
    assert failures.times in times


def test_by_default_a_call_fails_once_or_twice_and_mostly_once() -> None:
    made = [ToolFailure().plan(drawn(index), Random(index)) for index in range(CHAINS)]
    often = [next(iter(one.failures.values())).times for one in made if one]
    assert set(often) == {1, 2}
    assert often.count(1) > often.count(2)


@pytest.mark.parametrize("settings", [{"times": ()}, {"times": (1, 0)}, {"max_calls": 1}])
def test_settings_that_cannot_be_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(settings))):
        ToolFailure(**settings)
