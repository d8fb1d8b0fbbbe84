"""Weaving: from the tools of a walk to the values that flow between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolmind.caches import BoundedDict
from toolmind.chains.transitions import Transitions
from toolmind.config import ChainsConfig
from toolmind.graph.graph import Hundredths, ToolGraph
from toolmind.graph.index.ranges import expand_ranges
from toolmind.records import Link

_PART = 256
"""Chains that are woven at once; more need more memory and save no time."""
_SIEVE = 22
"""Bits of the largest sieve's places."""
_SHOWN = 5
"""Pieces of evidence that a chain's link carries; the graph has them all."""
_SORTED = 4096
"""Links whose evidence is sorted at once."""
_REMEMBERED = 8192
"""Links whose evidence is kept as it is shown: chains share most of theirs (ours)."""

Paths = NDArray[np.int32]
Indices = NDArray[np.int64]


class DataflowLinks(NamedTuple):
    """Links of some chains, in order of chain and step."""

    chain: Indices
    link: Indices
    """Position of the link in the graph."""
    earlier: Indices
    """Step that the value comes from."""
    later: Indices
    """Step that takes it."""


class Dataflow:
    """Chooses, for each step of a walk, the links that feed its inputs.

    Each input takes the best link there is from any earlier step. Required inputs are all fed
    where they can be; of the optional ones a few, as a caller would; and at least one input is.
    """

    def __init__(self, graph: ToolGraph, steps: Transitions, config: ChainsConfig) -> None:
        self._graph, self._steps, self._config = graph, steps, config
        self._taken = graph.dst_input[steps.links].astype(np.int64)
        self._optional = (~graph.required[steps.links]).astype(np.int64)
        # Equal scores have equal ranks, the best has 0.
        scores, rank = np.unique(-graph.score[steps.links], return_inverse=True)
        self._rank, self._ranks = rank.astype(np.int64), len(scores)
        # Most pairs of tools in a chain are not joined; a table of bits tells for most of these.
        self._bits = min(_SIEVE, 4 + len(steps.pairs).bit_length())
        self._sieve = np.zeros(1 << self._bits, dtype=np.bool_)
        self._sieve[_sifted(steps.pairs, self._bits)] = True
        keys = len(graph.inputs) * self._ranks * config.max_length**2
        self._part = max(1, min(_PART, 2**62 // max(1, keys)))
        self._shown: BoundedDict[int, dict[str, Any]] = BoundedDict(_REMEMBERED)
        self._values: dict[float, float] = {}
        """The strengths in it, rounded to a thousandth, each as one object: half of its memory."""

    def weave(self, paths: Paths) -> Iterator[tuple[tuple[str, ...], tuple[Link, ...]]]:
        """Yield tool ids and links of each path, as records."""
        names = self._graph.tools
        for at in range(0, len(paths), self._part):
            part = paths[at : at + self._part]
            woven = self.links(part)
            starts = np.searchsorted(woven.chain, np.arange(len(part) + 1)).tolist()
            records = self._records(woven)
            for row, path in enumerate(part.tolist()):
                tools = tuple(names[tool] for tool in path if tool >= 0)
                yield tools, tuple(records[starts[row] : starts[row + 1]])

    def links(self, paths: Paths) -> DataflowLinks:
        """Return the links of all paths."""
        parts = [
            self._chosen(paths[at : at + self._part], at) for at in range(0, len(paths), self._part)
        ]
        return DataflowLinks(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def _chosen(self, paths: Paths, first_chain: int) -> DataflowLinks:
        """Links of a few paths: the best into each input of each step, not too many optional."""
        chain, earlier, later, pair = self._joined(paths)
        size = self._steps.first[pair + 1] - self._steps.first[pair]
        link = expand_ranges(self._steps.first[pair], size)
        chain, earlier, later = (np.repeat(one, size) for one in (chain, earlier, later))
        length = self._config.max_length
        step = chain * length + later
        # The best link into each input; of equals the nearest source.
        group = step * len(self._graph.inputs) + self._taken[link]
        key = (group * self._ranks + self._rank[link]) * length + (length - 1 - earlier)
        order = np.argsort(key, kind="stable")
        kept = order[_leads(group[order])]
        link, earlier, step = link[kept], earlier[kept], step[kept]
        # Of each step the required inputs first, then the optional ones, each from the best on.
        group = step * 2 + self._optional[link]
        order = np.argsort(group * self._ranks + self._rank[link], kind="stable")
        link, earlier, step, group = link[order], earlier[order], step[order], group[order]
        rank = _rank(_leads(group))
        kept = (self._optional[link] == 0) | (rank < self._config.max_optional) | _leads(step)
        chain, later = np.divmod(step[kept], length)
        return DataflowLinks(
            chain + first_chain, self._steps.links[link[kept]], earlier[kept], later
        )

    def _joined(self, paths: Paths) -> tuple[Indices, Indices, Indices, Indices]:
        """All pairs of an earlier and a later step of a chain that a step of the graph joins."""
        earlier, later = np.triu_indices(paths.shape[1] if len(self._steps.pairs) else 0, 1)
        wide = paths.astype(np.int64)
        wanted = wide[:, earlier] * len(self._graph.tools) + wide[:, later]
        chain, column = np.nonzero(self._sieve[_sifted(wanted, self._bits)] & (wide[:, later] >= 0))
        wanted = wanted[chain, column]
        pair = np.searchsorted(self._steps.pairs, wanted)
        pair = np.minimum(pair, len(self._steps.pairs) - 1)
        found = self._steps.pairs[pair] == wanted
        column = column[found]
        return chain[found], earlier[column], later[column], pair[found]

    def _records(self, woven: DataflowLinks) -> list[Link]:
        graph = self._graph
        links, at = np.unique(woven.link, return_inverse=True)
        evidence = self._evidence(links)
        outputs = [graph.outputs[one] for one in graph.src_output[links].tolist()]
        inputs = [graph.inputs[one] for one in graph.dst_input[links].tolist()]
        scores = np.round(graph.score[links].astype(np.float64), 4).tolist()
        return [
            Link(src, outputs[one], dst, inputs[one], scores[one], evidence[one])
            for src, dst, one in zip(
                woven.earlier.tolist(), woven.later.tolist(), at.tolist(), strict=True
            )
        ]

    @cached_property
    def _strongest(self) -> Strongest:
        """The evidence that is shown; all other is held no longer once this was asked for."""
        found = Strongest.of(self._graph)
        self._graph = self._graph.bare()
        return found

    def _evidence(self, links: Indices) -> list[dict[str, Any]]:
        """Return what is shown of each link, one object for all chains that use it."""
        found = [self._shown.get(link) for link in links.tolist()]
        missing = [at for at, shown in enumerate(found) if shown is None]
        one = self._values.setdefault
        for at, shown in zip(missing, self._strongest.named(links[missing]), strict=True):
            shared = {name: one(value, value) for name, value in shown.items()}
            found[at] = self._shown.put(int(links[at]), shared)
        return [shown or {} for shown in found]


@dataclass(frozen=True, eq=False)
class Strongest:
    """Of each link of a graph the evidence that is shown of it: a seventh of all there is."""

    names: tuple[str, ...]
    which: NDArray[np.uint8]
    """[links, pieces] positions in `names`, the strongest first."""
    strength: Hundredths
    """[links, pieces]"""

    @classmethod
    def of(cls, graph: ToolGraph) -> Strongest:
        """Choose it from a graph, some links at a time."""
        shape = (graph.n_links, min(_SHOWN, len(graph.evidence_names)))
        which = np.empty(shape, dtype=np.uint8)
        strength = np.empty(shape, dtype=np.int8)
        for at in range(0, graph.n_links, _SORTED):
            part = slice(at, at + _SORTED)
            rows = graph.evidence[part]
            which[part] = np.argsort(-np.abs(rows), axis=1, kind="stable")[:, :_SHOWN]
            strength[part] = np.take_along_axis(rows, which[part].astype(np.int64), axis=1)
        return cls(graph.evidence_names, which, strength)

    def named(self, links: Indices) -> list[dict[str, Any]]:
        """Return the evidence of some links as `ToolGraph.evidence_of` has it."""
        values = (self.strength[links] / 100).tolist()
        return [
            {self.names[at]: value for at, value in zip(which, strengths, strict=True) if value}
            for which, strengths in zip(self.which[links].tolist(), values, strict=True)
        ]


def _sifted(pairs: Indices, bits: int) -> Indices:
    """Places of pairs in the sieve: the upper bits of a product (Fibonacci hashing)."""
    mixed = pairs.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    places: Indices = (mixed >> np.uint64(64 - bits)).astype(np.int64)
    return places


def _leads(column: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Whether each row differs from the one before it."""
    leads = np.ones(len(column), dtype=np.bool_)
    leads[1:] = column[1:] != column[:-1]
    return leads


def _rank(leads: NDArray[np.bool_]) -> Indices:
    """Position of each row within its run of rows."""
    first = np.flatnonzero(leads)
    return np.arange(len(leads)) - np.repeat(first, np.diff(np.r_[first, len(leads)]))
