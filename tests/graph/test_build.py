"""The graph: right links, odd pools, one file."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolmind.errors import DataError
from toolmind.graph.build import build_graph
from toolmind.graph.graph import load_graph
from toolmind.types import Tool


def test_links_join_outputs_to_the_inputs_that_take_them(shop: list[Tool]) -> None:
    links = {(e.src, e.src_output, e.dst, e.dst_input) for e in build_graph(shop).edges()}
    assert ("shop.find_customer", "customer_id", "shop.list_orders", "customer_id") in links
    assert ("shop.get_order", "tracking_number", "parcels.track_parcel", "tracking_number") in links
    assert not any(out != taken for _, out, _, taken in links)
    assert not any(src == dst for src, _, dst, _ in links)


def test_every_link_says_why(shop: list[Tool]) -> None:
    graph = build_graph(shop)
    (edge,) = graph.edges("shop.list_orders", "shop.get_order")
    assert edge.evidence
    assert 0 < edge.score <= 1
    with pytest.raises(DataError, match="no tool"):
        list(graph.edges("shop.nothing"))


def test_a_saved_graph_comes_back_whole(shop: list[Tool], tmp_path: Path) -> None:
    graph = build_graph(shop)
    graph.save(tmp_path / "graph.npz")
    assert list(load_graph(tmp_path / "graph.npz").edges()) == list(graph.edges())
    assert [path.name for path in tmp_path.iterdir()] == ["graph.npz"]


def test_a_file_that_is_no_graph_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such graph"):
        load_graph(tmp_path / "none.npz")
    (tmp_path / "bad.npz").write_bytes(b"PK\x03\x04 torn")
    with pytest.raises(DataError, match=r"bad\.npz.*not a ToolMind graph"):
        load_graph(tmp_path / "bad.npz")


def test_a_pool_with_nothing_to_link_gives_an_empty_graph(shop: list[Tool]) -> None:
    assert build_graph(shop[:1]).n_links == 0
    no_outputs = [Tool(id=t.id, name=t.name, parameters=t.parameters) for t in shop]
    assert build_graph(no_outputs).n_links == 0
    with pytest.raises(DataError, match="no tools"):
        build_graph([])
