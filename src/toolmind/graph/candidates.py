"""Candidates: the pairs of an output and an input that are worth rating."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from toolmind.graph.features.pair_features import Indices
from toolmind.graph.index.knn_ivf import nearest
from toolmind.graph.index.quantized import Chosen, Ints, Joined, Vectors
from toolmind.graph.index.ranges import spread
from toolmind.graph.links import mixed
from toolmind.graph.ports import Ports, between_tools
from toolmind.graph.scoring.scorers import Rater

_ALL_PAIRS = 400_000
"""Up to so many pairs of parameters, each is scored; above, only the nearest ones."""
_ACROSS = 18
"""Candidates per output from other domains, at most; those of its own are looked at in full."""
_BATCH = 32_768
"""Pairs that are rated at once; each takes half a kilobyte for the time."""


def candidates(
    outputs: Ports, inputs: Ports, rater: Rater, top_k: int
) -> Iterator[tuple[Indices, Indices]]:
    """Pairs worth rating, in batches; all pairs of the outputs of one tool are in one batch."""
    if len(outputs.tool) * len(inputs.tool) <= _ALL_PAIRS:
        every = np.arange(len(outputs.tool) * len(inputs.tool))
        yield between_tools(*np.divmod(every, max(1, len(inputs.tool))), outputs, inputs)
        return
    across = _Across(outputs, inputs, rater)
    waiting: list[tuple[Indices, Indices]] = []
    for asking, near_o, near_i in _within_domains(outputs, inputs, rater, 2 * top_k):
        far_o, far_i = across.of(asking)
        o, i = np.concatenate([near_o, far_o]), np.concatenate([near_i, far_i])
        order = np.argsort(o, kind="stable")
        waiting.append(between_tools(o[order], i[order], outputs, inputs))
        if sum(len(one[0]) for one in waiting) >= _BATCH:
            yield _joined(waiting)
            waiting.clear()
    if waiting:
        yield _joined(waiting)


def _joined(found: list[tuple[Indices, Indices]]) -> tuple[Indices, Indices]:
    o, i = (np.concatenate(column) for column in zip(*found, strict=True))
    return o, i


def _within_domains(
    outputs: Ports, inputs: Ports, rater: Rater, count: int
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
        # Outputs of one card have the same nearest inputs.
        rows, place = np.unique(rater.output_rows[o], return_inverse=True)
        found = nearest(
            Chosen(rater.output_vectors, rows),
            Chosen(rater.input_vectors, rater.input_rows[i]),
            count,
            rater.floor,
        )
        for part in _tool_by_tool(outputs.tool[o], _BATCH // (count + _ACROSS)):
            near = found[place[part]]
            row, column = np.nonzero(near >= 0)
            yield o[part], o[part][row], i[near[row, column]]


def _tool_by_tool(tools: Ints, size: int) -> Iterator[slice]:
    """Slices of about this size, each with all rows of its tools; `tools` rise."""
    start = 0
    while start < len(tools):
        last = tools[min(start + size, len(tools)) - 1]
        end = int(np.searchsorted(tools, last, side="right"))
        yield slice(start, end)
        start = end


class _Across:
    """For each output a few near inputs of other domains, one for each card."""

    def __init__(self, outputs: Ports, inputs: Ports, rater: Rater) -> None:
        self._outputs, self._inputs = outputs, inputs
        output_vectors, output_place = _merged(rater.output_vectors)
        input_vectors, input_place = _merged(rater.input_vectors)
        self._rows = output_place[rater.output_rows]
        self._near = nearest(output_vectors, input_vectors, _ACROSS, 0.5 + rater.floor / 2)
        self._cards = _Holders(input_place, len(input_vectors))
        self._holders = _Holders(rater.input_rows, len(input_place))

    def of(self, asking: Indices) -> tuple[Indices, Indices]:
        """Pairs of these outputs."""
        near = self._near[self._rows[asking]]
        row, column = np.nonzero(near >= 0)
        row, card = self._cards.all(row, near[row, column])
        few = np.arange(len(row)) - np.searchsorted(row, row) < _ACROSS
        o, card = asking[row[few]], card[few]
        i = self._holders.one(o, card)
        kept = self._outputs.domain[o] != self._inputs.domain[i]
        return o[kept], i[kept]


class _Holders:
    """What has each of some numbers."""

    def __init__(self, numbers: Ints, count: int) -> None:
        self._order = np.argsort(numbers, kind="stable").astype(np.int32)
        self._first = np.searchsorted(numbers[self._order], np.arange(count + 1))

    def all(self, asking: Indices, number: Ints) -> tuple[Indices, Ints]:
        """Pair those who ask for a number with all that have it."""
        size = self._first[number + 1] - self._first[number]
        return np.repeat(asking, size), self._order[spread(self._first[number], size)]

    def one(self, asking: Indices, number: Ints) -> Indices:
        """One of those that have the number, spread over those who ask."""
        held = self._first[number + 1] - self._first[number]
        return self._order[self._first[number] + mixed(asking, number) % held].astype(np.int64)


def _merged(vectors: Vectors) -> tuple[Vectors, Ints]:
    """Give distinct rows, and which of them each row is."""
    if isinstance(vectors, Joined):
        return vectors.merged()
    return vectors, np.arange(len(vectors), dtype=np.int32)
