"""Chains: lengths, links, determinism, dead ends."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolmind.config import ChainsConfig
from toolmind.errors import DataError
from toolmind.graph.build import build_graph
from toolmind.graph.coverage import coverage
from toolmind.graph.walk import sample_chains
from toolmind.types import Tool

SHORT = ChainsConfig(min_length=3, max_length=5)


def test_every_step_takes_a_value_from_an_earlier_one(shop: list[Tool]) -> None:
    for chain in sample_chains(build_graph(shop), 50, 1, SHORT):
        fed = {link.dst for link in chain.links}
        assert fed == set(range(1, len(chain.tools)))
        assert all(link.src < link.dst for link in chain.links)
        taken = [(link.dst, link.dst_input) for link in chain.links]
        assert len(taken) == len(set(taken))


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
    graph = build_graph(_ring(12))
    long = list(sample_chains(graph, max(few, more), seed, SHORT))
    assert list(sample_chains(graph, few, seed, SHORT)) == long[:few]
    assert list(sample_chains(graph, max(few, more), seed, SHORT, start=start)) == long[start:]


def test_a_chain_too_long_for_the_graph_is_refused(shop: list[Tool]) -> None:
    graph = build_graph(shop)
    with pytest.raises(DataError, match="min_length"):
        list(sample_chains(graph, 1, 1, ChainsConfig(min_length=15, max_length=20)))


def test_a_graph_without_links_is_refused(shop: list[Tool]) -> None:
    with pytest.raises(DataError, match="no links"):
        list(sample_chains(build_graph(shop[:1]), 1, 1))


def _ring(size: int) -> list[Tool]:
    names = ["apple", "pear", "plum", "fig", "kiwi", "lime", "date", "melon", "mango", "peach"]
    names += ["berry", "grape", "lemon"]

    def schema(name: str) -> dict[str, object]:
        field = {"type": "string", "description": f"Code of the {name}"}
        return {
            "type": "object",
            "properties": {f"{name}_code": field},
            "required": [f"{name}_code"],
        }

    return [
        Tool(
            id=f"t{i}",
            name=f"turn_{names[i]}",
            parameters=schema(names[i]),
            returns=schema(names[(i + 1) % size]),
            domain="ring",
        )
        for i in range(size)
    ]


def test_coverage_counts_what_chains_use(shop: list[Tool]) -> None:
    graph = build_graph(shop)
    chains = list(sample_chains(graph, 100, 1, SHORT))
    found = coverage(graph, chains)
    assert found.chains == 100
    assert found.lengths == Counter(len(chain.tools) for chain in chains)
    assert found.tools == len({tool for chain in chains for tool in chain.tools}) / len(shop)
    assert 0 < found.pairs <= 1
    assert sum(found.domain_pairs.values()) >= 100
    assert found.distinct <= 100
