"""A run's graph of tools as a page shows it: a tool with its neighbours, and why two are linked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np

from toolmind.graph.graph import ToolGraph
from toolmind.graph.summary import summarize
from toolmind.records import JSON, Edge

MOST = 12
"""Neighbours of a tool on each side that are drawn, the best (ours): more is a thicket."""


class GraphView:
    """A graph, asked tool by tool."""

    def __init__(self, graph: ToolGraph) -> None:
        self._graph = graph

    def summary(self) -> dict[str, JSON]:
        """Return the graph in numbers, with its hubs."""
        told: dict[str, JSON] = msgspec.to_builtins(summarize(self._graph))
        return {**told, "validated": self._graph.validated}

    def around(self, tool: str, walked: Mapping[tuple[str, str], int]) -> dict[str, Any]:
        """Return a tool's neighbours on both sides, the best `MOST` of each, and how many.

        `walked` says how many chains step from one tool to another.

        Raises:
            KeyError: the graph has no such tool.
        """
        here = self._graph.positions[tool]
        ends = {
            "from": (self._graph.dst, self._graph.src),
            "to": (self._graph.src, self._graph.dst),
        }
        told: dict[str, Any] = {"id": tool}
        for way, (near, far) in ends.items():
            links = np.flatnonzero(near == here)
            best: dict[int, int] = {}
            for link in links[np.argsort(-self._graph.score[links], kind="stable")].tolist():
                best.setdefault(int(far[link]), link)
            counts = np.bincount(far[links]) if len(links) else np.zeros(1, int)
            told[way] = {
                "tools": len(best),
                "links": len(links),
                "best": [
                    {
                        **_plain(self._graph.edge(link)),
                        "tool": self._graph.tools[other],
                        "links": int(counts[other]),
                        "chains": walked.get(self._pair(way, here, other), 0),
                    }
                    for other, link in list(best.items())[:MOST]
                ],
            }
        return told

    def _pair(self, way: str, here: int, other: int) -> tuple[str, str]:
        tools = self._graph.tools
        return (tools[other], tools[here]) if way == "from" else (tools[here], tools[other])

    def edge(self, src: str, dst: str) -> dict[str, Any]:
        """Return every link from one tool to another, with all of its evidence.

        Raises:
            KeyError: the graph has no such tool.
        """
        if src not in self._graph.positions or dst not in self._graph.positions:
            raise KeyError(f"{src} {dst}")
        return {"src": src, "dst": dst, "links": [_plain(e) for e in self._graph.edges(src, dst)]}


def _plain(edge: Edge) -> dict[str, JSON]:
    return {
        "src_output": edge.src_output,
        "dst_input": edge.dst_input,
        "score": edge.score,
        "evidence": edge.evidence,
    }
