"""Chains: random walks over the function graph (paper §3.1).

Chains are drawn in blocks, all walkers of a block one step at a time. A block has its own visit
counts and every walker its own random numbers, so chain i depends on the graph, the seed and the
configuration alone: a longer run starts with the same chains, drawing from chain k on costs no
more than the block that holds it, and blocks can be walked side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from toolmind.chains.dataflow import Dataflow, DataflowLinks
from toolmind.chains.transitions import Indices, Transitions
from toolmind.chains.unreached import Unreached, find_unreached, reached
from toolmind.chains.walkers import BLOCK, Paths, walk_blocks
from toolmind.config import ChainsConfig
from toolmind.graph.graph import ToolGraph
from toolmind.records import Chain, Link
from toolmind.tools.effects import named_effect

_RESERVE = 1 << 30
"""Number of the block of chains that no item is planned from at first: no run gets so far."""


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
        self._finders: dict[tuple[str, str], list[tuple[str, Link]]] = {}

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
        first, last = np.searchsorted(self._reserved_links.chain, (at, at + 1)).tolist()
        links = DataflowLinks(*(column[first:last] for column in self._reserved_links))
        tools = tuple(self._tools[tool] for tool in self._reserved[at].tolist() if tool >= 0)
        return Chain(id=f"reserve-{at}", tools=tools, links=tuple(self._dataflow.records(links)))

    def at_odds(self, first: Sequence[str], second: Sequence[str]) -> bool:
        """Tell whether one of the second tools cannot follow one of the first, as in a walk."""
        blocked, count = self._transitions.blocked, len(self._tools)
        before = (self._place_of[tool] for tool in first if tool in self._place_of)
        rows = [at for at in before if self._transitions.blocking[at]]
        after = [self._place_of[tool] for tool in second if tool in self._place_of]
        pairs = np.add.outer(np.array(rows, dtype=np.int64) * count, np.array(after, np.int64))
        return bool(np.isin(pairs, blocked, assume_unique=False).any()) if pairs.size else False

    def beside(self, tool: str) -> Sequence[str]:
        """Return the tools of the same domain, itself too."""
        return self._by_domain.get(self._domain_of.get(tool, -1), ())

    def undoing(self, tool: str) -> str:
        """Return the tool that undoes what a tool makes; empty where there is none.

        It is the first that may not follow what makes the thing in any walk.
        """
        at, count = self._place_of.get(tool, -1), len(self._tools)
        if at < 0 or named_effect(tool).verb != "create":
            return ""
        first, last = np.searchsorted(self._transitions.blocked, (at * count, (at + 1) * count))
        undone = self._transitions.blocked[first:last] - at * count
        return self._tools[int(undone[0])] if len(undone) else ""

    def finders(self, tool: str, path: str) -> Sequence[tuple[str, Link]]:
        """Return the tools whose results give an input of a tool, each with the link, best first.

        Of the links that chains may walk; in the records, `src` is 0 and `dst` is 1.
        """
        key = (tool, path)
        if key not in self._finders and tool in self._place_of:
            found = self._dataflow.into(self._place_of[tool], path)
            self._finders[key] = [(self._tools[source], link) for source, link in found]
        return self._finders.get(key, ())

    @cached_property
    def _by_domain(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for tool, domain in self._domain_of.items():
            found.setdefault(domain, []).append(tool)
        return found

    @cached_property
    def _place_of(self) -> dict[str, int]:
        return {tool: at for at, tool in enumerate(self._tools)}

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
    def _both(self) -> Paths:
        """The first block and the reserve: walked side by side they take little more than one."""
        return walk_blocks(self._transitions, self._config, self._seed, (0, _RESERVE))

    @property
    def _reserved(self) -> Paths:
        return self._both[BLOCK:]

    @cached_property
    def _reserved_links(self) -> DataflowLinks:
        """The links of all chains of the reserve: each alone would take thirty times as long."""
        return self._dataflow.links(self._reserved)

    @cached_property
    def _reserve_by_domain(self) -> dict[int, Indices]:
        first = self._transitions.domains[self._reserved[:, 0]]
        return {domain: np.flatnonzero(first == domain) for domain in set(first.tolist())}

    @property
    def _first_block(self) -> Paths:
        return self._both[:BLOCK]

    def _block(self, block: int) -> Paths:
        return walk_blocks(self._transitions, self._config, self._seed, range(block, block + 1))
