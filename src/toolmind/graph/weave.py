"""Weaving: from the tools of a walk to the values that flow between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolmind.config import ChainsConfig
from toolmind.graph.graph import ToolGraph
from toolmind.graph.steps import Steps
from toolmind.trajectory import Link

_PART = 256

Paths = NDArray[np.int64]
Indices = NDArray[np.int64]


class Weaver:
    """Chooses, for each step of a walk, the links that feed its inputs.

    Each input takes the best link there is from any earlier step. Required inputs are all fed
    where they can be; of the optional ones a few, as a caller would; and at least one input is.
    """

    def __init__(self, graph: ToolGraph, steps: Steps, config: ChainsConfig) -> None:
        self._graph, self._steps, self._config = graph, steps, config
        self._evidence: dict[int, dict[str, Any]] = {}

    def weave(self, paths: Paths) -> Iterator[tuple[tuple[str, ...], tuple[Link, ...]]]:
        """Yield tool ids and links of each path."""
        names = self._graph.tools
        for at in range(0, len(paths), _PART):
            part = paths[at : at + _PART]
            owner, link, earlier, later = self._chosen(part)
            starts = np.searchsorted(owner, np.arange(len(part) + 1))
            rows = list(zip(link.tolist(), earlier.tolist(), later.tolist(), strict=True))
            for row, path in enumerate(part):
                tools = tuple(names[tool] for tool in path[path >= 0])
                found = rows[starts[row] : starts[row + 1]]
                yield tools, tuple(self._record(*one) for one in found)

    def _chosen(self, paths: Paths) -> tuple[Indices, Indices, Indices, Indices]:
        """Chain, link, source step and target step of each link chosen, in order of chain."""
        chain, earlier, later, pair = self._joined(paths)
        size = self._steps.first[pair + 1] - self._steps.first[pair]
        of = np.repeat(np.arange(len(pair)), size)
        offset = np.arange(len(of)) - np.repeat(np.cumsum(size) - size, size)
        link = self._steps.links[self._steps.first[pair[of]] + offset]
        chain, earlier, later = chain[of], earlier[of], later[of]
        score, taken = self._graph.score[link], self._graph.dst_input[link]
        # The best link into each input of each step; of equals the nearest source.
        order = np.lexsort((-earlier, -score, taken, later, chain))
        kept = order[_leads(chain[order], later[order], taken[order])]
        chain, earlier, later, link = chain[kept], earlier[kept], later[kept], link[kept]
        optional = ~self._graph.required[link]
        order = np.lexsort((-self._graph.score[link], optional, later, chain))
        chain, earlier, later, link = chain[order], earlier[order], later[order], link[order]
        rank = _rank(_leads(chain, later, optional[order].astype(np.int64)))
        alone = _rank(_leads(chain, later)) == 0
        kept = ~optional[order] | (rank < self._config.max_optional) | alone
        return chain[kept], link[kept], earlier[kept], later[kept]

    def _joined(self, paths: Paths) -> tuple[Indices, Indices, Indices, Indices]:
        """All pairs of an earlier and a later step of a chain that a step of the graph joins."""
        length = paths.shape[1]
        earlier, later = np.triu_indices(length, 1)
        source, target = paths[:, earlier], paths[:, later]
        chain, column = np.nonzero(target >= 0)
        wanted = source[chain, column] * len(self._graph.tools) + target[chain, column]
        pair = np.searchsorted(self._steps.pairs, wanted)
        pair = np.minimum(pair, len(self._steps.pairs) - 1)
        found = self._steps.pairs[pair] == wanted
        column = column[found]
        return chain[found], earlier[column], later[column], pair[found]

    def _record(self, link: int, earlier: int, later: int) -> Link:
        graph = self._graph
        evidence = self._evidence.get(link)
        if evidence is None:
            evidence = self._evidence[link] = graph.evidence_of(link, most=5)
        return Link(
            src=earlier,
            src_output=graph.outputs[graph.src_output[link]],
            dst=later,
            dst_input=graph.inputs[graph.dst_input[link]],
            score=round(float(graph.score[link]), 4),
            evidence=evidence,
        )


def _leads(*columns: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each row differs from the one before it in any column."""
    leads = np.ones(len(columns[0]), dtype=np.bool_)
    leads[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return leads


def _rank(leads: NDArray[np.bool_]) -> Indices:
    """Position of each row within its run of rows."""
    first = np.flatnonzero(leads)
    return np.arange(len(leads)) - np.repeat(first, np.diff(np.r_[first, len(leads)]))
