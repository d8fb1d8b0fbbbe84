"""What a graph is like in numbers: its size, the links between domains, its hubs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.graph import ToolGraph
from toolmind.records import Record


class GraphSummary(Record, frozen=True):
    """Counts over a graph."""

    tools: int
    domains: int
    links: int
    pairs: int
    """Ordered pairs of tools with a link."""
    links_across: int
    """Links that join two domains."""
    unlinked: int
    """Tools without any link."""
    scorer: str
    threshold: float
    feed_most: dict[str, int]
    """The tools with the most links out of them, with how many."""
    fed_most: dict[str, int]
    """The tools with the most links into them, with how many."""


def summarize(graph: ToolGraph, most: int = 10) -> GraphSummary:
    """Count what a graph holds; of hubs, the `most` greatest."""
    numbers = {domain: at for at, domain in enumerate(dict.fromkeys(graph.domains))}
    domain = np.array([numbers[one] for one in graph.domains])
    return GraphSummary(
        tools=len(graph.tools),
        domains=len(numbers),
        links=graph.n_links,
        pairs=graph.n_pairs,
        links_across=int((domain[graph.src] != domain[graph.dst]).sum()),
        unlinked=len(graph.tools) - len(np.union1d(graph.src, graph.dst)),
        scorer=graph.scorer,
        threshold=graph.threshold,
        feed_most=_hubs(graph, graph.src, most),
        fed_most=_hubs(graph, graph.dst, most),
    )


def _hubs(graph: ToolGraph, tools: NDArray[np.int32], most: int) -> dict[str, int]:
    counts = np.bincount(tools, minlength=len(graph.tools))
    order = np.argsort(-counts, kind="stable")[:most]
    return {graph.tools[at]: int(counts[at]) for at in order if counts[at]}
