"""All wishes in one message."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn_chains import CHAINS, INDEXES, SEEDS, drawn
from toolmind.scenarios.kinds.multi_step import MultiStep


@given(INDEXES, SEEDS, st.integers(1, 9), st.integers(0, 5))
def test_calls_are_as_many_as_asked_for_or_it_is_not_made(
    index: int, seed: int, least: int, more: int
) -> None:
    kind = MultiStep(min_calls=least, max_calls=least + more)
    made = kind.plan(drawn(index), Random(seed))
    if made:
        assert least <= len(made.chain.tools) <= least + more
        assert (made.kind, made.manner) == ("multi_step", "at once")


def test_the_settings_decide_on_the_length() -> None:
    calls = [
        [
            len(made.chain.tools)
            for index in range(CHAINS)
            if (made := kind.plan(drawn(index), Random(0)))
        ]
        for kind in (MultiStep(min_calls=2, max_calls=2), MultiStep(min_calls=6, max_calls=9))
    ]
    assert set(calls[0]) == {2}
    assert min(calls[1]) >= 6


def test_a_range_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="min_calls 5 and max_calls 4"):
        MultiStep(min_calls=5, max_calls=4)
