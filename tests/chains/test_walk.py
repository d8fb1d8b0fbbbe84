"""Chains: lengths, links, determinism, dead ends."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_tools import make_tool, ring_tools
from small_graphs import Joint, small_graph
from toolmind.chains.coverage import coverage
from toolmind.chains.walk import Chains, sample_chains
from toolmind.chains.walkers import BLOCK
from toolmind.config import ChainsConfig
from toolmind.graph.build import build_graph
from toolmind.records import Tool

SHORT = ChainsConfig(min_length=3, max_length=5)


def test_every_step_takes_a_value_from_an_earlier_one(shop: list[Tool]) -> None:
    for chain in sample_chains(build_graph(shop), 50, 1, SHORT):
        fed = {link.dst for link in chain.links}
        assert fed == set(range(1, len(chain.tools)))
        assert all(link.src < link.dst for link in chain.links)
        taken = [(link.dst, link.dst_input) for link in chain.links]
        assert len(taken) == len(set(taken))


def test_links_show_the_strongest_evidence_of_the_graph(shop: list[Tool]) -> None:
    graph = build_graph(shop)
    shown = {
        (edge.src, edge.src_output, edge.dst, edge.dst_input): graph.evidence_of(link, most=5)
        for link, edge in enumerate(graph.edges())
    }
    for chain in sample_chains(graph, 50, 1, SHORT):
        for link in chain.links:
            src, dst = chain.tools[link.src], chain.tools[link.dst]
            assert link.evidence == shown[src, link.src_output, dst, link.dst_input]


def test_lengths_and_repeats_keep_to_the_configuration(shop: list[Tool]) -> None:
    chains = list(sample_chains(build_graph(shop), 200, 1, SHORT))
    assert {len(chain.tools) for chain in chains} == {3, 4, 5}
    assert all(len(set(chain.tools)) == len(chain.tools) for chain in chains)
    again = ChainsConfig(min_length=6, max_length=9, max_repeats=3)
    for chain in sample_chains(build_graph(shop), 50, 1, again):
        assert all(a != b for a, b in zip(chain.tools, chain.tools[1:], strict=False))


@settings(deadline=None, max_examples=20)
@given(
    few=st.integers(0, 300),
    more=st.integers(0, 600),
    start=st.integers(0, 600),
    seed=st.integers(0),
)
def test_a_longer_run_starts_with_the_same_chains(
    few: int, more: int, start: int, seed: int
) -> None:
    graph = build_graph(ring_tools(12))
    long = list(sample_chains(graph, max(few, more), seed, SHORT))
    assert list(sample_chains(graph, few, seed, SHORT)) == long[:few]
    assert list(sample_chains(graph, max(few, more), seed, SHORT, start=start)) == long[start:]


def test_chains_too_long_for_the_graph_are_as_long_as_it_allows(shop: list[Tool]) -> None:
    graph = build_graph(shop)
    config = ChainsConfig(min_length=15, max_length=20)
    chains = list(sample_chains(graph, 300, 1, config))
    assert all(1 < len(chain.tools) < 15 for chain in chains)
    assert chains[100:] == list(sample_chains(graph, 300, 1, config, start=100))
    shorter = Chains(graph, 1, config).shorter()
    assert shorter is not None and shorter.share == 1 and shorter.reaching == 0
    assert shorter.longest >= max(len(chain.tools) for chain in chains)
    # Each step takes something, as in longer ones.
    for chain in chains:
        assert {link.dst for link in chain.links} == set(range(1, len(chain.tools)))


def test_chains_that_are_long_enough_are_not_called_short() -> None:
    assert Chains(build_graph(ring_tools(12)), 1, SHORT).shorter() is None


@pytest.mark.parametrize("few", [1, 3])
def test_without_links_each_chain_is_one_tool_and_all_tools_have_their_turn(few: int) -> None:
    tools = [msgspec.structs.replace(tool, returns=None) for tool in ring_tools(few)]
    graph = build_graph(tools)
    chains = list(sample_chains(graph, 100, 1))
    assert all(len(chain.tools) == 1 and not chain.links for chain in chains)
    assert {chain.tools[0] for chain in chains} == {tool.id for tool in tools}
    shorter = Chains(graph, 1, ChainsConfig()).shorter()
    assert shorter == (1.0, 1, few, 0, 0, 0.0)
    assert coverage(graph, 100, 1).lengths


def test_lengths_are_uniform_where_the_graph_permits() -> None:
    found = coverage(
        build_graph(ring_tools(12)), 4 * BLOCK, 3, ChainsConfig(min_length=4, max_length=9)
    )
    expected = 4 * BLOCK / 6
    assert set(found.lengths) == set(range(4, 10))
    # Five standard deviations of a binomial count.
    assert all(abs(n - expected) < 5 * expected**0.5 for n in found.lengths.values())


def test_walks_that_cannot_be_as_long_as_drawn_are_shorter() -> None:
    config = ChainsConfig(min_length=4, max_length=40)
    found = coverage(build_graph(ring_tools(8)), BLOCK, 3, config)
    assert found.chains == BLOCK
    assert set(found.lengths) == {4, 5, 6, 7, 8}


def test_no_tool_is_visited_beyond_its_cap() -> None:
    graph = build_graph(ring_tools(12))
    config = ChainsConfig(min_length=3, max_length=3, hub_factor=1.2)
    visits = coverage(graph, BLOCK, 5, config, most=12).hubs
    assert sum(visits.values()) == 3 * BLOCK
    assert max(visits.values()) <= np.ceil(1.2 * 3 * BLOCK / 12)


def test_a_hub_that_all_would_go_to_at_once_takes_as_many_as_its_cap() -> None:
    sources, leaves = [f"s{at}" for at in range(10)], [f"l{at}" for at in range(10)]
    joints = [Joint(one, "p", "hub", "x", 1.0) for one in sources]
    joints += [Joint(one, "p", leaf, "x", 0.75) for one in sources for leaf in leaves]
    graph = small_graph([*sources, "hub", *leaves], joints)
    config = ChainsConfig(min_length=2, max_length=2, hub_factor=0.5)
    cap = int(np.ceil(0.5 * BLOCK * 2 / len(sources)))
    for blocks in (1, 2):
        found = coverage(graph, blocks * BLOCK, 1, config, most=30)
        assert found.lengths == {2: blocks * BLOCK}
        assert found.hubs["hub"] == blocks * cap, "each block has visits of its own"
        assert all(found.hubs[leaf] <= blocks * cap for leaf in leaves)


def test_what_draws_chains_knows_how_many_links_it_walks() -> None:
    joints = [Joint("a", "p", "b", "x"), Joint("a", "q", "b", "y"), Joint("b", "p", "c", "x", 0.5)]
    chains = Chains(small_graph("abc", joints), 1, ChainsConfig(min_length=2, max_length=2))
    assert chains.n_links == 2
    assert [chain.id for chain in chains.draw(3, 5)] == ["chain-3", "chain-4"]


def test_nothing_is_done_with_what_a_step_did_away_with() -> None:
    item = {"item_id": "Identifier of the item"}
    names = ("get_item", "rename_item", "delete_item", "restore_item", "share_item", "list_items")
    tools = [make_tool(name, item, item) for name in names]
    config = ChainsConfig(min_length=3, max_length=5)
    afterwards = set()
    for chain in sample_chains(build_graph(tools), 500, 1, config):
        called = [tool.split(".")[1] for tool in chain.tools]
        if "delete_item" in called:
            afterwards.update(called[called.index("delete_item") + 1 :])
    assert afterwards == {"list_items"}


def test_a_field_of_fine_domains_is_walked_as_one() -> None:
    fine = [
        msgspec.structs.replace(tool, domain=f"ring/kind {i}/x")
        for i, tool in enumerate(ring_tools(12))
    ]
    config = ChainsConfig(min_length=5, max_length=9)
    chains = sample_chains(build_graph(fine), 200, 4, config)
    assert {len(chain.tools) for chain in chains} == {5, 6, 7, 8, 9}


def test_what_is_short_for_its_domains_says_so() -> None:
    tools = [
        msgspec.structs.replace(tool, domain=f"field {i}") for i, tool in enumerate(ring_tools(12))
    ]
    config = ChainsConfig(min_length=5, max_length=9, max_domains=2, min_score_across=0.0)
    shorter = Chains(build_graph(tools), 1, config).shorter()
    assert shorter is not None and shorter.across == 1 and shorter.longest < 5


def test_tools_that_no_chain_comes_to_are_lone_and_the_others_visited(shop: list[Tool]) -> None:
    alone = make_tool("alone", {"colour_of_socks": "The colour."}, {})
    chains = Chains(build_graph([*shop, alone]), 0, SHORT)
    assert alone.id in chains.lone
    assert set(chains.visits) == {tool.id for tool in shop} - set(chains.lone)
    assert all(times > 0 for times in chains.visits.values())


def test_a_reserve_of_chains_begins_in_the_domain_asked_for(shop: list[Tool]) -> None:
    domains = {tool.id: tool.domain for tool in shop}
    chains = Chains(build_graph(shop), 0, SHORT)
    for tool in shop:
        first = {domains[chains.reserve(number, tool.id).tools[0]] for number in range(5)}
        begun = {domains[chains.reserve(number).tools[0]] for number in range(40)}
        assert first == {tool.domain} or tool.domain not in begun
    assert chains.reserve(7) == chains.reserve(7)


def test_an_input_is_found_by_the_best_links_into_it(shop: list[Tool]) -> None:
    graph = build_graph(shop)
    chains = Chains(graph, 0, ChainsConfig())
    walkable = {(link.src, link.dst): link for chain in chains.draw(0, 200) for link in chain.links}
    assert walkable
    found = 0
    for tool in shop:
        for path in {edge.dst_input.removesuffix("[]") for edge in graph.edges(dst=tool.id)}:
            finders = chains.finders(tool.id, path)
            scores = [link.score for _, link in finders]
            assert scores == sorted(scores, reverse=True)
            assert len({source for source, _ in finders}) == len(finders)
            for source, link in finders:
                edges = [
                    e
                    for e in graph.edges(src=source, dst=tool.id)
                    if e.dst_input.removesuffix("[]") == path
                ]
                assert link.score == max(edge.score for edge in edges)
                assert (link.src, link.dst) == (0, 1)
                found += 1
    assert found
    assert list(chains.finders("nobody/knows", "id")) == []


def test_chains_are_at_odds_where_a_walk_could_not_go_on() -> None:
    names = ("api.create_list", "api.get_list", "api.delete_list", "api.other")
    joints = [Joint(one, "id", other, "id") for one, other in pairwise(names[:3])]
    graph = small_graph(names, joints, domains=["shop"] * 4)
    chains = Chains(graph, 0, ChainsConfig(min_length=1))
    assert chains.at_odds(names[:2], names[2:])
    assert chains.at_odds(names[2:], names[1:2])
    assert not chains.at_odds(names[1:2], names[2:])
    assert not chains.at_odds(("unknown",), names) and not chains.at_odds((), ())
