"""The graph as arrays: its links as records, parts of it, one file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from full_disk import room_for
from small_graphs import TOOLS, Joint, graphs, small_graph
from toolmind.errors import DataError, RunError
from toolmind.graph.graph import FAILED, NOT_ASKED, ToolGraph, hundredths, load_graph
from toolmind.records import Edge

GRAPH = small_graph(
    "abc",
    [
        Joint("a", "p", "b", "x", 0.8),
        Joint("a", "q", "b", "y", 0.95, True, {"words": 0.25, "unit": -1.0}, 7, 4),
        Joint("a", "p", "c", "x", 0.7, transitivity=FAILED, coherence=FAILED),
        Joint("b", "q", "a", "z", 0.6, required=False),
    ],
)


def test_links_are_records_in_order_of_source_target_and_score() -> None:
    assert list(GRAPH.edges()) == [
        Edge(
            src="a",
            src_output="q",
            dst="b",
            dst_input="y",
            score=0.95,
            evidence={
                "unit": -1.0,
                "words": 0.25,
                "transitivity, by a model": 7,
                "coherence, by a model": 4,
            },
        ),
        Edge(src="a", src_output="p", dst="b", dst_input="x", score=0.8),
        Edge(
            src="a",
            src_output="p",
            dst="c",
            dst_input="x",
            score=0.7,
            evidence={
                "transitivity, by a model": "not judged",
                "coherence, by a model": "not judged",
            },
        ),
        Edge(src="b", src_output="q", dst="a", dst_input="z", score=0.6),
    ]


@given(graphs(), st.sampled_from([None, *TOOLS]), st.sampled_from([None, *TOOLS]))
def test_links_between_tools_are_those_of_all(
    graph: ToolGraph, src: str | None, dst: str | None
) -> None:
    assert list(graph.edges(src, dst)) == [
        edge for edge in graph.edges() if src in (None, edge.src) and dst in (None, edge.dst)
    ]


@pytest.mark.parametrize("ends", [{"src": "d"}, {"dst": "d"}, {"src": "a", "dst": "d"}])
def test_a_tool_that_is_not_there_is_named(ends: dict[str, str]) -> None:
    with pytest.raises(DataError, match=r"no tool 'd' \(known: a, b, c\)\. `toolmind tools list`"):
        list(GRAPH.edges(**ends))


def test_what_passed_is_all_where_no_model_was_asked() -> None:
    assert GRAPH.validated
    assert GRAPH.passed(7, 4).tolist() == [True, False, False, False]
    assert GRAPH.passed(8, 4).tolist() == GRAPH.passed(7, 5).tolist() == [False] * 4
    unasked = small_graph("ab", [Joint("a", "p", "b", "x")])
    assert not unasked.validated
    assert unasked.passed(9, 9).tolist() == [True]


@given(graphs(), st.data())
def test_a_part_of_a_graph_has_the_chosen_links_as_they_were(
    graph: ToolGraph, data: st.DataObject
) -> None:
    mask = data.draw(st.lists(st.booleans(), min_size=graph.n_links, max_size=graph.n_links))
    part = graph.only(np.array(mask, dtype=np.bool_))
    chosen = [edge for edge, kept in zip(graph.edges(), mask, strict=True) if kept]
    assert list(part.edges()) == chosen
    assert part.n_links == len(chosen)
    assert part.n_pairs == len({(edge.src, edge.dst) for edge in chosen})
    for tool in TOOLS:
        assert list(part.edges(src=tool)) == [edge for edge in chosen if edge.src == tool]


def test_a_bare_graph_has_its_links_without_a_reason() -> None:
    bare = GRAPH.bare()
    assert [msgspec.structs.replace(e, evidence={}) for e in bare.edges()] == [
        msgspec.structs.replace(e, evidence={}) for e in GRAPH.edges()
    ]
    assert bare.evidence_of(0) == {}
    assert bare.vectors.shape == (3, 0)


def test_evidence_is_told_strongest_first_and_as_much_as_asked_for() -> None:
    assert list(GRAPH.evidence_of(0)) == ["unit", "words"]
    assert GRAPH.evidence_of(0, most=1) == {"unit": -1.0}
    assert GRAPH.evidence_of(1) == {}


@pytest.mark.parametrize(
    ("value", "rounded"), [(0.004, 0), (0.006, 1), (-0.5, -50), (1.02, 100), (-3.0, -100)]
)
def test_numbers_are_kept_in_hundredths(value: float, rounded: int) -> None:
    assert hundredths(np.array([value])).tolist() == [rounded]


# --- the file -----------------------------------------------------------------------------------


@given(graphs())
def test_a_saved_graph_comes_back_whole(
    tmp_path_factory: pytest.TempPathFactory, graph: ToolGraph
) -> None:
    path = tmp_path_factory.mktemp("graph") / "graph.npz"
    graph.save(path)
    again = load_graph(path)
    assert list(again.edges()) == list(graph.edges())
    for name in ("tools", "domains", "outputs", "inputs", "evidence_names", "threshold", "scorer"):
        assert getattr(again, name) == getattr(graph, name)
    for name in ("needs", "required", "vectors", "transitivity", "evidence"):
        assert np.array_equal(getattr(again, name), getattr(graph, name))
    assert [one.name for one in path.parent.iterdir()] == ["graph.npz"]


def test_what_is_no_graph_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.npz: no such graph\. Make one with"):
        load_graph(tmp_path / "none.npz")
    path = tmp_path / "graph.npz"
    GRAPH.save(path)
    whole = path.read_bytes()
    np.savez(tmp_path / "other.npz", x=np.zeros(3))
    old = whole.replace(b"toolmind-graph-4", b"toolmind-graph-3")
    for damaged in (b"", b"PK\x03\x04 torn", whole[:-100], old):
        path.write_bytes(damaged)
        with pytest.raises(DataError, match=r"graph\.npz: not a ToolMind graph .*Build it again"):
            load_graph(path)
    with pytest.raises(DataError, match="not a ToolMind graph"):
        load_graph(tmp_path / "other.npz")


def test_without_room_an_earlier_graph_stays(tmp_path: Path) -> None:
    path = tmp_path / "graph.npz"
    GRAPH.save(path)
    before = path.read_bytes()
    with room_for(100), pytest.raises(RunError, match=r"graph\.npz: cannot be written"):
        GRAPH.save(path)
    assert path.read_bytes() == before


def test_verdicts_are_told_apart_from_not_being_asked() -> None:
    assert GRAPH.verdict_of(1) == {}
    assert GRAPH.transitivity[1] == NOT_ASKED
    assert set(GRAPH.verdict_of(2).values()) == {"not judged"}


def test_a_tool_is_found_by_its_id_and_else_by_its_name(tmp_path: Path) -> None:
    named = replace(GRAPH, names=("b", "two", "three"))
    assert (named.id_of("b"), named.id_of("two")) == ("b", "b")
    assert list(named.edges(src="two")) == list(named.edges(src="b"))
    named.save(tmp_path / "graph.npz")
    assert load_graph(tmp_path / "graph.npz").names == named.names
