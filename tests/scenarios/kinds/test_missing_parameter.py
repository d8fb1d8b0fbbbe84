"""Something required is told only when asked for."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drawn_chains import CHAINS, INDEXES, SEEDS, TEXT, a_tool, drawn, drawn_of
from toolmind.scenarios.kinds.missing_parameter import MissingParameter


@given(INDEXES, SEEDS, st.integers(1, 4))
def test_something_is_withheld_or_it_is_not_made(index: int, seed: int, most: int) -> None:
    made = MissingParameter(max_withheld=most).plan(drawn(index), Random(seed))
    assume(made)
    assert made
    assert 1 <= sum(map(len, made.withheld.values())) <= most
    for step, paths in made.withheld.items():
        assert set(paths) <= set(made.wanted[step])


def test_more_is_withheld_where_more_may_be() -> None:
    def most(kind: MissingParameter) -> int:
        made = [kind.plan(drawn(index), Random(0)) for index in range(CHAINS)]
        return max(sum(map(len, one.withheld.values())) for one in made if one)

    assert most(MissingParameter(max_withheld=1)) == 1
    assert most(MissingParameter(max_withheld=4)) > 2


def test_a_call_that_needs_nothing_does_not_allow_it() -> None:
    things = drawn_of(a_tool("ListThings", [], status=TEXT))
    assert MissingParameter().plan(things, Random(0)) is None


@pytest.mark.parametrize("settings", [{"max_withheld": 0}, {"min_calls": 7}])
def test_settings_that_cannot_be_are_refused(settings: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(settings))):
        MissingParameter(**settings)
