"""A tool with its neighbours, and why two are linked."""

from __future__ import annotations

import pytest

from small_graphs import Joint, small_graph
from toolmind.viewer.graph import MOST, GraphView

JOINTS = [
    Joint("find", "id", "book", "item", 0.9, evidence={"same name": 0.5, "types differ": -0.25}),
    Joint("find", "place", "book", "to", 0.6, evidence={"same name": 1.0}),
    Joint("look", "id", "book", "item", 0.7),
    Joint("book", "order", "cancel", "order", 0.8),
]


def view() -> GraphView:
    return GraphView(small_graph(["find", "look", "book", "cancel", "alone"], JOINTS))


def test_neighbours_stand_best_first_with_their_best_link() -> None:
    told = view().around("book", {("find", "book"): 3})
    assert [(one["tool"], one["links"], one["chains"]) for one in told["from"]["best"]] == [
        ("find", 2, 3),
        ("look", 1, 0),
    ]
    best = told["from"]["best"][0]
    assert (best["src_output"], best["dst_input"]) == ("id", "item")
    assert best["score"] == pytest.approx(0.9) and best["evidence"]["types differ"] == -0.25
    assert [one["tool"] for one in told["to"]["best"]] == ["cancel"]
    assert (told["from"]["tools"], told["from"]["links"]) == (2, 3)


def test_only_the_best_are_named_and_all_are_counted() -> None:
    many = [f"t{at}" for at in range(MOST + 5)]
    joints = [Joint(name, "id", "hub", "id", 0.5 + at / 100) for at, name in enumerate(many)]
    told = GraphView(small_graph([*many, "hub"], joints)).around("hub", {})
    assert told["from"]["tools"] == MOST + 5 and len(told["from"]["best"]) == MOST
    assert told["from"]["best"][0]["tool"] == many[-1]


def test_a_tool_without_a_link_and_one_that_is_none() -> None:
    told = view().around("alone", {})
    assert told["from"] == told["to"] == {"tools": 0, "links": 0, "best": []}
    with pytest.raises(KeyError):
        view().around("nowhere", {})
    with pytest.raises(KeyError):
        view().edge("find", "nowhere")


def test_an_edge_has_every_link_with_all_its_evidence() -> None:
    told = view().edge("find", "book")
    assert [one["dst_input"] for one in told["links"]] == ["item", "to"]
    assert told["links"][0]["evidence"] == {"same name": 0.5, "types differ": -0.25}
    assert view().edge("book", "find")["links"] == []


def test_the_summary_tells_whether_a_model_was_asked() -> None:
    told = view().summary()
    assert (told["links"], told["pairs"], told["validated"]) == (4, 3, False)
