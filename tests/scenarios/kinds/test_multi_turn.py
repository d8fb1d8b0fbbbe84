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
    assert len(made.chain.tools) <= most
    gradually = len(made.chain.tools) > 1
    assert made.kind == ("multi_turn" if gradually else "single")
    assert made.manner == ("gradually" if gradually else "at once")


def test_a_chain_of_one_tool_is_a_single() -> None:
    made = MultiTurn().plan(drawn_of(a_tool("Do", ["x"], x=TEXT)), Random(0))
    assert (made.kind, made.manner) == ("single", "at once")


def test_a_range_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="min_calls 0"):
        MultiTurn(min_calls=0)
