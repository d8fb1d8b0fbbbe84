"""What chains use of a graph, counted without making a record of any."""

from __future__ import annotations

from collections import Counter

from small_graphs import Joint, small_graph
from toolmind.chains.coverage import coverage
from toolmind.chains.walk import sample_chains
from toolmind.config import ChainsConfig
from toolmind.graph.build import build_graph
from toolmind.records import Tool

SHORT = ChainsConfig(min_length=3, max_length=5)


def test_coverage_counts_what_chains_use(shop: list[Tool]) -> None:
    graph = build_graph(shop)
    chains = list(sample_chains(graph, 100, 1, SHORT))
    found = coverage(graph, 100, 1, SHORT)
    assert found.chains == 100
    assert found.lengths == Counter(len(chain.tools) for chain in chains)
    assert found.tools == len({tool for chain in chains for tool in chain.tools}) / len(shop)
    assert 0 < found.pairs <= 1
    assert sum(found.domain_pairs.values()) >= 100
    assert found.distinct == len({chain.tools for chain in chains})
    domains = {tool.id: tool.domain for tool in shop}
    joined = [
        {(chain.tools[link.src], chain.tools[link.dst], link.dst) for link in chain.links}
        for chain in chains
    ]
    between = Counter(f"{domains[a]} → {domains[b]}" for one in joined for a, b, _ in one)
    assert found.domain_pairs == between
    assert found.pairs == len({pair[:2] for one in joined for pair in one}) / graph.n_pairs
    touched = sum(len({domains[tool] for tool in chain.tools}) for chain in chains)
    assert found.domains_per_chain == touched / 100


def test_hubs_are_the_tools_that_occur_most_and_as_many_as_asked_for(shop: list[Tool]) -> None:
    graph = build_graph(shop)
    chains = sample_chains(graph, 100, 1, SHORT)
    visits = Counter(tool for chain in chains for tool in chain.tools)
    found = coverage(graph, 100, 1, SHORT, most=3).hubs
    assert list(found.values()) == [count for _, count in visits.most_common(3)]
    assert all(visits[tool] == count for tool, count in found.items())
    assert coverage(graph, 100, 1, SHORT, most=50).hubs == visits


def test_a_chain_that_is_drawn_again_is_not_distinct_and_unused_tools_are_counted() -> None:
    graph = small_graph("abcd", [Joint("a", "p", "b", "x")])
    found = coverage(graph, 10, 1, ChainsConfig(min_length=2, max_length=2))
    assert (found.chains, found.distinct, found.mean_length) == (10, 1, 2.0)
    assert (found.tools, found.pairs, found.lengths) == (0.5, 1.0, {2: 10})
    assert found.hubs == {"a": 10, "b": 10}
    assert found.domain_pairs == {"all → all": 10}


def test_chains_below_the_least_length_and_those_of_one_tool_are_counted(shop: list[Tool]) -> None:
    found = coverage(build_graph(shop), 50, 1, ChainsConfig(min_length=15, max_length=20))
    assert found.chains == 50 and max(found.lengths) < 15
    alone = coverage(small_graph("ab", []), 50, 1)
    assert (alone.lengths, alone.pairs, alone.domain_pairs) == ({1: 50}, 0.0, {})
