"""One wish, one call."""

from __future__ import annotations

from random import Random

from hypothesis import given

from drawn_chains import INDEXES, SEEDS, drawn
from toolmind.scenarios.kinds.single import Single


@given(INDEXES, SEEDS)
def test_a_single_is_one_call_of_a_tool_of_the_chain(index: int, seed: int) -> None:
    made = Single().plan(drawn(index), Random(seed))
    assert made
    assert (made.kind, made.manner, made.parallel) == ("single", "at once", False)
    assert len(made.chain.tools) == len(made.wanted) == 1
    assert made.chain.tools[0] in drawn(index).chain.tools
    assert not made.chain.links
