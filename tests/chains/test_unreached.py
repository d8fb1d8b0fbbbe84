"""What no chain comes to: the reason for each tool, and chains that prove it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from small_graphs import Joint, small_graph
from toolmind.chains.transitions import Transitions
from toolmind.chains.unreached import REASONS, Unreached, find_unreached, in_words, reached
from toolmind.chains.walk import sample_chains
from toolmind.config import ChainsConfig
from toolmind.graph.graph import ToolGraph

SHORT = ChainsConfig(min_length=2, max_length=4)


def joint(src: str, dst: str, score: float = 0.9) -> Joint:
    return Joint(src, "x", dst, "y", score)


def unreached(graph: ToolGraph, config: ChainsConfig = SHORT) -> Unreached:
    return find_unreached(graph, Transitions.of(graph, config), config)


def test_each_reason() -> None:
    joints = [joint("a", "b"), joint("b", "c"), joint("d", "e", 0.6), joint("f", "a", 0.9)]
    graph = small_graph("abcdefg", joints, domains=[*"11111", "2", "1"])
    found = unreached(graph)
    assert found.ids == {"no_link": ("g",), "other_domains": ("f",), "weak_links": ("d", "e")}
    assert (found.count, found.tools, found.with_one_domain) == (4, 7, 1)
    pairs = small_graph("abcde", [joint("a", "b"), joint("b", "c"), joint("d", "e")])
    assert unreached(pairs, ChainsConfig(min_length=3, max_length=4)).ids == {"too_few": ("d", "e")}


def test_links_that_a_model_did_not_pass() -> None:
    bad = Joint("c", "x", "d", "y", 0.9, transitivity=1, coherence=9)
    good = Joint("a", "x", "b", "y", 0.9, transitivity=9, coherence=9)
    assert unreached(small_graph("abcd", [good, bad])).ids == {"left_out": ("c", "d")}


def test_a_field_of_a_domain_is_one_domain() -> None:
    graph = small_graph("abc", [joint("a", "b"), joint("b", "c")], domains=["S/x", "S/y", "S"])
    assert unreached(graph) == Unreached(tools=3, ids={})


def test_without_any_link_each_tool_is_a_chain() -> None:
    assert unreached(small_graph("ab", [])).count == 0


def test_in_words() -> None:
    ids = {reason: tuple(f"{reason}{n}" for n in range(5)) for reason in REASONS}
    said = in_words(Unreached(tools=30, ids=ids, with_one_domain=4))
    assert (
        said[0] == "25 of 30 tools are in no chain, however many are drawn: they are called alone."
    )
    assert "5 (no_link0, no_link1, no_link2 …): no output" in said[1]
    assert "--domain NAME" in said[2] and "4 tools more" in said[2]
    assert [reason for reason, text in zip(REASONS, said[1:], strict=True) if reason in text]
    (_, alone) = in_words(Unreached(tools=9, ids={"other_domains": ("a",)}))
    assert "--domain" not in alone and "chains.min_score_across" in alone


@st.composite
def graphs(draw: st.DrawFn) -> ToolGraph:
    tools: Sequence[str] = "abcdefgh"[: draw(st.integers(2, 8))]
    pairs = st.tuples(st.sampled_from(tools), st.sampled_from(tools))
    chosen = draw(st.lists(pairs.filter(lambda one: one[0] != one[1]), unique=True, max_size=12))
    scores = st.sampled_from([0.6, 0.8, 0.9, 0.99])
    domains = draw(st.lists(st.sampled_from("123"), min_size=len(tools), max_size=len(tools)))
    return small_graph(tools, [joint(*pair, draw(scores)) for pair in chosen], domains=domains)


@settings(max_examples=60)
@given(graphs(), st.integers(1, 4))
def test_chains_come_to_no_tool_that_is_said_to_be_unreached(graph: ToolGraph, least: int) -> None:
    config = ChainsConfig(min_length=least, max_length=4)
    found = unreached(graph, config)
    gone = {tool for ids in found.ids.values() for tool in ids}
    seen = {tool for chain in sample_chains(graph, 400, 0, config) for tool in chain.tools}
    assert not seen & gone
    assert len(gone) == found.count == int((~reached(Transitions.of(graph, config), config)).sum())


@pytest.mark.parametrize("least", [2, 3])
def test_chains_come_to_all_the_others(least: int) -> None:
    joints = [joint("a", "b"), joint("b", "c"), joint("c", "d"), joint("e", "f"), joint("x", "a")]
    graph = small_graph("abcdefx", joints, domains=[*"111111", "2"])
    config = ChainsConfig(min_length=least, max_length=4)
    gone = {tool for ids in unreached(graph, config).ids.values() for tool in ids}
    seen = {tool for chain in sample_chains(graph, 2000, 0, config) for tool in chain.tools}
    assert seen | gone == set(graph.tools)
