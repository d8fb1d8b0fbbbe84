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
from toolmind.chains.transitions import OFF_TOPIC, Indices, Transitions
from toolmind.chains.unreached import Unreached, find_unreached, reached
from toolmind.config import ChainsConfig
from toolmind.graph.graph import ToolGraph
from toolmind.graph.index.ranges import expand_ranges
from toolmind.records import Chain

BLOCK = 2048
_RESERVE = 1 << 30
"""Number of the block of chains that no item is planned from at first: no run gets so far."""
_BLOCKS_AT_ONCE = 16
"""Blocks that are walked side by side where many chains are wanted."""
_RANDOM_TRIES = 12
"""Transitions that a walker tries at random; if none is admissible, it enumerates all."""
_STARTS_FOR_LENGTH = 10
"""Starts that a walk makes to reach the length drawn for it; then it may be shorter."""
_MAX_STARTS = 30
"""Starts after which the least length gives way, too."""
_ENUMERATED = 100_000
"""Transitions that are enumerated at once."""

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
    """Draws the chains of a seed. Of the graph it keeps what walks and their dataflow need.

    Raises:
        DataError: a model judged all links, and none passed.
    """

    def __init__(self, graph: ToolGraph, seed: int, config: ChainsConfig) -> None:
        self._transitions = Transitions.of(graph, config)
        self._dataflow = Dataflow(graph, self._transitions, config)
        self._seed, self._config = seed, config
        domains = self._transitions.domains.tolist()
        self._domain_of = dict(zip(graph.tools, domains, strict=True))
        self._tools = graph.tools

    @property
    def n_links(self) -> int:
        """How many links chains may walk."""
        return len(self._transitions.links)

    def unreached(self, graph: ToolGraph) -> Unreached:
        """Find the tools of the whole graph that no chain comes to, and why."""
        return find_unreached(graph, self._transitions, self._config)

    def shorter(self) -> Shorter | None:
        """Return how far the first block of chains stays below the least length, if it does."""
        lengths = (self._first_block >= 0).sum(axis=1)
        short = lengths < self._config.min_length
        if not short.any():
            return None
        transitions, least = self._transitions, self._config.min_length
        return Shorter(
            share=float(short.mean()),
            longest=int(lengths.max()),
            tools=len(transitions.domains),
            leading=len(transitions.starts) if len(transitions.pairs) else 0,
            reaching=int((transitions.reachable >= least).sum()),
            across=float(transitions.cross_domain.mean()) if len(transitions.pairs) else 0.0,
        )

    def draw(self, start: int, count: int) -> Iterator[Chain]:
        """Draw chains `start` to `count` - 1, as `sample_chains` does."""
        for block in range(start // BLOCK, -(-count // BLOCK)):
            paths = self._block(block) if block else self._first_block
            first = block * BLOCK
            chosen = slice(max(start - first, 0), min(count - first, BLOCK))
            resolved = self._dataflow.resolve(paths[chosen])
            for index, (tools, links) in enumerate(resolved, first + chosen.start):
                yield Chain(id=f"chain-{index}", tools=tools, links=links)

    def reserve(self, number: int, about: str = "") -> Chain:
        """Return a chain beside those that `draw` gives, by its number: after 2,048 they repeat.

        If any begins in the domain of the tool `about`, it is one of these.
        """
        rows = self._reserve_by_domain.get(self._domain_of.get(about, -1))
        at = int(rows[number % len(rows)]) if rows is not None else number % BLOCK
        tools, links = next(self._dataflow.resolve(self._reserved[at : at + 1]))
        return Chain(id=f"reserve-{at}", tools=tools, links=links)

    @cached_property
    def lone(self) -> tuple[str, ...]:
        """Ids of the tools that no chain comes to; each is a chain by itself."""
        missed = np.flatnonzero(~reached(self._transitions, self._config))
        return tuple(self._tools[at] for at in missed.tolist())

    @cached_property
    def visits(self) -> dict[str, int]:
        """How often each tool occurs in the first 2,048 chains, where it does."""
        found, times = np.unique(self._first_block[self._first_block >= 0], return_counts=True)
        ids = (self._tools[at] for at in found.tolist())
        return dict(zip(ids, times.tolist(), strict=True))

    @cached_property
    def _reserved(self) -> Paths:
        return self._block(_RESERVE)

    @cached_property
    def _reserve_by_domain(self) -> dict[int, Indices]:
        first = self._transitions.domains[self._reserved[:, 0]]
        return {domain: np.flatnonzero(first == domain) for domain in set(first.tolist())}

    @cached_property
    def _first_block(self) -> Paths:
        return self._block(0)

    def _block(self, block: int) -> Paths:
        return walk_blocks(self._transitions, self._config, self._seed, range(block, block + 1))


def walk_many(
    transitions: Transitions, config: ChainsConfig, seed: int, count: int, start: int = 0
) -> Iterator[Paths]:
    """Walk chains `start` to `count` - 1 of a seed, several blocks at a time.

    Yields positions of tools [chains, max_length], -1 behind the end: those of `sample_chains`.
    """
    last = -(-count // BLOCK)
    for block in range(start // BLOCK, last, _BLOCKS_AT_ONCE):
        paths = walk_blocks(
            transitions, config, seed, range(block, min(block + _BLOCKS_AT_ONCE, last))
        )
        first = block * BLOCK
        yield paths[max(start - first, 0) : count - first]


def walk_blocks(transitions: Transitions, config: ChainsConfig, seed: int, blocks: range) -> Paths:
    """Walk whole blocks of chains: positions of tools [chains, max_length], -1 behind the end."""
    return _Walkers(transitions, config, seed, blocks).walk()


class _Walkers:
    """Walkers of some blocks, in step.

    Each keeps the length drawn for it: in a dead end it starts anew elsewhere. Only after
    `_STARTS_FOR_LENGTH` starts is a shorter walk taken; if that is below the least length,
    transitions off topic and hubs beyond their cap are open to it. After `_MAX_STARTS` the least
    length itself falls by one with each start: there is no longer walk to be found from where it
    comes.
    """

    def __init__(
        self, transitions: Transitions, config: ChainsConfig, seed: int, blocks: range
    ) -> None:
        self.transitions, self.config = transitions, config
        count = len(blocks) * BLOCK
        self.numbers = np.arange(blocks.start * BLOCK, blocks.stop * BLOCK)
        self.rng, self.seed = CounterRng(seed, self.numbers), seed
        everyone = np.arange(count)
        longest = config.max_length
        least, most = (config.min_length, longest) if len(transitions.pairs) else (1, 1)
        self.targets = self.rng.below(everyone, most - least + 1) + least
        # Step by step, not walker by walker: a step of many walkers is then quick to read.
        self.paths: Paths = np.full((longest, count), -1, dtype=np.int32)
        self.domains: Paths = np.full((longest, count), -1, dtype=np.int32)
        self.domain_counts = np.zeros(count, dtype=np.int64)
        self.blocking = np.zeros(count, dtype=np.bool_)
        self.lengths = np.zeros(count, dtype=np.int64)
        self.failed_draws = np.zeros(count, dtype=np.int64)
        self.starts = np.zeros(count, dtype=np.int64)
        # One row of visit counts per block, laid end to end.
        self.visits = np.zeros(len(blocks) * len(transitions.domains), dtype=np.int64)
        self.rows = everyone // BLOCK * len(transitions.domains)
        mean = BLOCK * (config.min_length + longest) / 2 / max(1, len(transitions.starts))
        self.hub_cap = max(2, int(np.ceil(config.hub_factor * mean)))
        self._start(everyone)

    def walk(self) -> Paths:
        """Step until every walker is at its end."""
        going = np.flatnonzero(self.lengths < self.targets)
        while len(going):
            blind = self.failed_draws[going] < _RANDOM_TRIES
            self._try_random_step(going[blind])
            self._search_all_steps(going[~blind])
            going = going[self.lengths[going] < self.targets[going]]
        return np.ascontiguousarray(self.paths.T)

    def _start(self, walkers: Indices) -> None:
        """Begin walks, of any tool that reaches as many others as the shortest walk has.

        First each such tool has its turn, in random order; a walk is as long as its tool reaches.
        """
        reachable, starts = self.transitions.reachable, self.transitions.starts
        least = min(self.config.min_length, int(reachable[-1]))
        first = int(np.searchsorted(reachable, least))
        one, other = (first + self.rng.below(walkers, len(starts) - first) for _ in range(2))
        at = np.where(
            self._visited(walkers, starts[other]) < self._visited(walkers, starts[one]), other, one
        )
        new = self.starts[walkers] == 0
        at[new] = first + self._turns(len(starts) - first)[walkers[new]]
        self.starts[walkers] += 1
        self.targets[walkers] = np.minimum(self.targets[walkers], np.maximum(reachable[at], least))
        self._move(walkers, starts[at])
        np.add.at(self.visits, self.rows[walkers] + self.paths[0, walkers], 1)

    def _turns(self, count: int) -> Indices:
        """Return for each walker a number below `count`: all have a turn before one has two."""
        everyone = np.arange(count)
        order = np.argsort(CounterRng(self.seed, everyone).uniform(everyone), kind="stable")
        turns: Indices = order[self.numbers % count]
        return turns

    def _visited(self, walkers: Indices, tools: Paths) -> Indices:
        """How often the block of each walker has visited its tool."""
        found: Indices = self.visits[self.rows[walkers] + tools]
        return found

    def _less_visited(self, walkers: Indices, tools: Paths, others: Paths) -> Paths:
        """Return of two tools for each walker the one that its block has visited less.

        Two choices in place of one are what makes visits even (Mitzenmacher 2001), and with them
        the tools that some thousand chains leave out few.
        """
        less = self._visited(walkers, others) < self._visited(walkers, tools)
        return np.where(less, others, tools)

    def _restart(self, walkers: Indices) -> None:
        """Give up walks in a dead end for new ones, or take them as they are."""
        starts = self.starts[walkers]
        least = self.config.min_length - np.maximum(starts - _MAX_STARTS + 1, 0)
        enough = (starts >= _STARTS_FOR_LENGTH) & (self.lengths[walkers] >= least)
        done, failed = walkers[enough], walkers[~enough]
        self.targets[done] = self.lengths[done]
        lost = self.paths[:, failed]
        keys = self.rows[failed] + lost
        np.subtract.at(self.visits, keys[lost >= 0], 1)
        self.paths[:, failed] = -1
        self.domains[:, failed] = -1
        self.domain_counts[failed] = 0
        self.blocking[failed] = False
        self.lengths[failed] = 0
        self._start(failed)

    def _try_random_step(self, walkers: Indices) -> None:
        """Try a random transition for each walker, from its last tool or an earlier one."""
        at = self.lengths[walkers] - 1
        earlier = self.rng.below(walkers, at + 1)
        # Every other draw is from the last tool, unless the walk branches.
        stays = (self.failed_draws[walkers] % 2 == 0) & (
            self.rng.uniform(walkers) >= self.config.branching
        )
        sources = self.paths[np.where(stays, at, earlier), walkers]
        pairs, others = (
            self.transitions.sample(sources, self.rng.uniform(walkers)) for _ in range(2)
        )
        targets = self.transitions.targets
        less = self._less_visited(walkers, targets[pairs], targets[others])
        pairs = np.where(less == targets[pairs], pairs, others)
        good = np.flatnonzero(pairs >= 0)
        good = good[self._admissible(walkers[good], pairs[good])]
        self.failed_draws[walkers] += 1
        self._accept(walkers[good], self.transitions.targets[pairs[good]])

    def _search_all_steps(self, walkers: Indices) -> None:
        """Enumerate all transitions from the tools of each path; if there is none, start anew."""
        paths = self.paths[:, walkers].T
        sizes = np.where(paths >= 0, self.transitions.degrees[paths], 0)
        parts = np.cumsum(sizes.sum(axis=1)) // _ENUMERATED
        for part in sorted(set(parts.tolist())):
            mine = parts == part
            self._enumerate_steps(walkers[mine], paths[mine], sizes[mine])

    def _enumerate_steps(self, walkers: Indices, paths: Paths, sizes: Indices) -> None:
        owner = np.repeat(np.arange(len(walkers)), sizes.sum(axis=1))
        first = self.transitions.indptr[paths]
        pairs = expand_ranges(first[sizes > 0], sizes[sizes > 0])
        admissible = self._admissible(walkers[owner], pairs)
        owner, pairs = owner[admissible], pairs[admissible]
        # A point on each walker's stretch of the cumulative weights selects its transition.
        share = np.r_[0.0, np.cumsum(self.transitions.weights[pairs])]
        bounds = np.searchsorted(owner, np.arange(len(walkers) + 1))
        some = np.flatnonzero(bounds[1:] > bounds[:-1])
        low, high = bounds[some], bounds[some + 1]
        point = share[low] + self.rng.uniform(walkers[some]) * (share[high] - share[low])
        chosen = np.clip(np.searchsorted(share, point, side="right") - 1, low, high - 1)
        self._accept(walkers[some], self.transitions.targets[pairs[chosen]])
        self._restart(np.delete(walkers, some))

    def _may_go_off_topic(self, walkers: Indices) -> NDArray[np.bool_]:
        """Whether each walker may go off topic: nothing else led far enough."""
        late = self.starts[walkers] > _STARTS_FOR_LENGTH
        return late & (self.lengths[walkers] < self.config.min_length)

    def _hub_caps(self, walkers: Indices) -> Indices:
        """How often each walker may find a tool visited already."""
        return self.hub_cap << np.clip(self.starts[walkers] - _STARTS_FOR_LENGTH, 0, _MAX_STARTS)

    def _admissible(self, walkers: Indices, pairs: Indices) -> Indices:
        """Which of these transitions may be taken: positions in `walkers` and `pairs`, rising."""
        transitions = self.transitions
        tools = transitions.targets[pairs]
        admissible = self.visits[self.rows[walkers] + tools] < self._hub_caps(walkers)
        admissible &= (transitions.weights[pairs] >= OFF_TOPIC) | self._may_go_off_topic(walkers)
        left: Indices = np.flatnonzero(admissible)
        # What remains costs more: it looks at whole paths.
        cross_domain = left[transitions.cross_domain[pairs[left]]]
        cross_domain = cross_domain[
            self.domain_counts[walkers[cross_domain]] >= self.config.max_domains
        ]
        domains = transitions.domains[tools[cross_domain]]
        admissible[cross_domain] = (self.domains[:, walkers[cross_domain]] == domains).any(axis=0)
        late = left[self.blocking[walkers[left]]]
        admissible[late] &= ~transitions.is_blocked(self.paths[:, walkers[late]], tools[late])
        left = left[admissible[left]]
        mine, taken = walkers[left], tools[left]
        again = np.zeros(len(left), dtype=np.int32)
        for step in self.paths:
            again += step[mine] == taken
        last = self.paths[self.lengths[mine] - 1, mine]
        allowed: Indices = left[(again < self.config.max_repeats) & (last != taken)]
        return allowed

    def _accept(self, walkers: Indices, tools: Paths) -> None:
        """Move walkers to their tools, in order, as many as the cap of each tool admits."""
        keys = self.rows[walkers] + tools
        np.add.at(self.visits, keys, 1)
        crowded = np.flatnonzero(self.visits[keys] > self._hub_caps(walkers))
        if len(crowded):
            np.subtract.at(self.visits, keys[crowded], 1)
            room = self.visits[keys[crowded]] + _rank(keys[crowded])
            refused = room >= self._hub_caps(walkers[crowded])
            np.add.at(self.visits, keys[crowded[~refused]], 1)
            kept = np.ones(len(walkers), dtype=np.bool_)
            kept[crowded[refused]] = False
            walkers, tools = walkers[kept], tools[kept]
        self._move(walkers, tools)

    def _move(self, walkers: Indices, tools: Paths) -> None:
        domains = self.transitions.domains[tools]
        new = ~(self.domains[:, walkers] == domains).any(axis=0)
        at = self.lengths[walkers]
        self.domain_counts[walkers] += new
        self.blocking[walkers] |= self.transitions.blocking[tools]
        self.paths[at, walkers] = tools
        self.domains[at, walkers] = domains
        self.lengths[walkers] += 1
        self.failed_draws[walkers] = 0


def _rank(keys: Indices) -> Indices:
    """How many equal keys stand before each."""
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    first = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    rank = np.empty(len(keys), dtype=np.int64)
    rank[order] = np.arange(len(keys)) - np.repeat(first, np.diff(np.r_[first, len(keys)]))
    return rank
