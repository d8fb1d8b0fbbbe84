"""Steps: which tool can follow which, and how readily."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolmind.config import ChainsConfig
from toolmind.errors import DataError
from toolmind.graph.graph import TOPICS, ToolGraph
from toolmind.graph.words import name_words

Indices = NDArray[np.int64]

_ENDING = frozenset(("delete", "remove", "cancel", "terminate", "destroy", "purge", "deregister"))
_FOREIGN, _AKIN = 0.05, 0.3
"""Likeness of topics at which a step into another domain is left out, and is as good as any."""
ASTRAY = 0.02
"""Weight below which a step leads away from the matter: an identifier into a foreign API, say."""


@dataclass(frozen=True, eq=False)
class Steps:
    """The links of a graph that may be walked, merged per pair of tools (compressed rows)."""

    links: Indices
    """Positions of the links in the graph, sorted by pair."""
    pairs: Indices
    """[pairs] source × tools + target, rising."""
    first: Indices
    """[pairs + 1] where each pair's links start."""
    targets: Indices
    """[pairs] target tool."""
    weights: NDArray[np.float64]
    """[pairs] how readily the step is taken; below `ASTRAY` only to reach the least length."""
    reach: NDArray[np.float64]
    """[pairs + 1] sums of the weights before each pair."""
    indptr: Indices
    """[tools + 1] where each source's pairs start."""
    starts: Indices
    """Tools with a step to take."""
    domains: Indices
    """[tools] domain of each tool, as a number."""

    @classmethod
    def of(cls, graph: ToolGraph, config: ChainsConfig) -> Steps:
        """Choose and weigh the steps.

        Raises:
            DataError: no link is good enough to walk.
        """
        _, domains = np.unique(np.array(graph.domains, dtype=object), return_inverse=True)
        across = domains[graph.src] != domains[graph.dst]
        least = np.where(across, config.min_score_across, config.min_score)
        # Links put in at random have score 0 and are there to be walked.
        fine = (graph.score >= least) | (graph.score == 0)
        links = np.flatnonzero(fine & graph.passed(config.min_transitivity, config.min_coherence))
        if not len(links):
            raise DataError(
                "the graph has no links to walk",
                remedy="Lower graph.threshold or chains.min_score, or give tools that declare what "
                "they return.",
            )
        count = len(graph.tools)
        pair = graph.src[links].astype(np.int64) * count + graph.dst[links]
        pairs, first = np.unique(pair, return_index=True)
        weights = _fit(graph, links, first)
        if config.weighting == "uniform":
            weights = np.ones(len(pairs))
        weights *= np.where(across[links[first]], config.across * _worldly(graph, links, first), 1)
        ends = _ends(graph)
        weights *= np.where(ends[pairs // count], 0.1, 1.0) * np.where(
            ends[pairs % count], 0.3, 1.0
        )
        reach = np.r_[0.0, np.cumsum(weights)]
        sources = pairs // count
        return cls(
            links=links,
            pairs=pairs,
            first=np.r_[first, len(links)],
            targets=pairs % count,
            weights=weights,
            reach=reach,
            indptr=np.searchsorted(sources, np.arange(count + 1)),
            starts=np.unique(sources),
            domains=domains.astype(np.int64),
        )

    def draw(self, sources: Indices, rng: np.random.Generator) -> tuple[Indices, Indices]:
        """Draw a step from each source by weight: target and pair, or -1 where there is none."""
        low, high = self.reach[self.indptr[sources]], self.reach[self.indptr[sources + 1]]
        point = low + rng.random(len(sources)) * (high - low)
        pair = np.searchsorted(self.reach, point, side="right") - 1
        pair = np.clip(pair, 0, len(self.targets) - 1)
        inside = (pair >= self.indptr[sources]) & (pair < self.indptr[sources + 1])
        pair = np.where(inside & (high > low), pair, -1)
        return np.where(pair >= 0, self.targets[pair], -1), pair

    def from_tools(self, sources: Indices) -> tuple[Indices, NDArray[np.float64]]:
        """All targets of some tools and the weights of these steps."""
        rows = [np.arange(self.indptr[source], self.indptr[source + 1]) for source in sources]
        pairs = np.concatenate(rows)
        return self.targets[pairs], self.weights[pairs]


def _fit(graph: ToolGraph, links: Indices, first: Indices) -> NDArray[np.float64]:
    """How well each pair fits: the best score, and the share of required inputs that is fed."""
    score = graph.score[links].astype(np.float64)
    best = np.maximum.reduceat(score, first)
    fed = np.add.reduceat(score * graph.required[links], first)
    needed = graph.needs[graph.dst[links[first]]]
    share = np.where(needed > 0, np.minimum(fed / np.maximum(needed, 1), 1.0), 0.5)
    weight: NDArray[np.float64] = np.maximum(best**2 * (0.1 + 0.9 * share), 0.01)
    return weight


def _worldly(graph: ToolGraph, links: Indices, first: Indices) -> NDArray[np.float64]:
    """How far the values of each pair mean the same to two APIs that know nothing of each other.

    A date or a place does; the identifier of a record of the one is seldom one of the other. And
    the less two tools have to do with each other, the less does a user want both.
    """
    names = graph.evidence_names
    found = np.full(len(links), 0.3)
    for name, worth in (
        ("both identifiers", 0.05),
        ("input is a date", 1),
        ("input is a place", 1),
    ):
        if name in names:
            found[graph.evidence[links, names.index(name)] > 0.5] = worth
    worldly: NDArray[np.float64] = np.maximum.reduceat(found, first)
    if TOPICS in names:
        topics = graph.evidence[links[first], names.index(TOPICS)].astype(np.float64)
        worldly *= np.clip((topics - _FOREIGN) / (_AKIN - _FOREIGN), 0.0, 1.0)
    return worldly


def _ends(graph: ToolGraph) -> NDArray[np.bool_]:
    """Mark the tools that do away with something: little follows from them [tools]."""
    return np.array(
        [not _ENDING.isdisjoint(name_words(tool.split(".")[-1])) for tool in graph.tools],
        dtype=np.bool_,
    )
