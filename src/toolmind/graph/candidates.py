"""Candidates: the pairs of an output and an input that are worth scoring."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from toolmind.graph.features.pair_features import Indices
from toolmind.graph.index.knn_ivf import nearest
from toolmind.graph.index.quantized import ConcatenatedVectors, Ints, RowSubset, Vectors
from toolmind.graph.index.ranges import expand_ranges
from toolmind.graph.links import pair_hash
from toolmind.graph.ports import Ports, without_self_pairs
from toolmind.graph.scoring.scorers import PairScorer

_ALL_PAIRS = 400_000
"""Up to so many pairs of parameters, each is scored; above, only the nearest ones."""
_CROSS_DOMAIN = 18
"""Candidates per output from other domains, at most; those of its own are looked at in full."""
_BATCH = 32_768
"""Pairs that are scored at once; each takes half a kilobyte for the time."""


def candidates(
    outputs: Ports, inputs: Ports, scorer: PairScorer, top_k: int
) -> Iterator[tuple[Indices, Indices]]:
    """Yield the pairs worth scoring; all pairs of the outputs of one tool are in one batch."""
    if len(outputs.tool) * len(inputs.tool) <= _ALL_PAIRS:
        every = np.arange(len(outputs.tool) * len(inputs.tool))
        yield without_self_pairs(*np.divmod(every, max(1, len(inputs.tool))), outputs, inputs)
        return
    cross_domain = _CrossDomain(outputs, inputs, scorer)
    pending: list[tuple[Indices, Indices]] = []
    for sources, near_o, near_i in _within_domains(outputs, inputs, scorer, 2 * top_k):
        far_o, far_i = cross_domain.of(sources)
        o, i = np.concatenate([near_o, far_o]), np.concatenate([near_i, far_i])
        order = np.argsort(o, kind="stable")
        pending.append(without_self_pairs(o[order], i[order], outputs, inputs))
        if sum(len(batch[0]) for batch in pending) >= _BATCH:
            yield _concatenated(pending)
            pending.clear()
    if pending:
        yield _concatenated(pending)


def _concatenated(found: list[tuple[Indices, Indices]]) -> tuple[Indices, Indices]:
    o, i = (np.concatenate(column) for column in zip(*found, strict=True))
    return o, i


def _within_domains(
    outputs: Ports, inputs: Ports, scorer: PairScorer, count: int
) -> Iterator[tuple[Indices, Indices, Indices]]:
    """Yield the outputs of a few tools of one domain, with their nearest inputs within it."""
    domains = np.arange(1 + max(outputs.domain.max(initial=-1), inputs.domain.max(initial=-1)))
    output_order = np.argsort(outputs.domain, kind="stable")
    input_order = np.argsort(inputs.domain, kind="stable")
    output_end = np.searchsorted(outputs.domain[output_order], domains, side="right")
    input_end = np.searchsorted(inputs.domain[input_order], domains, side="right")
    at_output = at_input = 0
    for o_end, i_end in zip(output_end.tolist(), input_end.tolist(), strict=True):
        o, i = output_order[at_output:o_end], input_order[at_input:i_end]
        at_output, at_input = o_end, i_end
        # Outputs with the same features have the same nearest inputs.
        rows, place = np.unique(scorer.output_rows[o], return_inverse=True)
        found = nearest(
            RowSubset(scorer.output_vectors, rows),
            RowSubset(scorer.input_vectors, scorer.input_rows[i]),
            count,
            scorer.floor,
        )
        for part in _batches_by_tool(outputs.tool[o], _BATCH // (count + _CROSS_DOMAIN)):
            near = found[place[part]]
            row, column = np.nonzero(near >= 0)
            yield o[part], o[part][row], i[near[row, column]]


def _batches_by_tool(tools: Ints, size: int) -> Iterator[slice]:
    """Slices of about this size, each with all rows of its tools; `tools` rise."""
    start = 0
    while start < len(tools):
        last = tools[min(start + size, len(tools)) - 1]
        end = int(np.searchsorted(tools, last, side="right"))
        yield slice(start, end)
        start = end


class _CrossDomain:
    """For each output a few near inputs of other domains, one for each row of features."""

    def __init__(self, outputs: Ports, inputs: Ports, scorer: PairScorer) -> None:
        self._outputs, self._inputs = outputs, inputs
        output_vectors, output_place = _distinct(scorer.output_vectors)
        input_vectors, input_place = _distinct(scorer.input_vectors)
        self._rows = output_place[scorer.output_rows]
        self._near = nearest(output_vectors, input_vectors, _CROSS_DOMAIN, 0.5 + scorer.floor / 2)
        self._rows_of_vector = _InvertedIndex(input_place, len(input_vectors))
        self._inputs_of_row = _InvertedIndex(scorer.input_rows, len(input_place))

    def of(self, sources: Indices) -> tuple[Indices, Indices]:
        """Pairs of these outputs."""
        near = self._near[self._rows[sources]]
        row, column = np.nonzero(near >= 0)
        row, feature_row = self._rows_of_vector.postings(row, near[row, column])
        few = np.arange(len(row)) - np.searchsorted(row, row) < _CROSS_DOMAIN
        o, feature_row = sources[row[few]], feature_row[few]
        i = self._inputs_of_row.sample(o, feature_row)
        kept = self._outputs.domain[o] != self._inputs.domain[i]
        return o[kept], i[kept]


class _InvertedIndex:
    """For each number the positions that have it."""

    def __init__(self, numbers: Ints, count: int) -> None:
        self._order = np.argsort(numbers, kind="stable").astype(np.int32)
        self._first = np.searchsorted(numbers[self._order], np.arange(count + 1))

    def postings(self, sources: Indices, number: Ints) -> tuple[Indices, Ints]:
        """Pair each source with all positions that have its number."""
        size = self._first[number + 1] - self._first[number]
        return np.repeat(sources, size), self._order[expand_ranges(self._first[number], size)]

    def sample(self, sources: Indices, number: Ints) -> Indices:
        """For each source one of the positions that have its number, spread over the sources."""
        count = self._first[number + 1] - self._first[number]
        return self._order[self._first[number] + pair_hash(sources, number) % count].astype(
            np.int64
        )


def _distinct(vectors: Vectors) -> tuple[Vectors, Ints]:
    """Give distinct rows, and which of them each row is."""
    if isinstance(vectors, ConcatenatedVectors):
        return vectors.distinct_rows()
    return vectors, np.arange(len(vectors), dtype=np.int32)
