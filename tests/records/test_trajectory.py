"""A trajectory may branch; what a model saw is a root-to-leaf path."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.records import Message, Trajectory


def trajectory(*parents: str) -> Trajectory:
    """Make a trajectory whose message number n names the given parent."""
    messages = tuple(
        Message(role="user", id=f"m{n}", parent=parent) for n, parent in enumerate(parents)
    )
    return Trajectory(id="t0", index=0, scenario="s0", messages=messages, ended="stop")


def ids(played: Trajectory) -> list[list[str]]:
    return [[message.id for message in path] for path in played.paths()]


def test_without_branches_there_is_one_path_and_it_is_the_list_itself() -> None:
    played = trajectory("", "", "")
    assert [*played.paths()] == [played.messages]
    assert next(played.paths()) is played.messages


def test_a_branch_makes_two_paths_that_share_their_beginning() -> None:
    assert ids(trajectory("", "", "", "m1", "")) == [["m0", "m1", "m2"], ["m0", "m1", "m3", "m4"]]


def test_a_parent_that_is_not_before_it_is_named() -> None:
    with pytest.raises(ValueError, match=r"t0: message 'm1' names the parent 'm2'"):
        list(trajectory("", "m2", "").paths())


@given(st.lists(st.integers(0, 30), max_size=30))
def test_every_message_is_on_a_path_and_every_path_goes_from_the_root(choices: list[int]) -> None:
    parents = ["", *(f"m{choice % (n + 1)}" for n, choice in enumerate(choices))]
    paths = ids(trajectory(*parents))
    assert {name for path in paths for name in path} == {f"m{n}" for n in range(len(parents))}
    assert all(path[0] == "m0" for path in paths)
    leaves = [path[-1] for path in paths]
    assert len(set(leaves)) == len(leaves)
    for path in paths:
        for above, below in pairwise(path):
            assert parents[int(below[1:])] == above
