"""What chains cover of a graph, and what they leave out."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from toolmind.chains.dataflow import Dataflow, DataflowLinks
from toolmind.chains.transitions import Transitions
from toolmind.chains.walkers import Paths, walk_many
from toolmind.config import ChainsConfig
from toolmind.graph.graph import ToolGraph
from toolmind.records import Record


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


def coverage(
    graph: ToolGraph, count: int, seed: int, config: ChainsConfig | None = None, most: int = 10
) -> Coverage:
    """Count what the first `count` chains of a seed use.

    A step counts for each earlier step that it takes a value from. No chain becomes a record: a
    graph of 37,000 tools and 360,000 chains take half a minute.

    Raises:
        DataError: a model judged all links, and none passed.
    """
    config = config or ChainsConfig()
    transitions = Transitions.of(graph, config)
    dataflow = Dataflow(graph, transitions, config)
    counts = _Counts(graph, transitions, config.max_length)
    for paths in walk_many(transitions, config, seed, count):
        counts.add(paths, dataflow.links(paths))
    return counts.report(most)


class _Counts:
    """What was seen so far, in arrays over tools and pairs."""

    def __init__(self, graph: ToolGraph, transitions: Transitions, longest: int) -> None:
        self._graph, self._transitions = graph, transitions
        self._names = {
            int(at): name for at, name in zip(transitions.domains, graph.domains, strict=True)
        }
        self._visits = np.zeros(len(graph.tools), dtype=np.int64)
        self._lengths = np.zeros(longest + 1, dtype=np.int64)
        self._used = np.zeros(len(transitions.pairs), dtype=np.bool_)
        self._domain_pairs: Counter[tuple[int, int]] = Counter()
        self._sequences: set[bytes] = set()
        self._domain_visits = 0

    def add(self, paths: Paths, flow: DataflowLinks) -> None:
        self._visits += np.bincount(paths[paths >= 0], minlength=len(self._visits))
        self._lengths += np.bincount((paths >= 0).sum(axis=1), minlength=len(self._lengths))
        self._sequences.update(row.tobytes() for row in paths)
        domains = np.sort(np.where(paths >= 0, self._transitions.domains[paths], -1), axis=1)
        new = (domains[:, 1:] != domains[:, :-1]) & (domains[:, 1:] >= 0)
        self._domain_visits += int(new.sum() + (domains[:, 0] >= 0).sum())
        _, first = np.unique(_step_pairs(flow, paths.shape[1]), return_index=True)
        chain = flow.chain[first]
        src, dst = paths[chain, flow.src_step[first]], paths[chain, flow.dst_step[first]]
        wanted = src.astype(np.int64) * len(self._visits) + dst
        self._used[np.searchsorted(self._transitions.pairs, wanted)] = True
        both = np.stack([self._transitions.domains[src], self._transitions.domains[dst]], axis=1)
        pairs, times = np.unique(both, axis=0, return_counts=True)
        self._domain_pairs.update(
            dict(zip(map(tuple, pairs.tolist()), times.tolist(), strict=True))
        )

    def report(self, most: int) -> Coverage:
        total = max(1, int(self._lengths.sum()))
        hubs = np.argsort(-self._visits, kind="stable")[:most]
        return Coverage(
            chains=int(self._lengths.sum()),
            distinct=len(self._sequences),
            mean_length=float(self._visits.sum()) / total,
            lengths={at: int(n) for at, n in enumerate(self._lengths) if n},
            tools=float((self._visits > 0).mean()),
            pairs=float(self._used.sum()) / max(self._graph.n_pairs, 1),
            domains_per_chain=self._domain_visits / total,
            hubs={self._graph.tools[at]: int(self._visits[at]) for at in hubs if self._visits[at]},
            domain_pairs={
                f"{self._names[src]} → {self._names[dst]}": times
                for (src, dst), times in self._domain_pairs.most_common(most)
            },
        )


def _step_pairs(flow: DataflowLinks, longest: int) -> NDArray[np.int64]:
    """Return a number for each pair of linked steps; several links between two steps share it."""
    numbers: NDArray[np.int64] = (flow.chain * longest + flow.src_step) * longest + flow.dst_step
    return numbers
