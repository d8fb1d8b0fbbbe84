"""Chains: random walks over the function graph (paper §3.1).

Chains are drawn in blocks. A block has its own random numbers and its own visit counts, so chain
i depends on the graph, the seed and the configuration alone: a longer run starts with the same
chains, and drawing from chain k on costs no more than finishing the block that holds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolmind.config import ChainsConfig
from toolmind.errors import DataError
from toolmind.graph.graph import ToolGraph
from toolmind.trajectory import Chain, Link

_BLOCK = 256
_TRIES = 30
_MAX_OPTIONAL = 3


def sample_chains(
    graph: ToolGraph,
    count: int,
    seed: int,
    config: ChainsConfig | None = None,
    *,
    start: int = 0,
) -> Iterator[Chain]:
    """Draw chains `start` to `count` - 1.

    Every step after the first takes at least one value from an earlier step, and no input takes
    two. Chain i is the same whatever `start` and `count` are.

    Raises:
        DataError: the graph has no chain of the least length.
    """
    config = config or ChainsConfig()
    walker = _Walker.over(graph, config)
    for block in range(start // _BLOCK, -(-count // _BLOCK)):
        rng = np.random.default_rng((seed, block))
        visits = np.zeros(len(graph.tools), dtype=np.int64)
        for index in range(block * _BLOCK, min((block + 1) * _BLOCK, count)):
            tools = walker.walk(rng, visits)
            if index >= start:
                yield Chain(
                    id=f"chain-{index}",
                    tools=tuple(graph.tools[tool] for tool in tools),
                    links=tuple(_links(graph, tools)),
                )


@dataclass(frozen=True)
class _Walker:
    """Steps from tool to tool: the graph's links, merged per pair of tools."""

    config: ChainsConfig
    starts: NDArray[np.int64]
    indptr: NDArray[np.int64]
    targets: NDArray[np.int32]
    weights: NDArray[np.float64]
    domains: NDArray[np.int64]
    cap: int

    @classmethod
    def over(cls, graph: ToolGraph, config: ChainsConfig) -> _Walker:
        if not graph.n_links:
            raise DataError(
                "the graph has no links, so there is nothing to walk",
                remedy="Lower graph.threshold, or give tools that declare what they return.",
            )
        pair = graph.src.astype(np.int64) * len(graph.tools) + graph.dst
        pairs, first = np.unique(pair, return_index=True)
        sources = pairs // len(graph.tools)
        weights = np.maximum.reduceat(graph.score, first).astype(np.float64) ** 2
        _, domains = np.unique(np.array(graph.domains, dtype=object), return_inverse=True)
        length = (config.min_length + config.max_length) / 2
        mean = _BLOCK * length / len(np.unique(graph.src))
        return cls(
            config=config,
            starts=np.unique(sources),
            indptr=np.searchsorted(sources, np.arange(len(graph.tools) + 1)),
            targets=(pairs % len(graph.tools)).astype(np.int32),
            weights=weights if config.weighting == "score" else np.ones_like(weights),
            domains=domains.astype(np.int64),
            cap=max(2, int(np.ceil(config.hub_factor * mean))),
        )

    def walk(self, rng: np.random.Generator, visits: NDArray[np.int64]) -> list[int]:
        target = int(rng.integers(self.config.min_length, self.config.max_length + 1))
        for attempt in range(_TRIES):
            tools = self._attempt(rng, visits, target, capped=attempt < _TRIES - 1)
            if len(tools) >= self.config.min_length:
                np.add.at(visits, tools, 1)
                return tools
        raise DataError(
            f"no walk of {self.config.min_length} tools was found in {_TRIES} tries",
            remedy="Lower chains.min_length or graph.threshold, or raise chains.max_repeats.",
        )

    def _attempt(
        self, rng: np.random.Generator, visits: NDArray[np.int64], target: int, *, capped: bool
    ) -> list[int]:
        tools = [int(self.starts[rng.integers(len(self.starts))])]
        while len(tools) < target:
            earlier = list(reversed(tools))
            if rng.random() < self.config.branching:
                earlier = [earlier[i] for i in rng.permutation(len(earlier))]
            step = None
            for source in earlier:
                step = self._step(rng, visits, source, tools, capped=capped)
                if step is not None:
                    break
            if step is None:
                break
            tools.append(step)
        return tools

    def _step(
        self,
        rng: np.random.Generator,
        visits: NDArray[np.int64],
        source: int,
        tools: list[int],
        *,
        capped: bool,
    ) -> int | None:
        row = slice(self.indptr[source], self.indptr[source + 1])
        targets, weights = self.targets[row], self.weights[row].copy()
        for tool in set(tools):
            if tool == tools[-1] or tools.count(tool) >= self.config.max_repeats:
                weights[targets == tool] = 0.0
        seen = {self.domains[tool] for tool in tools}
        if len(seen) >= self.config.max_domains:
            weights[~np.isin(self.domains[targets], list(seen))] = 0.0
        if capped:
            weights[visits[targets] >= self.cap] = 0.0
        total = weights.sum()
        return int(rng.choice(targets, p=weights / total)) if total > 0 else None


def _links(graph: ToolGraph, tools: list[int]) -> Iterator[Link]:
    """Choose the best link into each input of each step, from whichever earlier step gives it.

    Required inputs come first; of the optional ones a few, as a caller would.
    """
    for step in range(1, len(tools)):
        best: dict[int, tuple[float, int, int]] = {}
        for earlier in range(step):
            first, last = graph.indptr[tools[earlier]], graph.indptr[tools[earlier] + 1]
            left, right = first + np.searchsorted(
                graph.dst[first:last], [tools[step], tools[step] + 1]
            )
            for link in range(left, right):
                found = (float(graph.score[link]), earlier, link)
                taken = int(graph.dst_input[link])
                best[taken] = max(best.get(taken, found), found)
        ranked = sorted(
            best.values(), key=lambda one: (not graph.required[one[2]], -one[0], one[2])
        )
        optional = 0
        for _, earlier, link in ranked:
            if not graph.required[link]:
                optional += 1
                if optional > _MAX_OPTIONAL:
                    break
            yield Link(
                src=earlier,
                src_output=graph.outputs[graph.src_output[link]],
                dst=step,
                dst_input=graph.inputs[graph.dst_input[link]],
                score=round(float(graph.score[link]), 4),
                evidence=graph.evidence_of(link),
            )
