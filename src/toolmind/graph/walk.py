"""Chains: random walks over the function graph (paper §3.1).

Chains are drawn in blocks, all walkers of a block one step at a time. A block has its own random
numbers and its own visit counts, so chain i depends on the graph, the seed and the configuration
alone: a longer run starts with the same chains, and drawing from chain k on costs no more than
the block that holds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolmind.config import ChainsConfig
from toolmind.errors import DataError
from toolmind.graph.graph import ToolGraph
from toolmind.graph.steps import ASTRAY, Steps
from toolmind.graph.weave import Weaver
from toolmind.trajectory import Chain

_BLOCK = 2048
_DRAWS = 24
"""Random draws per step. A path that is long enough ends if none is admissible; for a shorter one
the admissible tools are listed one by one."""
_PASSES = 20
"""New starts for walks that ended too early."""

Paths = NDArray[np.int64]


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
    steps = Steps.of(graph, config)
    weaver = Weaver(graph, steps, config)
    for block in range(start // _BLOCK, -(-count // _BLOCK)):
        paths = walk_block(steps, config, seed, block)
        first = block * _BLOCK
        chosen = slice(max(start - first, 0), min(count - first, _BLOCK))
        for index, (tools, links) in enumerate(weaver.weave(paths[chosen]), first + chosen.start):
            yield Chain(id=f"chain-{index}", tools=tools, links=links)


def walk_block(steps: Steps, config: ChainsConfig, seed: int, block: int) -> Paths:
    """Walk one block of chains: positions of tools [chains, max_length], -1 behind the end.

    Raises:
        DataError: the graph has no chain of the least length.
    """
    walkers = _Walkers(steps, config, np.random.default_rng((seed, block)))
    for _ in range(_PASSES):
        walkers.walk()
        short = walkers.lengths < config.min_length
        if not short.any():
            return walkers.paths
        walkers.restart(short)
    raise DataError(
        f"no walk of {config.min_length} tools was found in {_PASSES} tries",
        remedy="Lower chains.min_length or chains.min_score, or raise chains.max_repeats.",
    )


@dataclass
class _Walkers:
    """One block of walkers, in step."""

    steps: Steps
    config: ChainsConfig
    rng: np.random.Generator

    def __post_init__(self) -> None:
        shape = _BLOCK, self.config.max_length
        self.targets = self.rng.integers(self.config.min_length, self.config.max_length + 1, _BLOCK)
        self.paths: Paths = np.full(shape, -1, dtype=np.int64)
        self.lengths = np.zeros(_BLOCK, dtype=np.int64)
        self.visits = np.zeros(len(self.steps.domains), dtype=np.int64)
        mean = self.targets.sum() / max(1, len(self.steps.starts))
        self.cap = max(2, int(np.ceil(self.config.hub_factor * mean)))
        self._start(np.arange(_BLOCK))

    def restart(self, failed: NDArray[np.bool_]) -> None:
        """Give up these walks and start them anew elsewhere; hubs are open to them."""
        walkers = np.flatnonzero(failed)
        lost = self.paths[walkers]
        np.subtract.at(self.visits, lost[lost >= 0], 1)
        self.paths[walkers] = -1
        self.lengths[walkers] = 0
        self.cap *= 2
        self._start(walkers)

    def _start(self, walkers: Paths) -> None:
        starts = self.steps.starts[self.rng.integers(len(self.steps.starts), size=len(walkers))]
        self._move(walkers, starts)

    def walk(self) -> None:
        """Step until every walker is at its end or in a dead end."""
        going = np.flatnonzero(self.lengths < self.targets)
        while len(going):
            left = going
            for draw in range(_DRAWS):
                left = self._draw(left, from_last=draw % 2 == 0)
                if not len(left):
                    break
            short = self.lengths[left] < self.config.min_length
            stuck = list(left[~short])
            stuck += [walker for walker in left[short] if not self._step_listed(int(walker))]
            going = going[~np.isin(going, stuck) & (self.lengths[going] < self.targets[going])]

    def _draw(self, walkers: Paths, *, from_last: bool) -> Paths:
        """Draw a step for each walker; return those whose draw was not admissible."""
        at = self.lengths[walkers] - 1
        earlier = self.rng.integers(0, at + 1)
        if from_last:
            stay = self.rng.random(len(walkers)) >= self.config.branching
            earlier = np.where(stay, at, earlier)
        tools, pairs = self.steps.draw(self.paths[walkers, earlier], self.rng)
        astray = self.steps.weights[pairs] < ASTRAY
        astray &= self.lengths[walkers] >= self.config.min_length
        good = (tools >= 0) & ~astray & self._admissible(walkers, tools)
        good[good] = self._within_cap(tools[good])
        self._move(walkers[good], tools[good])
        return walkers[~good]

    def _admissible(self, walkers: Paths, tools: Paths) -> NDArray[np.bool_]:
        paths = self.paths[walkers]
        again = (paths == tools[:, None]).sum(axis=1)
        last = paths[np.arange(len(walkers)), self.lengths[walkers] - 1]
        domains = np.where(paths >= 0, self.steps.domains[paths], -1)
        new = ~(domains == self.steps.domains[tools][:, None]).any(axis=1)
        full = _distinct(domains) >= self.config.max_domains
        allowed: NDArray[np.bool_] = (
            (again < self.config.max_repeats) & (last != tools) & ~(new & full)
        )
        return allowed

    def _within_cap(self, tools: Paths) -> NDArray[np.bool_]:
        """Admit as many walkers to each tool as its cap leaves room for, in order."""
        order = np.argsort(tools, kind="stable")
        ranked = tools[order]
        if not len(ranked):
            return np.zeros(0, dtype=np.bool_)
        first = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
        rank = np.arange(len(ranked)) - np.repeat(first, np.diff(np.r_[first, len(ranked)]))
        room = np.empty(len(tools), dtype=np.bool_)
        room[order] = self.visits[ranked] + rank < self.cap
        return room

    def _step_listed(self, walker: int) -> bool:
        """Look through all steps from all tools of a path that is still too short."""
        length = self.lengths[walker]
        tools, weights = self.steps.from_tools(self.paths[walker, :length])
        fine = self.visits[tools] < self.cap
        fine &= self._admissible(np.full(len(tools), walker), tools)
        if not fine.any():
            return False
        share = np.cumsum(weights * fine)
        chosen = int(np.searchsorted(share, self.rng.random() * share[-1], side="right"))
        self._move(np.array([walker]), tools[[min(chosen, len(tools) - 1)]])
        return True

    def _move(self, walkers: Paths, tools: Paths) -> None:
        self.paths[walkers, self.lengths[walkers]] = tools
        self.lengths[walkers] += 1
        np.add.at(self.visits, tools, 1)


def _distinct(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many different values of at least 0 each row has."""
    ranked = np.sort(rows, axis=1)
    changes = (ranked[:, 1:] != ranked[:, :-1]) & (ranked[:, 1:] >= 0)
    counts: NDArray[np.int64] = changes.sum(axis=1) + (ranked[:, 0] >= 0)
    return counts
