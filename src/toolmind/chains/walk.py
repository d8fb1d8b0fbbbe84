"""Chains: random walks over the function graph (paper §3.1).

Chains are drawn in blocks, all walkers of a block one step at a time. A block has its own visit
counts and every walker its own random numbers, so chain i depends on the graph, the seed and the
configuration alone: a longer run starts with the same chains, drawing from chain k on costs no
more than the block that holds it, and blocks can be walked side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolmind.chains.counter_rng import CounterRng
from toolmind.chains.dataflow import Dataflow
from toolmind.chains.transitions import ASTRAY, Indices, Transitions
from toolmind.config import ChainsConfig
from toolmind.graph.graph import ToolGraph
from toolmind.graph.index.ranges import expand_ranges
from toolmind.records import Chain

BLOCK = 2048
_TOGETHER = 16
"""Blocks that are walked side by side where many chains are wanted."""
_DRAWS = 12
"""Steps that a walker draws blindly; if none is admissible, it looks through all there are."""
_STARTS = 10
"""Starts that a walk makes to reach the length drawn for it; then it may be shorter."""
_MOST_STARTS = 30
"""Starts after which the least length gives way, too."""
_LISTED = 100_000
"""Steps that are looked through at once."""

Paths = NDArray[np.int32]


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
    two. Chain i is the same whatever `start` and `count` are. Work is done one block at a time.
    Where the graph has no chain of the least length, it is shorter.

    Raises:
        DataError: a model judged all links, and none passed.
    """
    yield from Chains(graph, seed, config or ChainsConfig()).draw(start, count)


class Shorter(NamedTuple):
    """How far chains stay below `chains.min_length`, and what of the graph is behind it."""

    share: float
    """Share of the chains that are shorter."""
    longest: int
    tools: int
    leading: int
    """Tools that lead to another."""
    reaching: int
    """Tools that lead to as many others as the least length asks for."""
    across: float
    """Share of the steps that lead into another domain."""


