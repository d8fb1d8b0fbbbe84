"""What chains cover of a graph, and what they leave out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from toolmind.graph.graph import ToolGraph
from toolmind.trajectory import Chain
from toolmind.types import Record


class Coverage(Record, frozen=True):
    """How chains spread over a graph."""

    chains: int
    distinct: int
    """Chains whose sequence of tools occurs once or for the first time."""
    mean_length: float
    lengths: dict[int, int]
    tools: float
    """Share of all tools that occur in a chain."""
    pairs: float
    """Share of the graph's pairs of joined tools that a chain uses."""
    domains_per_chain: float
    hubs: dict[str, int]
    """The tools that occur most, with how often."""
    domain_pairs: dict[str, int]
    """Steps between domains, most frequent first: ``flights → hotels``."""


def coverage(graph: ToolGraph, chains: Iterable[Chain], most: int = 10) -> Coverage:
    """Count what chains use. A step counts for each earlier step that it takes a value from."""
    visits: Counter[str] = Counter()
    lengths: Counter[int] = Counter()
    between: Counter[str] = Counter()
    pairs: set[tuple[str, str]] = set()
    traces: set[int] = set()
    domains = dict(zip(graph.tools, graph.domains, strict=True))
    touched = 0
    for chain in chains:
        visits.update(chain.tools)
        lengths[len(chain.tools)] += 1
        traces.add(hash(chain.tools))
        touched += len({domains[tool] for tool in chain.tools})
        for link in {(link.src, link.dst) for link in chain.links}:
            src, dst = chain.tools[link[0]], chain.tools[link[1]]
            pairs.add((src, dst))
            between[f"{domains[src]} → {domains[dst]}"] += 1
    total = sum(lengths.values())
    return Coverage(
        chains=total,
        distinct=len(traces),
        mean_length=visits.total() / max(total, 1),
        lengths=dict(sorted(lengths.items())),
        tools=len(visits) / max(len(graph.tools), 1),
        pairs=len(pairs) / max(graph.n_pairs, 1),
        domains_per_chain=touched / max(total, 1),
        hubs=dict(visits.most_common(most)),
        domain_pairs=dict(between.most_common(most)),
    )
