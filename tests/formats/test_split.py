"""Which trajectories go where: no tool of validation in training, and nothing in two parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues import BOOK, GOOD, kept, says, user
from toolmind.errors import ConfigError
from toolmind.formats.split import (
    SplitOptions,
    Traits,
    copy_of,
    held_out_tools,
    names_one,
    parts_of,
    without_tools,
)

called = st.frozensets(st.sampled_from("abcdefgh"), max_size=3)
runs = st.lists(called, max_size=40).map(
    lambda sets: [Traits(at, one, frozenset({"x"})) for at, one in enumerate(sets)]
)


@given(runs, st.floats(0, 0.9), st.integers(1, 4), st.none() | st.integers(0, 9))
def test_parts_share_neither_trajectories_nor_tools(
    traits: list[Traits], share: float, shards: int, shuffle: int | None
) -> None:
    parts, held_out = parts_of(traits, SplitOptions(share, shards, shuffle))
    taken = [index for part in parts for index, _ in part.taken]
    assert sorted(taken) == list(range(len(traits)))
    for part in parts:
        for index, _ in part.taken:
            assert bool(traits[index].called & held_out) == part.name.startswith("validation")
    validation = sum(len(p.taken) for p in parts if p.name.startswith("validation"))
    assert validation <= share * len(traits)


def test_the_share_is_reached_where_tools_allow_it() -> None:
    traits = [Traits(at, frozenset({str(at % 20)}), frozenset()) for at in range(200)]
    assert len(held_out_tools(traits, 0.1, 1)) == 2
    assert held_out_tools(traits, 0.1, 1) == held_out_tools(traits, 0.1, 1)


def test_an_order_is_of_its_seed_and_shards_are_even() -> None:
    traits = [Traits(at, frozenset(), frozenset()) for at in range(10)]
    parts, _ = parts_of(traits, SplitOptions(shards=3, shuffle=7))
    assert [part.name for part in parts] == [f"train-0000{at}-of-00003" for at in range(3)]
    assert [len(part.taken) for part in parts] == [3, 3, 4]
    assert parts == parts_of(traits, SplitOptions(shards=3, shuffle=7))[0]
    assert parts != parts_of(traits, SplitOptions(shards=3, shuffle=8))[0]


def test_weights_take_trajectories_of_a_source_more_or_less_often() -> None:
    traits = [Traits(at, frozenset(), frozenset({"ab"[at % 2]})) for at in range(400)]
    ((_, taken),), _ = parts_of(traits, SplitOptions(weights={"a": 2.0, "b": 0.5}))
    assert sum(1 for index, _ in taken if index % 2 == 0) == 400
    assert 70 < sum(1 for index, _ in taken if index % 2) < 130
    assert len(set(taken)) == len(taken)


def test_training_shows_no_tool_that_is_held_out() -> None:
    said = kept(*GOOD)
    assert [tool.name for tool in without_tools(said, {BOOK.id}).tools] == ["get_weather"]
    assert not names_one(said, {BOOK.id})
    assert names_one(kept(user("a"), says("Is book_hotel it?")), {BOOK.id})


def test_a_copy_has_an_id_of_its_own() -> None:
    assert [copy_of(kept(*GOOD), at).trajectory.id for at in (0, 1)] == ["t0", "t0~2"]


@pytest.mark.parametrize(
    "options",
    [SplitOptions(validation=1.0), SplitOptions(shards=0), SplitOptions(weights={"a": -1.0})],
)
def test_what_cannot_be_is_refused(options: SplitOptions) -> None:
    with pytest.raises(ConfigError):
        options.check()
