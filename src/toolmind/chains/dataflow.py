"""Dataflow: which output of an earlier step feeds which input of a later one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
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
"""Chains that are resolved at once; more need more memory and save no time."""
_MAX_FILTER_BITS = 22
"""Bits of a slot of the largest filter of pairs."""
_TOP = 5
"""Pieces of evidence that a chain's link carries; the graph has all."""
_CHUNK = 4096
"""Links whose evidence is sorted at once."""
_CACHED = 8192
"""Links whose evidence is cached as records have it: chains share most of theirs (ours)."""

Paths = NDArray[np.int32]
Indices = NDArray[np.int64]


class DataflowLinks(NamedTuple):
    """Links of some chains, in order of chain and step."""

    chain: Indices
    link: Indices
    """Position of the link in the graph."""
    src_step: Indices
    """Step that the value comes from."""
    dst_step: Indices
    """Step that takes it."""


class Dataflow:
    """Chooses, for each step of a walk, the links that feed its inputs.

    Each input takes the best link there is from any earlier step. Required inputs are all fed
    where they can be; of the optional ones a few, as a caller would; and at least one input is.
    """

    def __init__(self, graph: ToolGraph, transitions: Transitions, config: ChainsConfig) -> None:
        self._graph, self._transitions, self._config = graph, transitions, config
        self._input = graph.dst_input[transitions.links].astype(np.int64)
        self._optional = (~graph.required[transitions.links]).astype(np.int64)
        # Equal scores have equal ranks, the best has 0.
        scores, rank = np.unique(-graph.score[transitions.links], return_inverse=True)
        self._rank, self._ranks = rank.astype(np.int64), len(scores)
        # Most pairs of tools in a chain are not linked; a table of bits tells for most of these.
        self._filter_bits = min(_MAX_FILTER_BITS, 4 + len(transitions.pairs).bit_length())
        self._pair_filter = np.zeros(1 << self._filter_bits, dtype=np.bool_)
        self._pair_filter[_filter_slots(transitions.pairs, self._filter_bits)] = True
        keys = len(graph.inputs) * self._ranks * config.max_length**2
        self._part = max(1, min(_PART, 2**62 // max(1, keys)))
        self._evidence_cache: BoundedDict[int, dict[str, Any]] = BoundedDict(_CACHED)
        self._values: dict[float, float] = {}
        """The numbers in it, each as one object: half of its memory."""

    def resolve(self, paths: Paths) -> Iterator[tuple[tuple[str, ...], tuple[Link, ...]]]:
        """Yield tool ids and links of each path, as records."""
        names = self._graph.tools
        for at in range(0, len(paths), self._part):
            part = paths[at : at + self._part]
            flow = self.links(part)
            starts = np.searchsorted(flow.chain, np.arange(len(part) + 1)).tolist()
            records = self.records(flow)
            for row, path in enumerate(part.tolist()):
                tools = tuple(names[tool] for tool in path if tool >= 0)
                yield tools, tuple(records[starts[row] : starts[row + 1]])

    def links(self, paths: Paths) -> DataflowLinks:
        """Return the links of all paths."""
        parts = [
            self._select(paths[at : at + self._part], at) for at in range(0, len(paths), self._part)
        ]
        return DataflowLinks(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def _select(self, paths: Paths, first_chain: int) -> DataflowLinks:
        """Links of a few paths: the best into each input of each step, not too many optional."""
        chain, src_step, dst_step, pair = self._linked_steps(paths)
        size = self._transitions.first[pair + 1] - self._transitions.first[pair]
        link = expand_ranges(self._transitions.first[pair], size)
        chain, src_step, dst_step = (np.repeat(one, size) for one in (chain, src_step, dst_step))
        length = self._config.max_length
        step = chain * length + dst_step
        # The best link into each input; of equals the nearest source.
        group = step * len(self._graph.inputs) + self._input[link]
        key = (group * self._ranks + self._rank[link]) * length + (length - 1 - src_step)
        order = np.argsort(key, kind="stable")
        kept = order[_run_starts(group[order])]
        link, src_step, step = link[kept], src_step[kept], step[kept]
        # Of each step the required inputs first, then the optional ones, each from the best on.
        group = step * 2 + self._optional[link]
        order = np.argsort(group * self._ranks + self._rank[link], kind="stable")
        link, src_step, step, group = link[order], src_step[order], step[order], group[order]
        rank = _rank(_run_starts(group))
        kept = (self._optional[link] == 0) | (rank < self._config.max_optional) | _run_starts(step)
        chain, dst_step = np.divmod(step[kept], length)
        return DataflowLinks(
            chain + first_chain, self._transitions.links[link[kept]], src_step[kept], dst_step
        )

    def _linked_steps(self, paths: Paths) -> tuple[Indices, Indices, Indices, Indices]:
        """All pairs of an earlier and a later step of a chain that a transition joins."""
        src_step, dst_step = _step_pairs(paths.shape[1] if len(self._transitions.pairs) else 0)
        wide = paths.astype(np.int64)
        wanted = wide[:, src_step] * len(self._graph.tools) + wide[:, dst_step]
        chain, column = np.nonzero(
            self._pair_filter[_filter_slots(wanted, self._filter_bits)] & (wide[:, dst_step] >= 0)
        )
        wanted = wanted[chain, column]
        pair = np.searchsorted(self._transitions.pairs, wanted)
        pair = np.minimum(pair, len(self._transitions.pairs) - 1)
        found = self._transitions.pairs[pair] == wanted
        column = column[found]
        return chain[found], src_step[column], dst_step[column], pair[found]

    def into(self, tool: int, path: str) -> list[tuple[int, Link]]:
        """Return the best link from each tool into an input of one, with its source, best first.

        As if the source were step 0 and the target step 1.
        """
        transitions, graph, inputs = self._transitions, self._graph, self._named.get(path)
        if not inputs:
            return []
        first, last = np.searchsorted(transitions.targets, (tool, tool + 1), sorter=self._by_target)
        pairs = np.sort(self._by_target[first:last])
        size = transitions.first[pairs + 1] - transitions.first[pairs]
        links = transitions.links[expand_ranges(transitions.first[pairs], size)]
        links = links[np.isin(graph.dst_input[links], inputs)]
        links = links[np.argsort(-graph.score[links], kind="stable")]
        sources = graph.src[links].astype(np.int64)
        best = sorted(np.unique(sources, return_index=True)[1].tolist())
        steps = np.zeros(len(best), dtype=np.int64)
        found = self.records(DataflowLinks(steps, links[best], steps, steps + 1))
        return list(zip(sources[best].tolist(), found, strict=True))

    @cached_property
    def _by_target(self) -> Indices:
        """The pairs of tools in the order of their targets."""
        return np.argsort(self._transitions.targets, kind="stable")

    @cached_property
    def _named(self) -> dict[str, list[int]]:
        """The numbers of the inputs by their paths; a list and its items are one."""
        found: dict[str, list[int]] = {}
        for at, name in enumerate(self._graph.inputs):
            found.setdefault(name.removesuffix("[]"), []).append(at)
        return found

    def records(self, flow: DataflowLinks) -> list[Link]:
        """Return links as records have them."""
        graph = self._graph
        links, at = np.unique(flow.link, return_inverse=True)
        evidence = self._evidence(links)
        outputs = [graph.outputs[one] for one in graph.src_output[links].tolist()]
        inputs = [graph.inputs[one] for one in graph.dst_input[links].tolist()]
        scores = np.round(graph.score[links].astype(np.float64), 4).tolist()
        return [
            Link(src, outputs[one], dst, inputs[one], scores[one], evidence[one])
            for src, dst, one in zip(
                flow.src_step.tolist(), flow.dst_step.tolist(), at.tolist(), strict=True
            )
        ]

    @cached_property
    def _top_evidence(self) -> TopEvidence:
        """The evidence of records; all other is held no longer once this was asked for."""
        found = TopEvidence.of(self._graph)
        self._graph = self._graph.bare()
        return found

    def _evidence(self, links: Indices) -> list[dict[str, Any]]:
        """Return the evidence of each link, one object for all chains that use it."""
        found = [self._evidence_cache.get(link) for link in links.tolist()]
        missing = [at for at, evidence in enumerate(found) if evidence is None]
        one = self._values.setdefault
        for at, evidence in zip(missing, self._top_evidence.named(links[missing]), strict=True):
            shared = {name: one(value, value) for name, value in evidence.items()}
            found[at] = self._evidence_cache.put(int(links[at]), shared)
        return [evidence or {} for evidence in found]


@dataclass(frozen=True, eq=False)
class TopEvidence:
    """Of each link of a graph its strongest evidence: a seventh of all there is."""

    names: tuple[str, ...]
    columns: NDArray[np.uint8]
    """[links, pieces] positions in `names`, the strongest first."""
    values: Hundredths
    """[links, pieces]"""

    @classmethod
    def of(cls, graph: ToolGraph) -> TopEvidence:
        """Select it from a graph, some links at a time."""
        shape = (graph.n_links, min(_TOP, len(graph.evidence_names)))
        columns = np.empty(shape, dtype=np.uint8)
        values = np.empty(shape, dtype=np.int8)
        for at in range(0, graph.n_links, _CHUNK):
            part = slice(at, at + _CHUNK)
            rows = graph.evidence[part]
            columns[part] = np.argsort(-np.abs(rows), axis=1, kind="stable")[:, :_TOP]
            values[part] = np.take_along_axis(rows, columns[part].astype(np.int64), axis=1)
        return cls(graph.evidence_names, columns, values)

    def named(self, links: Indices) -> list[dict[str, Any]]:
        """Return the evidence of some links as `ToolGraph.evidence_of` has it."""
        values = (self.values[links] / 100).tolist()
        return [
            {self.names[at]: value for at, value in zip(columns, row, strict=True) if value}
            for columns, row in zip(self.columns[links].tolist(), values, strict=True)
        ]


@lru_cache(maxsize=8)
def _step_pairs(length: int) -> tuple[Indices, Indices]:
    """Return all pairs of an earlier and a later step of a chain."""
    earlier, later = np.triu_indices(length, 1)
    return earlier, later


def _filter_slots(pairs: Indices, bits: int) -> Indices:
    """Slots of pairs in the filter: the upper bits of a product (Fibonacci hashing)."""
    mixed = pairs.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    places: Indices = (mixed >> np.uint64(64 - bits)).astype(np.int64)
    return places


def _run_starts(column: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Whether each row differs from the one before it."""
    starts = np.ones(len(column), dtype=np.bool_)
    starts[1:] = column[1:] != column[:-1]
    return starts


def _rank(starts: NDArray[np.bool_]) -> Indices:
    """Position of each row within its run of rows."""
    first = np.flatnonzero(starts)
    return np.arange(len(starts)) - np.repeat(first, np.diff(np.r_[first, len(starts)]))
