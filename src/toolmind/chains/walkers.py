"""Walks over the transitions of a graph, of whole blocks of walkers in step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from toolmind.chains.counter_rng import CounterRng
from toolmind.chains.quota import starts_of
from toolmind.chains.transitions import OFF_TOPIC, Indices, Transitions
from toolmind.config import ChainsConfig
from toolmind.graph.index.ranges import expand_ranges

BLOCK = 2048
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


def walk_blocks(
    transitions: Transitions, config: ChainsConfig, seed: int, blocks: Sequence[int]
) -> Paths:
    """Walk whole blocks of chains, by their numbers.

    Returns positions of tools [chains, max_length], -1 behind the end.
    """
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
        self, transitions: Transitions, config: ChainsConfig, seed: int, blocks: Sequence[int]
    ) -> None:
        self.transitions, self.config = transitions, config
        count = len(blocks) * BLOCK
        first = np.array(blocks, dtype=np.int64)[:, None] * BLOCK
        self.numbers = (first + np.arange(BLOCK)).ravel()
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
        self.tool_cap = max(1, int(config.quota.tool * BLOCK))
        self._first_start = int(np.searchsorted(transitions.reachable, self._least_reach()))
        able = transitions.domains[transitions.starts[self._first_start :]].astype(np.int64)
        self.shares = starts_of(able, transitions.fields, config.quota)
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
        least, first = self._least_reach(), self._first_start
        one, other = (first + self._any_start(walkers) for _ in range(2))
        at = np.where(
            self._visited(walkers, starts[other]) < self._visited(walkers, starts[one]), other, one
        )
        if self.shares is None:
            new = self.starts[walkers] == 0
            at[new] = first + self._turns(len(starts) - first)[walkers[new]]
        self.starts[walkers] += 1
        self.targets[walkers] = np.minimum(self.targets[walkers], np.maximum(reachable[at], least))
        self._move(walkers, starts[at])
        np.add.at(self.visits, self.rows[walkers] + self.paths[0, walkers], 1)

    def _least_reach(self) -> int:
        return min(self.config.min_length, int(self.transitions.reachable[-1]))

    def _any_start(self, walkers: Indices) -> Indices:
        """Draw a tool to begin with for each walker, of the domain that its number has by quota."""
        if self.shares is None:
            return self.rng.below(walkers, len(self.transitions.starts) - self._first_start)
        domains = self.shares.domains_of(self.numbers[walkers])
        low, high = self.shares.first[domains], self.shares.first[domains + 1]
        found: Indices = self.shares.order[low + self.rng.below(walkers, high - low)]
        return found

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
        caps = self.hub_cap << np.clip(self.starts[walkers] - _STARTS_FOR_LENGTH, 0, _MAX_STARTS)
        capped: Indices = np.minimum(caps, self.tool_cap)
        return capped

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
