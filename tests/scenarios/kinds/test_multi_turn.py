"""Wishes come up gradually."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn_chains import INDEXES, SEEDS, TEXT, a_tool, drawn, drawn_of
from toolmind.scenarios.kinds.multi_turn import MultiTurn


@given(INDEXES, SEEDS, st.integers(2, 20))
def test_wishes_come_up_gradually(index: int, seed: int, most: int) -> None:
    made = MultiTurn(min_calls=2, max_calls=most).plan(drawn(index), Random(seed))
    if made:
        assert 2 <= len(made.chain.tools) <= most
        assert (made.kind, made.manner) == ("multi_turn", "gradually")


def test_a_chain_of_one_tool_does_not_allow_it() -> None:
    assert MultiTurn().plan(drawn_of(a_tool("Do", ["x"], x=TEXT)), Random(0)) is None


def test_a_range_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="min_calls 0"):
        MultiTurn(min_calls=0)
