"""What the player says of links, by the words of names and descriptions."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from toolmind.graph.build import build_graph
from toolmind.graph.validate import validate_graph
from toolmind.offline.player import EmbeddedModel
from toolmind.records import Tool


async def test_links_are_told_from_others(tmp_path: Path, shop: list[Tool]) -> None:
    graph = build_graph(shop)
    judged = await validate_graph(
        graph, {tool.id: tool for tool in shop}, EmbeddedModel(), tmp_path / "v.jsonl"
    )
    same = np.array([edge.src_output == edge.dst_input for edge in graph.edges()])
    assert judged.transitivity[same].min() == 9
    if (~same).any():
        assert judged.transitivity[~same].max() < 9
