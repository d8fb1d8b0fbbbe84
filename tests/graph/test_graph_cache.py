"""Graphs in the user's cache folder."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from toolmind.config import GraphConfig
from toolmind.files import user_cache_folder
from toolmind.graph.build import build_graph
from toolmind.graph.graph import ToolGraph
from toolmind.graph.graph_cache import GraphCache, graph_key
from toolmind.records import Tool


def tools(count: int = 3) -> list[Tool]:
    field = {"type": "object", "properties": {"order_id": {"type": "string"}}}
    return [
        Tool(id=f"t{i}", name=f"t{i}", domain="shop", parameters=field, returns=field)
        for i in range(count)
    ]


@pytest.fixture(scope="module")
def graph() -> ToolGraph:
    return build_graph(tools())


def test_a_graph_is_given_back_as_it_was_kept(graph: ToolGraph, tmp_path: Path) -> None:
    shelf = GraphCache(tmp_path / "new")
    assert shelf.get("k") is None
    shelf.put("k", graph)
    found = GraphCache(tmp_path / "new").get("k")
    assert found is not None
    assert found.tools == graph.tools
    assert found.n_links == graph.n_links > 0
    assert np.array_equal(found.evidence, graph.evidence)


def test_the_key_is_of_tools_and_settings_but_not_of_their_validation() -> None:
    plain = graph_key("pool", GraphConfig())
    assert plain == graph_key("pool", GraphConfig(validated=True))
    others = [
        graph_key("another pool", GraphConfig()),
        graph_key("pool", GraphConfig(top_k=3)),
        graph_key("pool", GraphConfig(scorer="cosine")),
    ]
    assert len({plain, *others}) == 4


def test_a_damaged_file_counts_as_none_and_is_replaced(graph: ToolGraph, tmp_path: Path) -> None:
    shelf = GraphCache(tmp_path)
    (tmp_path / "k.npz").write_bytes(b"PK\x03\x04 torn")
    assert shelf.get("k") is None
    shelf.put("k", graph)
    assert shelf.get("k") is not None


def test_what_was_used_least_lately_goes_first(graph: ToolGraph, tmp_path: Path) -> None:
    GraphCache(tmp_path).put("a", graph)
    size = (tmp_path / "a.npz").stat().st_size
    shelf = GraphCache(tmp_path, max_bytes=3 * size)
    torn = tmp_path / ".x.npz.1.tmp"  # as a killed process leaves it
    torn.write_bytes(b"-" * size)
    os.utime(torn, (1, 1))
    for age, key in enumerate("bc", 2):
        shelf.put(key, graph)
        os.utime(tmp_path / f"{key}.npz", (age, age))
    assert not torn.exists()
    os.utime(tmp_path / "a.npz", (1, 1))
    assert shelf.get("a") is not None  # now it is the one used last
    shelf.put("d", graph)
    assert {file.stem for file in tmp_path.iterdir()} == {"a", "c", "d"}


def test_a_folder_that_cannot_be_is_no_fault(graph: ToolGraph, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    shelf = GraphCache(tmp_path / "file" / "graphs")
    shelf.put("k", graph)
    assert shelf.get("k") is None


def test_the_cache_folder_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert user_cache_folder() == tmp_path / "toolmind"
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for unusable in ("", "relative"):
        monkeypatch.setenv("XDG_CACHE_HOME", unusable)
        assert user_cache_folder() == tmp_path / "home" / ".cache" / "toolmind"
