"""Walkers in step: what a walk may do, and that it is the same whoever walks beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_tools import make_tool, ring_tools
from small_graphs import Joint, graphs, small_graph
from toolmind.chains.transitions import OFF_TOPIC, Transitions
from toolmind.chains.walkers import BLOCK, _rank, walk_blocks, walk_many
from toolmind.config import ChainsConfig
from toolmind.graph.build import build_graph
from toolmind.graph.graph import ToolGraph
from toolmind.records import Tool

SHORT = ChainsConfig(min_length=3, max_length=5)


def walks(graph: ToolGraph, config: ChainsConfig, seed: int = 0) -> list[list[str]]:
    """The first block of walks over a graph, as names of tools."""
    return named(graph, walk_blocks(Transitions.of(graph, config), config, seed, range(1)))


def named(graph: ToolGraph, paths: np.ndarray) -> list[list[str]]:
    return [[graph.tools[tool] for tool in path if tool >= 0] for path in paths.tolist()]


# --- what a walk may do -----------------------------------------------------------------------


@settings(max_examples=40)
@given(
    graph=graphs(),
    fields=st.lists(st.sampled_from("xyz"), min_size=6, max_size=6),
    least=st.integers(1, 4),
    more=st.integers(0, 3),
    max_domains=st.integers(1, 3),
    max_repeats=st.integers(1, 2),
    seed=st.integers(0),
    tries=st.sampled_from([0, 1, 12]),
)
def test_each_step_follows_an_earlier_one_within_what_the_configuration_allows(
    graph: ToolGraph,
    fields: list[str],
    least: int,
    more: int,
    max_domains: int,
    max_repeats: int,
    seed: int,
    tries: int,
) -> None:
    graph = replace(graph, domains=tuple(fields))
    config = ChainsConfig(
        min_length=least,
        max_length=least + more,
        max_domains=max_domains,
        max_repeats=max_repeats,
        min_score_across=0.0,
    )
    transitions = Transitions.of(graph, config)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("toolmind.chains.walkers._RANDOM_TRIES", tries)
        paths = walk_blocks(transitions, config, seed, range(1))
    count = len(graph.tools)
    steps = {divmod(pair, count) for pair in transitions.pairs.tolist()}
    assert paths.shape == (BLOCK, config.max_length)
    for row in {tuple(row) for row in paths.tolist()}:
        path = [tool for tool in row if tool >= 0]
        assert path and row == (*path, *[-1] * (len(row) - len(path)))
        for at, tool in enumerate(path[1:], start=1):
            assert any((earlier, tool) in steps for earlier in path[:at])
            assert tool != path[at - 1]
        assert max(Counter(path).values()) <= max_repeats
        assert len({fields[tool] for tool in path}) <= max_domains


@pytest.mark.parametrize("tries", [0, 12])
def test_a_walk_that_finds_its_only_way_by_looking_at_all_goes_there(
    tries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolmind.chains.walkers._RANDOM_TRIES", tries)
    line = small_graph("abcd", [Joint(one, "p", two, "x") for one, two in ("ab", "bc", "cd")])
    config = ChainsConfig(min_length=4, max_length=4, hub_factor=100)
    assert set(map(tuple, walks(line, config))) == {tuple("abcd")}


@pytest.mark.parametrize(
    ("branching", "expected"), [(0.0, {"abd", "ace"}), (1.0, {"abd", "ace", "abc", "acb"})]
)
def test_a_walk_that_does_not_branch_goes_on_from_its_last_tool(
    branching: float, expected: set[str]
) -> None:
    tree = small_graph("abcde", [Joint(a, "p", b, "x") for a, b in ("ab", "ac", "bd", "ce")])
    config = ChainsConfig(min_length=3, max_length=3, branching=branching, hub_factor=100)
    assert set(map("".join, walks(tree, config))) == expected


def test_a_walk_goes_off_topic_only_where_nothing_else_is_long_enough() -> None:
    line = small_graph("abc", [Joint("a", "p", "b", "x"), Joint("b", "p", "c", "x")])

    def walked(least: int) -> set[str]:
        config = ChainsConfig(min_length=least, max_length=3, hub_factor=100)
        transitions = Transitions.of(line, config)
        weights = np.array([1.0, OFF_TOPIC / 2])
        made = replace(transitions, weights=weights, cumulative=np.r_[0, np.cumsum(weights)])
        return set(map("".join, named(line, walk_blocks(made, config, 1, range(1)))))

    assert "abc" not in walked(2) and "ab" in walked(2)
    assert "abc" in walked(3)


def test_a_walk_may_come_back_to_a_domain_that_it_was_in() -> None:
    steps = [Joint(one, "p", two, "x") for one, two in ("ab", "bc", "cd", "de")]
    line = small_graph("abcde", steps, domains=list("xyyxy"))
    config = ChainsConfig(
        min_length=5, max_length=5, max_domains=2, min_score_across=0.0, hub_factor=100
    )
    assert set(map("".join, walks(line, config))) == {"abcde"}


def test_what_a_walk_gave_up_does_not_count_for_the_one_begun_anew() -> None:
    steps = [Joint(one, "p", two, "x") for one, two in ("ab", "ac", "cd")]
    fork = small_graph("abcd", steps, domains=list("xyzz"))
    config = ChainsConfig(
        min_length=3, max_length=3, max_domains=2, min_score_across=0.0, hub_factor=100
    )
    assert set(map("".join, walks(fork, config))) == {"acd"}, "from b no other domain is left"


def test_nothing_follows_what_did_away_with_what_it_needs() -> None:
    item = {"item_id": "Identifier of the item"}
    tools = [make_tool(name, item, item) for name in ("get_item", "delete_item", "rename_item")]
    graph = build_graph(tools)
    for path in walks(graph, ChainsConfig(min_length=2, max_length=3)):
        called = [tool.split(".")[1] for tool in path]
        assert "delete_item" not in called[:-1]


# --- where walks begin ------------------------------------------------------------------------


def test_walks_begin_with_each_tool_in_turn(shop: list[Tool]) -> None:
    transitions = Transitions.of(build_graph(shop), SHORT)
    starts = {
        int(tool)
        for tool, many in zip(transitions.starts, transitions.reachable, strict=True)
        if many >= SHORT.min_length
    }
    first = next(walk_many(transitions, SHORT, 3, len(starts)))[:, 0]
    assert set(first.tolist()) == starts


def test_the_last_starts_too_are_where_a_walk_can_become_long_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "toolmind.chains.walkers._STARTS_FOR_LENGTH", 0
    )  # every start is a last resort
    config = ChainsConfig(min_length=4, max_length=6)
    transitions = Transitions.of(build_graph(ring_tools(12)), config)
    transitions = replace(transitions, reachable=np.repeat([2, 3, 4, 6], 3))
    paths = walk_blocks(transitions, config, 1, range(1))
    assert set(paths[:, 0].tolist()) == set(transitions.starts[6:].tolist())


# --- blocks -----------------------------------------------------------------------------------


def test_chains_are_the_same_however_many_blocks_are_walked_together(
    shop: list[Tool], monkeypatch: pytest.MonkeyPatch
) -> None:
    transitions = Transitions.of(build_graph(shop), SHORT)
    alone = [walk_blocks(transitions, SHORT, 7, range(at, at + 1)) for at in range(3)]
    assert np.array_equal(np.concatenate(alone), walk_blocks(transitions, SHORT, 7, range(3)))
    monkeypatch.setattr("toolmind.chains.walkers._BLOCKS_AT_ONCE", 2)
    some = np.concatenate(list(walk_many(transitions, SHORT, 7, 3 * BLOCK - 5, start=10)))
    assert np.array_equal(some, np.concatenate(alone)[10 : 3 * BLOCK - 5])


def test_each_seed_and_each_block_has_walks_of_its_own(shop: list[Tool]) -> None:
    transitions = Transitions.of(build_graph(shop), SHORT)
    one, other = walk_blocks(transitions, SHORT, 7, range(2)).reshape(2, BLOCK, -1)
    assert not np.array_equal(one, other)
    assert not np.array_equal(one, walk_blocks(transitions, SHORT, 8, range(1)))


@given(st.lists(st.integers(0, 4), max_size=30))
def test_equal_keys_are_counted_in_their_order(keys: list[int]) -> None:
    found = _rank(np.array(keys, dtype=np.int64)).tolist()
    assert found == [keys[:at].count(key) for at, key in enumerate(keys)]
