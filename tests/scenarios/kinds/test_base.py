"""What an outline may be, and what ranges of calls are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.records import Chain, Failure
from toolmind.scenarios.kinds.base import Outline, check_range

TWO = Chain(id="c", tools=("a", "b"))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"chain": Chain(id="c", tools=()), "wanted": ()}, "'own': neither a step nor a demand"),
        ({"wanted": (("x",),)}, "'own': wanted of 1 steps, not 2"),
        ({"failures": {2: Failure()}}, "'own': there is no step 2 of 2"),
        ({"failures": {1: Failure(), -1: Failure()}}, "'own': there is no step -1 of 2"),
        ({"withheld": {3: ("x",)}}, "'own': there is no step 3 of 2"),
        ({"vague": (2,)}, "'own': there is no step 2 of 2"),
        ({"rulings": {5: "refuse"}}, "'own': there is no step 5 of 2"),
        ({"hidden": ("z",)}, "'own': hidden 'z' is not in its chain"),
    ],
)
def test_an_outline_is_about_the_steps_of_its_chain(fields: dict[str, Any], message: str) -> None:
    whole = {"kind": "own", "chain": TWO, "wanted": ((), ())}
    assert Outline(**whole).failures == {}
    with pytest.raises(ValueError, match=message):
        Outline(**(whole | fields))


def test_a_demand_alone_is_enough_where_no_tool_is_needed() -> None:
    assert Outline(kind="own", chain=Chain(id="c", tools=()), wanted=(), demand="Small talk.")


@given(st.integers(-3, 5), st.integers(-3, 5))
def test_a_range_of_calls_begins_at_one_or_later(least: int, most: int) -> None:
    if 1 <= least <= most:
        check_range(least, most)
    else:
        with pytest.raises(ValueError, match=r"1 ≤ min_calls ≤ max_calls"):
            check_range(least, most)
