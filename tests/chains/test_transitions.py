"""Which tool can follow which, and how readily."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_tools import make_tool
from small_graphs import TOOLS, Joint, graphs, small_graph
from toolmind.chains.transitions import OFF_TOPIC, Transitions, above_min_score
from toolmind.config import ChainsConfig
from toolmind.errors import DataError
from toolmind.graph.build import build_graph
from toolmind.graph.graph import FAILED, NOT_ASKED, TOPICS, ToolGraph

CONFIG = ChainsConfig(min_length=2, max_length=4)


def weights(graph: ToolGraph, config: ChainsConfig = CONFIG) -> dict[str, float]:
    """How readily each step is taken, by its two tools."""
    transitions = Transitions.of(graph, config)
    count = len(graph.tools)
    return {
        graph.tools[pair // count] + graph.tools[pair % count]: weight
        for pair, weight in zip(
            transitions.pairs.tolist(), transitions.weights.tolist(), strict=True
        )
    }


# --- which links may be walked ----------------------------------------------------------------


def test_a_link_must_be_good_and_better_where_it_leads_into_another_domain() -> None:
    joints = [
        Joint("a", "p", "b", "x", 0.75),
        Joint("a", "p", "c", "x", 0.93),
        Joint("b", "p", "a", "x", 0.74),
        Joint("b", "p", "c", "x", 0.9375),
        Joint("c", "p", "a", "x", 0.0),
    ]
    graph = small_graph("abc", joints, domains=["one", "one", "two"])
    config = ChainsConfig(min_score=0.75, min_score_across=0.9375)
    fine = above_min_score(graph, config)
    passed = {(e.src + e.dst) for e, ok in zip(graph.edges(), fine, strict=True) if ok}
    assert passed == {"ab", "bc", "ca"}, "those of score 0 were put in to be walked"


def test_domains_of_one_field_are_one() -> None:
    graph = small_graph(
        "abc",
        [Joint("a", "p", "b", "x", 0.8), Joint("a", "p", "c", "x", 0.8)],
        domains=["Sports/Football", "Sports / Golf", "Music/Jazz"],
    )
    assert above_min_score(graph, ChainsConfig()).tolist() == [True, False]


def test_what_a_model_was_asked_about_and_did_not_pass_is_not_walked() -> None:
    joints = [
        Joint("a", "p", "b", "x", transitivity=5, coherence=5),
        Joint("a", "p", "c", "x", transitivity=4, coherence=9),
        Joint("a", "p", "d", "x", transitivity=9, coherence=4),
        Joint("a", "p", "e", "x", transitivity=FAILED, coherence=FAILED),
        Joint("a", "p", "f", "x", transitivity=NOT_ASKED, coherence=NOT_ASKED),
    ]
    assert weights(small_graph(TOOLS, joints)).keys() == {"ab"}
    higher = ChainsConfig(min_length=2, max_length=4, min_transitivity=4, min_coherence=4)
    assert weights(small_graph(TOOLS, joints), higher).keys() == {"ab", "ac", "ad"}


def test_a_graph_none_of_whose_links_passed_is_refused_with_what_to_do() -> None:
    joint = Joint("a", "p", "b", "x", transitivity=FAILED, coherence=FAILED)
    told = r"none passed the validation, and 1 of 1 could not be judged.*models\.validator"
    with pytest.raises(DataError, match=told):
        Transitions.of(small_graph("ab", [joint]), CONFIG)


def test_without_a_link_that_is_good_enough_each_tool_is_a_start_and_an_end() -> None:
    transitions = Transitions.of(small_graph("ab", [Joint("a", "p", "b", "x", 0.5)]), CONFIG)
    assert not len(transitions.links) and not len(transitions.pairs)
    assert transitions.starts.tolist() == [0, 1] and transitions.reachable.tolist() == [1, 1]


# --- how readily a step is taken --------------------------------------------------------------


def test_a_step_is_the_readier_the_better_its_link_and_the_more_of_its_inputs_are_fed() -> None:
    found = weights(
        small_graph(
            TOOLS,
            [
                Joint("a", "p", "b", "x", 1.0),
                Joint("a", "p", "c", "x", 0.8),
                Joint("a", "p", "d", "x", 1.0),
                Joint("a", "p", "e", "x", 1.0, required=False),
            ],
            needs={"d": 2, "e": 2},
        )
    )
    assert found["ab"] == pytest.approx(1.0)
    assert found["ac"] == pytest.approx(0.64 * (0.1 + 0.9 * 0.8))
    assert found["ad"] == pytest.approx(0.1 + 0.9 * 0.5), "one of two inputs is fed"
    assert found["ae"] == pytest.approx(0.1), "none of those required"


def test_steps_may_all_be_as_likely() -> None:
    joints = [Joint("a", "p", "b", "x", 1.0), Joint("a", "p", "c", "x", 0.8)]
    config = ChainsConfig(min_length=2, max_length=4, weighting="uniform")
    assert set(weights(small_graph("abc", joints), config).values()) == {1.0}


@pytest.mark.parametrize(
    ("evidence", "worth"),
    [
        ({}, 0.3),
        ({"both identifiers": 1.0}, 0.05),
        ({"input is a place": 1.0}, 1.0),
        ({"both identifiers": 0.5}, 0.3),
        ({"input is a place": 1.0, TOPICS: 0.5}, 1.0),
        ({"input is a place": 1.0, TOPICS: 0.33}, 0.01),
    ],
)
def test_a_step_into_another_domain_is_taken_by_what_its_value_is_worth_there(
    evidence: dict[str, float], worth: float
) -> None:
    known = {"both identifiers": 0.0, "input is a place": 0.0} | evidence
    graph = small_graph(
        "ab", [Joint("a", "p", "b", "x", 1.0, evidence=known)], domains=["one", "two"]
    )
    config = ChainsConfig(min_length=2, max_length=4, across=0.2)
    assert weights(graph, config)["ab"] == pytest.approx(0.2 * worth)


def test_between_domains_that_have_nothing_in_common_there_is_no_step() -> None:
    foreign = Joint("a", "p", "b", "x", 1.0, evidence={TOPICS: 0.22})
    apart = small_graph("ab", [foreign], domains=["one", "two"])
    assert not len(Transitions.of(apart, CONFIG).links)
    assert weights(small_graph("ab", [foreign]))["ab"] == pytest.approx(1.0)


def test_what_does_away_with_something_is_called_seldom_and_hardly_followed() -> None:
    tools = ("s.get_item", "s.delete_item", "s.cancel_item", "s.list_item")
    every = [Joint(a, "p", b, "x", 1.0) for a in tools for b in tools if a != b]
    found = weights(small_graph(tools, every))
    assert found["s.get_items.list_item"] == pytest.approx(1.0)
    assert (
        found["s.get_items.delete_item"] == found["s.get_items.cancel_item"] == pytest.approx(0.3)
    )
    assert found["s.cancel_items.get_item"] == pytest.approx(0.1)


# --- drawing ------------------------------------------------------------------------------------


@given(graphs(), st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=20))
def test_a_step_is_drawn_by_its_share_of_the_weights(
    graph: ToolGraph, chances: list[float]
) -> None:
    transitions = Transitions.of(graph, CONFIG)
    for tool in range(len(graph.tools)):
        start, end = transitions.indptr[tool], transitions.indptr[tool + 1]
        drawn = transitions.sample(np.full(len(chances), tool), np.array(chances))
        if start == end:
            assert set(drawn.tolist()) == {-1}
            continue
        sums = np.cumsum(transitions.weights[start:end])
        for chance, pair in zip(chances, drawn.tolist(), strict=True):
            at = pair - start
            assert 0 <= at < end - start
            low = sums[at - 1] if at else 0.0
            assert low - 1e-9 <= chance * sums[-1] <= sums[at] + 1e-9
            assert transitions.pairs[pair] // len(graph.tools) == tool


@given(graphs(), st.integers(1, 8))
def test_starts_are_those_with_a_step_by_how_many_tools_they_reach(
    graph: ToolGraph, most: int
) -> None:
    config = ChainsConfig(min_length=1, max_length=most)
    transitions = Transitions.of(graph, config)
    count = len(graph.tools)
    follows: dict[int, set[int]] = {}
    for pair, weight in zip(transitions.pairs.tolist(), transitions.weights.tolist(), strict=True):
        follows.setdefault(pair // count, set())
        if weight >= OFF_TOPIC:
            follows[pair // count].add(pair % count)

    def reached(start: int) -> int:
        seen, waiting = {start}, [start]
        while waiting:
            new = follows.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        return min(len(seen), most)

    assert sorted(transitions.starts.tolist()) == sorted(follows)
    assert transitions.reachable.tolist() == [
        reached(start) for start in transitions.starts.tolist()
    ]
    assert transitions.reachable.tolist() == sorted(transitions.reachable.tolist())
    assert transitions.degrees.sum() == len(transitions.pairs)


# --- what cannot follow -------------------------------------------------------------------------


def blocked(*names: str, domain: str = "shop") -> set[tuple[str, str]]:
    """The pairs of tools of which the second cannot follow the first."""
    item = {"item_id": "Identifier of the item"}
    graph = build_graph([make_tool(name, item, item, domain=domain) for name in names])
    transitions = Transitions.of(graph, ChainsConfig(min_length=2, max_length=5))
    pairs = [divmod(int(pair), len(names)) for pair in transitions.blocked]
    return {(names[first], names[second]) for first, second in pairs}


def test_what_needs_a_thing_cannot_follow_what_deletes_it_nor_its_deletion_what_made_it() -> None:
    names = ("delete_item", "rename_item", "create_item", "list_items")
    assert blocked(*names) == {
        ("delete_item", "rename_item"),
        ("delete_item", "create_item"),
        ("rename_item", "delete_item"),
        ("create_item", "delete_item"),
    }


def test_what_cannot_follow_is_no_step_and_no_tool_is_reached_by_it() -> None:
    joints = [
        Joint("create_item", "p", "delete_item", "x"),
        Joint("create_item", "p", "rename_item", "x"),
        Joint("get_item", "p", "rename_item", "x"),
    ]
    graph = small_graph(("create_item", "rename_item", "delete_item", "get_item"), joints)
    found = weights(graph)
    assert found.keys() == {"create_itemrename_item", "get_itemrename_item"}
    # To act on what was looked up is preferred to acting again on what was just made.
    assert found["create_itemrename_item"] < 0.2 * found["get_itemrename_item"]
    assert found["create_itemrename_item"] >= OFF_TOPIC


def test_what_is_about_a_part_of_the_thing_needs_it_too() -> None:
    assert ("delete_item", "create_item_note") in blocked("delete_item", "create_item_note")
    assert ("delete_item_note", "rename_item") not in blocked("delete_item_note", "rename_item")


def test_what_only_reads_does_away_with_nothing_whatever_words_are_in_its_name() -> None:
    item = {"item_id": "Identifier of the item"}
    names = ("get_delete_item_status", "rename_item", "erase_item", "share_item")
    tools = [make_tool(name, item, item) for name in names]
    known = Transitions.of(build_graph(tools), ChainsConfig(min_length=3, max_length=5))
    assert known.blocking.tolist() == [False, True, True, True], "to read does nothing"


def test_a_step_is_spoilt_by_what_its_own_path_did_and_by_no_other() -> None:
    names = ("delete_item", "rename_item", "get_item", "list_items")
    item = {"item_id": "Identifier of the item"}
    transitions = Transitions.of(
        build_graph([make_tool(name, item, item) for name in names]), CONFIG
    )
    paths = np.array([[2, 2, 0, -1], [0, 1, 2, -1]], dtype=np.int32)
    wanted = np.array([1, 1, 3, 1], dtype=np.int32)
    assert transitions.is_blocked(paths, wanted).tolist() == [True, False, False, False]
