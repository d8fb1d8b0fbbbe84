"""The graph: right links, odd pools, one file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolmind.config import GraphConfig
from toolmind.errors import DataError
from toolmind.graph.build import build_graph
from toolmind.graph.graph import ToolGraph
from toolmind.records import Tool
from toolmind.schema import set_path


def test_links_join_outputs_to_the_inputs_that_take_them(shop: list[Tool]) -> None:
    edges = [edge for edge in build_graph(shop).edges() if edge.score >= 0.5]
    links = {(e.src, e.src_output, e.dst, e.dst_input) for e in edges}
    assert ("shop.find_customer", "customer_id", "shop.list_orders", "customer_id") in links
    assert ("shop.get_order", "tracking_number", "parcels.track_parcel", "tracking_number") in links
    assert not any(out != taken for _, out, _, taken in links)
    assert not any(src == dst for src, _, dst, _ in links)


def test_names_with_dots_and_brackets_keep_their_links() -> None:
    text = {"type": "string", "description": "Id of the order."}
    inner = {"type": "object", "properties": {"order.id": text}}
    outer = {"type": "object", "properties": {"data.v1": inner, "rows[]": inner}}
    tools = [
        Tool(id="a.create_order", name="create_order", returns=outer, parameters={}),
        Tool(id="a.get_order", name="get_order", parameters=inner),
        Tool(id="a.cancel_order", name="cancel_order", parameters=outer),
    ]
    found = list(build_graph(tools).edges("a.create_order", "a.get_order"))
    assert found
    for edge in found:
        value = set_path({}, edge.src_output, "o-1")
        assert value in ({"data.v1": {"order.id": "o-1"}}, {"rows[]": {"order.id": "o-1"}})
        assert set_path({}, edge.dst_input, "o-1") == {"order.id": "o-1"}


def test_every_link_says_why(shop: list[Tool]) -> None:
    graph = build_graph(shop)
    (edge,) = graph.edges("shop.list_orders", "shop.get_order")
    assert edge.evidence
    assert 0 < edge.score <= 1
    with pytest.raises(DataError, match="no tool"):
        list(graph.edges("shop.nothing"))


def test_a_pool_with_nothing_to_link_gives_an_empty_graph(shop: list[Tool]) -> None:
    assert build_graph(shop[:1]).n_links == 0
    no_outputs = [Tool(id=t.id, name=t.name, parameters=t.parameters) for t in shop]
    assert build_graph(no_outputs).n_links == 0
    with pytest.raises(DataError, match="no tools"):
        build_graph([])


def test_pools_that_say_nothing_or_too_much_are_linked_by_what_there_is() -> None:
    def pool(text: str, name: str) -> list[Tool]:
        schema = {
            "type": "object",
            "properties": {name: {"type": "string", "description": text}},
            "required": [name],
        }
        return [
            Tool(id="a", name="find", description=text, returns=schema),
            Tool(id="b", name="use", description=text, parameters=schema),
        ]

    for text, name in (
        ("", "invoice_id"),
        ("Identifier of the invoice " + "x " * 25_000_000, "invoice_id"),
        ("发票的编号", "发票编号"),
    ):
        (edge,) = build_graph(pool(text, name)).edges()
        assert (edge.src_output, edge.dst_input) == (name, name)


def test_a_pool_is_gone_through_once_in_order(shop: list[Tool]) -> None:
    class Stream(list[Tool]):
        asked = 0

        def __iter__(self) -> Iterator[Tool]:
            self.asked += 1
            return super().__iter__()

    stream = Stream(shop)
    assert list(build_graph(stream).edges()) == list(build_graph(shop).edges())
    assert stream.asked == 1


def test_random_links_are_injected_by_seed(shop: list[Tool]) -> None:
    some = GraphConfig(random_share=0.5, seed=3)
    graph, again = build_graph(shop, some), build_graph(shop, some)
    assert (graph.score == 0).any()
    assert list(graph.edges()) == list(again.edges())
    found = build_graph(shop).n_links
    assert found < graph.n_links <= found * 1.5


def test_the_papers_scorer_and_a_threshold_can_be_asked_for(shop: list[Tool]) -> None:
    cosine = build_graph(shop, GraphConfig(scorer="cosine", threshold=0.99))
    assert cosine.scorer == "cosine"
    assert cosine.n_links
    assert all(edge.score >= 0.99 for edge in cosine.edges())
    few = build_graph(shop, GraphConfig(top_k=1))
    per_output = {(edge.src, edge.src_output) for edge in few.edges()}
    assert few.n_links == len(per_output)


def test_a_pool_too_large_for_all_pairs_gets_the_same_best_links(
    shop: list[Tool], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = build_graph(shop)
    monkeypatch.setattr("toolmind.graph.candidates._ALL_PAIRS", 0)
    near = build_graph(shop)
    best = {(e.src, e.src_output, e.dst, e.dst_input) for e in whole.edges() if e.score > 0.9}
    within = {pair for pair in best if pair[0].split(".")[0] == pair[2].split(".")[0]}
    assert within <= {(e.src, e.src_output, e.dst, e.dst_input) for e in near.edges()}


@settings(deadline=None, max_examples=8)
@given(seed=st.integers(0, 1000), few=st.integers(1, 7))
def test_a_graph_is_the_same_however_little_is_held_at_once(seed: int, few: int) -> None:
    tools = random_pool(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("toolmind.graph.candidates._ALL_PAIRS", 0)
        whole = build_graph(tools)
        patch.setattr("toolmind.graph.candidates._BATCH", 40 * few)
        for chunk in (
            "features.featurizer",
            "index.quantized",
            "ports",
            "features.pair_features",
            "links",
        ):
            patch.setattr(f"toolmind.graph.{chunk}._CHUNK", few)
        patch.setattr("toolmind.graph.index.knn_exact._BLOCK", few)
        patch.setattr("toolmind.graph.index.knn_exact._WIDTH", few)
        lean = build_graph(tools)
    assert links_of(lean) == links_of(whole)
    assert np.allclose(lean.score, whole.score, atol=1e-5)
    assert np.allclose(lean.vectors, whole.vectors, atol=1e-5)
    assert np.allclose(lean.evidence, whole.evidence, atol=1e-2)


def test_a_graph_is_the_same_on_any_number_of_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolmind.graph.candidates._ALL_PAIRS", 0)
    monkeypatch.setattr("toolmind.graph.candidates._BATCH", 200)
    monkeypatch.setattr("toolmind.graph.index.knn_ivf.EXACT_LIMIT", 0)
    tools = [tool for seed in range(4) for tool in random_pool(seed)]
    made = []
    for cores in (1, 3):
        monkeypatch.setattr("toolmind.graph.index.parallel.cores", lambda cores=cores: cores)
        made.append(build_graph(tools))
    one, other = made
    assert one.n_links
    assert links_of(one) == links_of(other)
    assert np.array_equal(one.score, other.score)
    assert np.array_equal(one.evidence, other.evidence)


def random_pool(seed: int) -> list[Tool]:
    """Tools with a few names, descriptions and domains in many combinations."""
    rng = np.random.default_rng(seed)
    things = ("order", "customer", "invoice", "flight", "city")
    texts = ("Identifier of the {}", "Name of the {}", "When the {} starts", "")

    def schema() -> dict[str, Any]:
        chosen = rng.choice(things, rng.integers(1, 4), replace=False)
        named = {f"{thing}_{rng.choice(('id', 'name', 'date'))}": str(thing) for thing in chosen}
        return {
            "type": "object",
            "properties": {
                name: {"type": "string", "description": str(rng.choice(texts)).format(thing)}
                for name, thing in named.items()
            },
            "required": list(named)[:1],
        }

    return [
        Tool(
            id=f"t{at}",
            name=f"{rng.choice(('get', 'delete', 'convert'))}_{rng.choice(things)}",
            domain=f"domain {rng.integers(3)}",
            description=f"Tool {at}",
            parameters=schema(),
            returns=schema(),
        )
        for at in range(rng.integers(2, 20))
    ]


def links_of(graph: ToolGraph) -> list[tuple[str, str, str, str]]:
    return [(e.src, e.src_output, e.dst, e.dst_input) for e in graph.edges()]
