"""Which output feeds which argument, held against a choice made link by link."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from small_graphs import TOOLS, Joint, graphs, small_graph
from toolmind.chains.dataflow import Dataflow, TopEvidence
from toolmind.chains.transitions import Transitions
from toolmind.config import ChainsConfig
from toolmind.graph.graph import ToolGraph
from toolmind.records import Link

Fed = tuple[int, int, int]
"""An earlier step, a later one, and the position of the link that joins them."""


def path_of(tools: str, length: int = 6) -> list[int]:
    return [TOOLS.index(tool) for tool in tools] + [-1] * (length - len(tools))


def chosen_by_hand(
    graph: ToolGraph, transitions: Transitions, most: int, path: list[int]
) -> set[Fed]:
    """Each input takes the best link, of equals that from nearest; a few optional ones are left."""
    found: set[Fed] = set()
    for dst_step, tool in enumerate(path):
        if tool < 0:
            break
        best: dict[int, tuple[float, int, int]] = {}
        for src_step, source in enumerate(path[:dst_step]):
            for link in transitions.links.tolist():
                if (graph.src[link], graph.dst[link]) == (source, tool):
                    into = int(graph.dst_input[link])
                    one = (-float(graph.score[link]), -src_step, link)
                    best[into] = min(best.get(into, one), one)
        required = [into for into, (_, _, link) in best.items() if graph.required[link]]
        optional = sorted(
            (into for into in best if into not in required), key=lambda into: (best[into][0], into)
        )
        kept = required + (optional[:most] or ([] if required else optional[:1]))
        found |= {(-best[into][1], dst_step, best[into][2]) for into in kept}
    return found


PATHS = st.lists(st.sampled_from(TOOLS[:5]), min_size=2, max_size=6).map("".join)


FULL = small_graph(
    TOOLS,
    [
        Joint("a", "p", "c", "x", 0.8),
        Joint("b", "p", "c", "x", 0.8),
        Joint("a", "q", "c", "y", 0.9),
        Joint("b", "q", "c", "z", 0.9, required=False),
        Joint("a", "r", "c", "w", 0.95, required=False),
        Joint("a", "r", "b", "w", 0.95, required=False),
        Joint("a", "r", "b", "z", 0.9, required=False),
    ],
)
"""Of `c`, two inputs are required and two are not; of `b`, none is required."""


@example(FULL, ["abc", "bac", "ac", "ab"], 0)
@example(FULL, ["abc", "bac"], 1)
@given(graphs(), st.lists(PATHS, min_size=1, max_size=4), st.integers(0, 2))
def test_each_input_takes_the_best_link_and_few_optional_ones_are_taken(
    graph: ToolGraph, walked: list[str], most: int
) -> None:
    config = ChainsConfig(min_length=2, max_length=6, max_optional=most)
    transitions = Transitions.of(graph, config)
    paths = np.array([path_of(tools) for tools in walked], dtype=np.int32)
    flow = Dataflow(graph, transitions, config).links(paths)
    found: list[set[Fed]] = [set() for _ in walked]
    for chain, link, src_step, dst_step in zip(*(column.tolist() for column in flow), strict=True):
        assert (src_step, dst_step, link) not in found[chain], "no link is there twice"
        found[chain].add((src_step, dst_step, link))
    assert found == [chosen_by_hand(graph, transitions, most, path) for path in paths.tolist()]
    assert flow.chain.tolist() == sorted(flow.chain.tolist())


def test_links_are_records_in_order_of_their_steps_with_what_the_graph_knows() -> None:
    joints = [
        Joint("a", "p", "b", "x", 0.91234567, evidence={"same words": 0.5, "units": -0.8}),
        Joint("a", "q", "c", "y", 0.8, evidence={"same words": 1.0}),
        Joint("b", "q", "c", "y", 0.8),
    ]
    graph = small_graph(TOOLS, joints)
    config = ChainsConfig(min_length=2, max_length=6)
    dataflow = Dataflow(graph, Transitions.of(graph, config), config)
    paths = np.array([path_of("abc"), path_of("ac"), path_of("ab")], dtype=np.int32)
    first, second, third = dataflow.resolve(paths)
    assert first == (
        ("a", "b", "c"),
        (
            Link(0, "p", 1, "x", 0.9123, {"units": -0.8, "same words": 0.5}),
            Link(1, "q", 2, "y", 0.8, {}),
        ),
    )
    assert second == (("a", "c"), (Link(0, "q", 1, "y", 0.8, {"same words": 1.0}),))
    assert third[1][0].evidence is first[1][0].evidence, "shared by all chains that use the link"


def test_many_chains_are_woven_as_each_would_be_alone() -> None:
    graph = small_graph(TOOLS, [Joint(a, "p", b, "x") for a in "abc" for b in "def"])
    config = ChainsConfig(min_length=2, max_length=4)
    dataflow = Dataflow(graph, Transitions.of(graph, config), config)
    paths = [path_of(a + b, 4) for a in "abc" for b in "def"] * 100
    together = list(dataflow.resolve(np.array(paths, dtype=np.int32)))
    assert len(together) == 900
    assert together[:9] * 100 == together
    alone = [next(dataflow.resolve(np.array([path], dtype=np.int32))) for path in paths[:9]]
    assert together[:9] == alone


def test_of_the_evidence_the_five_strongest_are_shown_the_strongest_first() -> None:
    pieces = {f"piece {at}": strength / 10 for at, strength in enumerate((1, -9, 3, 4, 8, -2, 7))}
    graph = small_graph("ab", [Joint("a", "p", "b", "x", evidence=pieces)])
    (shown,) = TopEvidence.of(graph).named(np.array([0]))
    assert list(shown.items()) == [
        ("piece 1", -0.9),
        ("piece 4", 0.8),
        ("piece 6", 0.7),
        ("piece 3", 0.4),
        ("piece 2", 0.3),
    ]
    assert shown == graph.evidence_of(0, most=5)


def test_evidence_of_nothing_is_not_shown() -> None:
    graph = small_graph("ab", [Joint("a", "p", "b", "x", evidence={"words": 0.0, "unit": 0.2})])
    assert TopEvidence.of(graph).named(np.array([0, 0])) == [{"unit": 0.2}] * 2