class Chains:
    """What draws the chains of a seed. Of the graph it keeps what walking and weaving need.

    Raises:
        DataError: a model judged all links, and none passed.
    """

    def __init__(self, graph: ToolGraph, seed: int, config: ChainsConfig) -> None:
        self._steps = Transitions.of(graph, config)
        self._weaver = Dataflow(graph, self._steps, config)
        self._seed, self._config = seed, config

    @property
    def n_links(self) -> int:
        """How many links chains may walk."""
        return len(self._steps.links)

    def shorter(self) -> Shorter | None:
        """Return how far the first block of chains stays below the least length, if it does."""
        lengths = (self._first_block >= 0).sum(axis=1)
        short = lengths < self._config.min_length
        if not short.any():
            return None
        steps, least = self._steps, self._config.min_length
        return Shorter(
            share=float(short.mean()),
            longest=int(lengths.max()),
            tools=len(steps.domains),
            leading=len(steps.starts) if len(steps.pairs) else 0,
            reaching=int((steps.reaches >= least).sum()),
            across=float(steps.across.mean()) if len(steps.pairs) else 0.0,
        )

    def draw(self, start: int, count: int) -> Iterator[Chain]:
        """Draw chains `start` to `count` - 1, as `sample_chains` does."""
        for block in range(start // BLOCK, -(-count // BLOCK)):
            paths = self._block(block) if block else self._first_block
            first = block * BLOCK
            chosen = slice(max(start - first, 0), min(count - first, BLOCK))
            woven = self._weaver.weave(paths[chosen])
            for index, (tools, links) in enumerate(woven, first + chosen.start):
                yield Chain(id=f"chain-{index}", tools=tools, links=links)

    @cached_property
    def _first_block(self) -> Paths:
        return self._block(0)

    def _block(self, block: int) -> Paths:
        return walk_blocks(self._steps, self._config, self._seed, range(block, block + 1))


def walk_many(
    steps: Transitions, config: ChainsConfig, seed: int, count: int, start: int = 0
) -> Iterator[Paths]:
    """Walk chains `start` to `count` - 1 of a seed, several blocks at a time.

    Yields positions of tools [chains, max_length], -1 behind the end: those of `sample_chains`.
    """
    last = -(-count // BLOCK)
    for block in range(start // BLOCK, last, _TOGETHER):
        paths = walk_blocks(steps, config, seed, range(block, min(block + _TOGETHER, last)))
        first = block * BLOCK
        yield paths[max(start - first, 0) : count - first]


def walk_blocks(steps: Transitions, config: ChainsConfig, seed: int, blocks: range) -> Paths:
    """Walk whole blocks of chains: positions of tools [chains, max_length], -1 behind the end."""
    return _Walkers(steps, config, seed, blocks).walk()


class _Walkers:
    """Walkers of some blocks, in step.

    Each keeps the length drawn for it: in a dead end it starts anew elsewhere. Only after
    `_STARTS` starts is a shorter walk taken; if that is below the least length, steps that lead
    astray and hubs beyond their cap are open to it. After `_MOST_STARTS` the least length itself
    falls by one with each start: there is no longer walk to be found from where it comes.
    """

    def __init__(self, steps: Transitions, config: ChainsConfig, seed: int, blocks: range) -> None:
        self.steps, self.config = steps, config
        count = len(blocks) * BLOCK
        self.chance = CounterRng(seed, np.arange(blocks.start * BLOCK, blocks.stop * BLOCK))
        everyone = np.arange(count)
        longest = config.max_length
        least, most = (config.min_length, longest) if len(steps.pairs) else (1, 1)
        self.targets = self.chance.below(everyone, most - least + 1) + least
        # Step by step, not walker by walker: a step of many walkers is then quick to read.
        self.paths: Paths = np.full((longest, count), -1, dtype=np.int32)
        self.domains: Paths = np.full((longest, count), -1, dtype=np.int32)
        self.domain_counts = np.zeros(count, dtype=np.int64)
        self.undid = np.zeros(count, dtype=np.bool_)
        self.lengths = np.zeros(count, dtype=np.int64)
        self.misses = np.zeros(count, dtype=np.int64)
        self.starts = np.zeros(count, dtype=np.int64)
        # One row of visit counts per block, laid end to end.
        self.visits = np.zeros(len(blocks) * len(steps.domains), dtype=np.int64)
        self.rows = everyone // BLOCK * len(steps.domains)
        mean = BLOCK * (config.min_length + longest) / 2 / max(1, len(steps.starts))
        self.cap = max(2, int(np.ceil(config.hub_factor * mean)))
        self._start(everyone)

    def walk(self) -> Paths:
        """Step until every walker is at its end."""
        going = np.flatnonzero(self.lengths < self.targets)
        while len(going):
            blind = self.misses[going] < _DRAWS
            self._draw(going[blind])
            self._look(going[~blind])
            going = going[self.lengths[going] < self.targets[going]]
        return np.ascontiguousarray(self.paths.T)

    def _start(self, walkers: Indices) -> None:
        self.starts[walkers] += 1
        # Only from starts that reach as many tools as the walk is long; in the end, as the
        # shortest walk.
        reaches = self.steps.reaches
        late = self.starts[walkers] > _STARTS
        wanted = np.where(late, self.config.min_length, self.targets[walkers])
        wanted = np.minimum(wanted, reaches[-1])
        first = np.searchsorted(reaches, wanted)
        at = first + self.chance.below(walkers, len(reaches) - first)
        self._move(walkers, self.steps.starts[at])
        np.add.at(self.visits, self.rows[walkers] + self.paths[0, walkers], 1)

    def _restart(self, walkers: Indices) -> None:
        """Give up walks in a dead end for new ones, or take them as they are."""
        starts = self.starts[walkers]
        least = self.config.min_length - np.maximum(starts - _MOST_STARTS + 1, 0)
        enough = (starts >= _STARTS) & (self.lengths[walkers] >= least)
        done, failed = walkers[enough], walkers[~enough]
        self.targets[done] = self.lengths[done]
        lost = self.paths[:, failed]
        keys = self.rows[failed] + lost
        np.subtract.at(self.visits, keys[lost >= 0], 1)
        self.paths[:, failed] = -1
        self.domains[:, failed] = -1
        self.domain_counts[failed] = 0
        self.undid[failed] = False
        self.lengths[failed] = 0
        self._start(failed)

    def _draw(self, walkers: Indices) -> None:
        """Draw a step for each walker, from its last tool or an earlier one."""
        at = self.lengths[walkers] - 1
        earlier = self.chance.below(walkers, at + 1)
        # Every other draw is from the last tool, unless the walk branches.
        stays = (self.misses[walkers] % 2 == 0) & (
            self.chance.uniform(walkers) >= self.config.branching
        )
        sources = self.paths[np.where(stays, at, earlier), walkers]
        pairs = self.steps.draw(sources, self.chance.uniform(walkers))
        good = np.flatnonzero(pairs >= 0)
        good = good[self._admissible(walkers[good], pairs[good])]
        self.misses[walkers] += 1
        self._take(walkers[good], self.steps.targets[pairs[good]])

    def _look(self, walkers: Indices) -> None:
        """Look through all steps from all tools of each path; where there is none, start anew."""
        paths = self.paths[:, walkers].T
        sizes = np.where(paths >= 0, self.steps.degrees[paths], 0)
        parts = np.cumsum(sizes.sum(axis=1)) // _LISTED
        for part in sorted(set(parts.tolist())):
            mine = parts == part
            self._look_through(walkers[mine], paths[mine], sizes[mine])

    def _look_through(self, walkers: Indices, paths: Paths, sizes: Indices) -> None:
        owner = np.repeat(np.arange(len(walkers)), sizes.sum(axis=1))
        first = self.steps.indptr[paths]
        pairs = expand_ranges(first[sizes > 0], sizes[sizes > 0])
        fine = self._admissible(walkers[owner], pairs)
        owner, pairs = owner[fine], pairs[fine]
        # A point on each walker's stretch of the summed weights names its step.
        share = np.r_[0.0, np.cumsum(self.steps.weights[pairs])]
        bounds = np.searchsorted(owner, np.arange(len(walkers) + 1))
        some = np.flatnonzero(bounds[1:] > bounds[:-1])
        low, high = bounds[some], bounds[some + 1]
        point = share[low] + self.chance.uniform(walkers[some]) * (share[high] - share[low])
        chosen = np.clip(np.searchsorted(share, point, side="right") - 1, low, high - 1)
        self._take(walkers[some], self.steps.targets[pairs[chosen]])
        self._restart(np.delete(walkers, some))

    def _strays(self, walkers: Indices) -> NDArray[np.bool_]:
        """Whether each walker may go astray: it could not be helped."""
        late = self.starts[walkers] > _STARTS
        return late & (self.lengths[walkers] < self.config.min_length)

    def _caps(self, walkers: Indices) -> Indices:
        """How often each walker may find a tool visited already."""
        return self.cap << np.clip(self.starts[walkers] - _STARTS, 0, _MOST_STARTS)

    def _admissible(self, walkers: Indices, pairs: Indices) -> Indices:
        """Which of these steps may be taken: positions in `walkers` and `pairs`, rising."""
        steps = self.steps
        tools = steps.targets[pairs]
        fine = self.visits[self.rows[walkers] + tools] < self._caps(walkers)
        fine &= (steps.weights[pairs] >= ASTRAY) | self._strays(walkers)
        left: Indices = np.flatnonzero(fine)
        # What remains costs more: it looks at whole paths.
        across = left[steps.across[pairs[left]]]
        across = across[self.domain_counts[walkers[across]] >= self.config.max_domains]
        domains = steps.domains[tools[across]]
        fine[across] = (self.domains[:, walkers[across]] == domains).any(axis=0)
        late = left[self.undid[walkers[left]]]
        fine[late] &= ~steps.spoilt(self.paths[:, walkers[late]], tools[late])
        left = left[fine[left]]
        mine, taken = walkers[left], tools[left]
        again = np.zeros(len(left), dtype=np.int32)
        for step in self.paths:
            again += step[mine] == taken
        last = self.paths[self.lengths[mine] - 1, mine]
        allowed: Indices = left[(again < self.config.max_repeats) & (last != taken)]
        return allowed

    def _take(self, walkers: Indices, tools: Paths) -> None:
        """Move walkers to their tools, in order, as many as the cap of each tool admits."""
        keys = self.rows[walkers] + tools
        np.add.at(self.visits, keys, 1)
        crowded = np.flatnonzero(self.visits[keys] > self._caps(walkers))
        if len(crowded):
            np.subtract.at(self.visits, keys[crowded], 1)
            room = self.visits[keys[crowded]] + _rank(keys[crowded])
            refused = room >= self._caps(walkers[crowded])
            np.add.at(self.visits, keys[crowded[~refused]], 1)
            kept = np.ones(len(walkers), dtype=np.bool_)
            kept[crowded[refused]] = False
            walkers, tools = walkers[kept], tools[kept]
        self._move(walkers, tools)

    def _move(self, walkers: Indices, tools: Paths) -> None:
        domains = self.steps.domains[tools]
        new = ~(self.domains[:, walkers] == domains).any(axis=0)
        at = self.lengths[walkers]
        self.domain_counts[walkers] += new
        self.undid[walkers] |= self.steps.undoing[tools]
        self.paths[at, walkers] = tools
        self.domains[at, walkers] = domains
        self.lengths[walkers] += 1
        self.misses[walkers] = 0


def _rank(keys: Indices) -> Indices:
    """How many equal keys stand before each."""
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    first = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    rank = np.empty(len(keys), dtype=np.int64)
    rank[order] = np.arange(len(keys)) - np.repeat(first, np.diff(np.r_[first, len(keys)]))
    return rank
