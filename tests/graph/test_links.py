"""Which pairs become links, and the graph that they make."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_tools import make_tool
from toolmind.config import GraphConfig
from toolmind.graph.features.parameters import Parameter
from toolmind.graph.graph import NOT_ASKED, TOPICS, ToolGraph
from toolmind.graph.links import LinkCollector, pair_hash
from toolmind.graph.ports import Ports, PortsBuilder, ToolTable

NAMES = ("first", "second")
"""The evidence of these tests."""


def ports(tools: int, path: str, each: int = 1) -> Ports:
    """So many ports of every tool; the first of each is required."""
    builder = PortsBuilder()
    for tool in range(tools):
        rows = [
            Parameter(tool, f"{path}{at}", path, "", "", "string", "", (), at == 0, False)
            for at in range(each)
        ]
        builder.add(rows, tool % 2)
    return builder.build()


def table(tools: int) -> ToolTable:
    made = ToolTable()
    for at in range(tools):
        made.add(make_tool(f"tool_{at}", {}, {}, domain=f"d{at % 2}", description="Do it."))
    return made


def linked(
    pairs: list[tuple[int, int, float]], tools: int = 3, parts: int = 1, **settings: float
) -> ToolGraph:
    """The graph of pairs (output, input, score), collected in so many parts."""
    config = GraphConfig(**settings)  # type: ignore[arg-type]
    collector = LinkCollector(config, 0.5, ports(tools, "out"), ports(tools, "in"))
    for part in np.array_split(np.arange(len(pairs)), parts):
        o, i = (np.array([pairs[at][k] for at in part], dtype=np.int64) for k in (0, 1))
        score = np.array([pairs[at][2] for at in part], dtype=np.float32)
        evidence = np.stack([score, -score], axis=1)
        collector.add(collector.select(o, i, score, evidence))
    return collector.graph(table(tools), NAMES)


def joined(graph: ToolGraph) -> list[tuple[int, int, float]]:
    return [
        (int(src), int(dst), round(float(score), 2))
        for src, dst, score in zip(graph.src, graph.dst, graph.score, strict=True)
    ]


def test_links_are_those_at_the_threshold_or_above_by_source_target_and_score() -> None:
    graph = linked([(2, 0, 0.9), (0, 1, 0.5), (0, 2, 0.49), (1, 0, 0.7)])
    assert joined(graph) == [(0, 1, 0.5), (1, 0, 0.7), (2, 0, 0.9)]
    assert graph.threshold == 0.5
    assert set(graph.transitivity.tolist()) == set(graph.coherence.tolist()) == {NOT_ASKED}


def test_of_an_output_the_best_are_kept() -> None:
    pairs = [(0, 1, 0.6), (0, 2, 0.8), (0, 3, 0.7), (1, 0, 0.55)]
    assert joined(linked(pairs, 4, top_k=2)) == [(0, 2, 0.8), (0, 3, 0.7), (1, 0, 0.55)]


def test_equal_ones_are_spread_over_the_inputs_the_same_way_every_time() -> None:
    pairs = [(o, i, 0.9) for o in range(40) for i in range(40) if o != i]
    graph = linked(pairs, 40, top_k=3)
    taken = Counter(graph.dst.tolist())
    assert graph.n_links == 120
    assert max(taken.values()) < 12
    assert joined(graph) == joined(linked(pairs, 40, top_k=3))


def test_a_clearly_better_one_goes_before_all_that_are_spread() -> None:
    pairs = [(0, i, 0.9) for i in range(1, 40)] + [(0, 40, 0.92)]
    assert 40 in linked(pairs, 41, top_k=1).dst.tolist()


@given(st.integers(1, 5), st.integers(0, 9))
def test_a_graph_is_the_same_in_however_many_parts_its_links_come(parts: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    pairs = [
        (o, i, float(rng.choice([0.4, 0.6, 0.8])))
        for o in range(6)
        for i in range(6)
        if o != i and rng.random() < 0.6
    ]
    whole = linked(pairs, 6, top_k=10)
    split = linked(pairs, 6, parts, top_k=10)
    assert list(split.edges()) == list(whole.edges())
    assert np.array_equal(split.evidence, whole.evidence)


def test_evidence_stands_by_its_link_with_how_alike_the_tools_topics_are() -> None:
    graph = linked([(2, 0, 0.9), (0, 1, 0.5)])
    assert graph.evidence_names == (*NAMES, TOPICS)
    assert graph.evidence[:, :2].tolist() == [[50, -50], [90, -90]]
    topics = np.einsum("nd,nd->n", graph.vectors[graph.src], graph.vectors[graph.dst])
    assert graph.evidence[:, 2] / 100 == pytest.approx(topics, abs=0.006)


def test_only_paths_of_links_are_kept_and_what_each_tool_needs_is_counted() -> None:
    config = GraphConfig()
    outputs, inputs = ports(2, "out", 3), ports(2, "in", 2)
    collector = LinkCollector(config, 0.5, outputs, inputs)
    # The third output of the first tool into the second, optional input of the second.
    o, i = np.array([2]), np.array([3])
    collector.add(collector.select(o, i, np.array([0.9], np.float32), np.zeros((1, 2))))
    graph = collector.graph(table(2), NAMES)
    assert (graph.outputs, graph.inputs) == (("out2",), ("in1",))
    assert graph.required.tolist() == [False]
    assert graph.needs.tolist() == [1, 1]


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5])
def test_random_links_have_neither_score_nor_evidence_and_join_other_tools(share: float) -> None:
    pairs = [(o, (o + 1) % 20, 0.9) for o in range(20)]
    graph = linked(pairs, 20, random_share=share, seed=4)
    random = graph.score == 0
    assert 0 <= random.sum() <= share * 20
    assert random.any() == (share > 0)
    assert not graph.evidence[random, :2].any()
    assert (graph.src != graph.dst).all()
    places = list(zip(graph.src.tolist(), graph.dst.tolist(), strict=True))
    assert len(places) == len(set(places))
    assert list(linked(pairs, 20, random_share=share, seed=4).edges()) == list(graph.edges())


def test_without_links_there_is_a_graph_all_the_same() -> None:
    graph = linked([(0, 1, 0.1)], random_share=0.5)
    assert (graph.n_links, graph.outputs, len(graph.tools)) == (0, (), 3)
    assert linked([]).n_links == 0


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_pair_has_one_number_that_looks_random(o: int, i: int) -> None:
    one = pair_hash(np.array([o, o, i]), np.array([i, i, o]))
    assert one[0] == one[1]
    assert ((one >= 0) & (one <= 0xFFFFFF)).all()


def test_numbers_of_pairs_are_spread_evenly() -> None:
    o, i = (one.ravel() for one in np.indices((100, 100)))
    found = pair_hash(o, i)
    assert len(set(found.tolist())) > 9_900
    assert np.histogram(found, bins=10, range=(0, 1 << 24))[0].min() > 800
