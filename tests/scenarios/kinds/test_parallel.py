"""One tool called several times at once, each time in another way."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drawn_chains import INDEXES, SEEDS, TEXT, a_tool, drawn, drawn_of
from toolmind.records import Schema
from toolmind.scenarios.kinds.parallel import Parallel


@given(INDEXES, SEEDS)
def test_one_tool_is_called_several_times(index: int, seed: int) -> None:
    made = Parallel().plan(drawn(index), Random(seed))
    assume(made)
    assert made
    assert len(set(made.chain.tools)) == 1
    assert not made.chain.links
    assert 2 <= len(made.chain.tools) <= 4
    assert (made.kind, made.parallel, made.manner) == ("parallel", True, "at the same time")


@given(SEEDS, st.integers(2, 9), st.integers(0, 5))
def test_calls_are_as_many_as_asked_for(seed: int, least: int, more: int) -> None:
    kind = Parallel(min_calls=least, max_calls=least + more)
    made = kind.plan(drawn_of(a_tool("Do", ["x"], x=TEXT)), Random(seed))
    assert made
    assert least <= len(made.chain.tools) <= least + more


@pytest.mark.parametrize(
    ("schema", "most"), [({"type": "boolean"}, 2), ({"enum": ["a", "b", "c"]}, 3)]
)
def test_no_more_calls_are_made_at_once_than_can_differ(schema: Schema, most: int) -> None:
    switch = drawn_of(a_tool("switch", ["on"], on=schema))
    made = [Parallel().plan(switch, Random(seed)) for seed in range(30)]
    assert max(len(one.chain.tools) for one in made if one) == most


def test_a_tool_that_can_be_called_in_one_way_only_does_not_allow_it() -> None:
    assert Parallel().plan(drawn_of(a_tool("fixed", ["v"], v={"const": 1})), Random(0)) is None


def test_one_call_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="one call alone is not parallel"):
        Parallel(min_calls=1)
