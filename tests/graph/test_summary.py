"""A graph in numbers."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given

from small_graphs import TOOLS, Joint, graphs, small_graph
from toolmind.graph.build import build_graph
from toolmind.graph.graph import ToolGraph
from toolmind.graph.summary import summarize
from toolmind.records import Tool


def test_links_pairs_and_hubs_are_counted() -> None:
    joints = [
        Joint("a", "p", "b", "x"),
        Joint("a", "q", "b", "y"),
        Joint("a", "p", "c", "x"),
        Joint("d", "p", "c", "x"),
    ]
    graph = small_graph(TOOLS, joints, domains=["one", "one", "two", "two", "two", "three"])
    found = summarize(graph)
    assert (found.tools, found.domains, found.links, found.pairs) == (6, 3, 4, 3)
    assert (found.links_across, found.unlinked) == (1, 2)
    assert (found.scorer, found.threshold) == ("by hand", 0.5)
    assert list(found.feed_most.items()) == [("a", 3), ("d", 1)]
    assert list(found.fed_most.items()) == [("b", 2), ("c", 2)]


@given(graphs())
def test_the_counts_are_those_of_the_links(graph: ToolGraph) -> None:
    edges = list(graph.edges())
    found = summarize(graph, most=2)
    assert found.links == len(edges)
    assert found.pairs == len({(edge.src, edge.dst) for edge in edges})
    feeding = Counter(edge.src for edge in edges)
    assert list(found.feed_most.values()) == [count for _, count in feeding.most_common(2)]
    assert all(feeding[tool] == count for tool, count in found.feed_most.items())
    linked = {edge.src for edge in edges} | {edge.dst for edge in edges}
    assert found.unlinked == len(graph.tools) - len(linked)


@pytest.mark.parametrize("most", [0, 1])
def test_a_graph_without_links_has_no_hubs(shop: list[Tool], most: int) -> None:
    found = summarize(build_graph(shop[:1]), most)
    assert (found.tools, found.links, found.pairs, found.unlinked) == (1, 0, 0, 1)
    assert (found.feed_most, found.fed_most) == ({}, {})
