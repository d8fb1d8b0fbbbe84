"""Candidates: the pairs of an output and an input that are worth rating."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from toolmind.graph.cells import nearest
from toolmind.graph.ends import Ends, between_tools
from toolmind.graph.evidence import Indices
from toolmind.graph.links import mixed
from toolmind.graph.packed import Chosen
from toolmind.graph.scorers import Rater

_ALL_PAIRS = 400_000
"""Up to so many pairs of parameters, each is scored; above, only the nearest ones."""
_ACROSS = 18
"""Candidates per output from other domains, at most; those of its own are looked at in full."""
_BATCH = 300_000


def candidates(
    outputs: Ends, inputs: Ends, rater: Rater, top_k: int
) -> Iterator[tuple[Indices, Indices]]:
    """Pairs worth rating, in batches; all pairs of one output are in one batch."""
    if len(outputs.tool) * len(inputs.tool) <= _ALL_PAIRS:
        every = np.arange(len(outputs.tool) * len(inputs.tool))
        yield between_tools(*np.divmod(every, max(1, len(inputs.tool))), outputs, inputs)
        return
    across = _Across(outputs, inputs, rater)
    waiting: list[tuple[Indices, Indices]] = []
    for asking, near_o, near_i in _within_domains(outputs, inputs, rater, 2 * top_k):
        far_o, far_i = across.of(asking)
        o, i = np.concatenate([near_o, far_o]), np.concatenate([near_i, far_i])
        waiting.append(between_tools(o, i, outputs, inputs))
        if sum(len(one[0]) for one in waiting) >= _BATCH:
            yield from _batches(waiting)
            waiting.clear()
    yield from _batches(waiting)


def _batches(found: list[tuple[Indices, Indices]]) -> Iterator[tuple[Indices, Indices]]:
    """Split pairs into batches, each with all pairs of its outputs."""
    if not found:
        return
    o, i = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.argsort(o, kind="stable")
    o, i = o[order], i[order]
    start = 0
    while start < len(o):
        end = min(start + _BATCH, len(o))
        if end < len(o):
            end = int(np.searchsorted(o, o[end - 1], side="right"))
        yield o[start:end], i[start:end]
        start = end


def _within_domains(
    outputs: Ends, inputs: Ends, rater: Rater, count: int
) -> Iterator[tuple[Indices, Indices, Indices]]:
    """Yield the outputs of one domain after the other, with their nearest inputs within it."""
    domains = np.arange(1 + max(outputs.domain.max(initial=-1), inputs.domain.max(initial=-1)))
    output_order = np.argsort(outputs.domain, kind="stable")
    input_order = np.argsort(inputs.domain, kind="stable")
    output_end = np.searchsorted(outputs.domain[output_order], domains, side="right")
    input_end = np.searchsorted(inputs.domain[input_order], domains, side="right")
    at_output = at_input = 0
    for o_end, i_end in zip(output_end.tolist(), input_end.tolist(), strict=True):
        o, i = output_order[at_output:o_end], input_order[at_input:i_end]
        at_output, at_input = o_end, i_end
        # Outputs of one text have the same nearest inputs.
        rows, place = np.unique(rater.output_rows[o], return_inverse=True)
        found = nearest(
            Chosen(rater.output_vectors, rows),
            Chosen(rater.input_vectors, rater.input_rows[i]),
            count,
            rater.floor,
        )[place]
        row, column = np.nonzero(found >= 0)
        yield o, o[row], i[found[row, column]]


class _Across:
    """For each output a few near inputs of other domains, one for each distinct text."""

    def __init__(self, outputs: Ends, inputs: Ends, rater: Rater) -> None:
        self._outputs, self._inputs, self._rows = outputs, inputs, rater.output_rows
        floor = 0.5 + rater.floor / 2
        self._near = nearest(rater.output_vectors, rater.input_vectors, _ACROSS, floor)
        self._holders = np.argsort(rater.input_rows, kind="stable")
        ranked = rater.input_rows[self._holders]
        self._first = np.searchsorted(ranked, np.arange(len(rater.input_vectors) + 1))

    def of(self, asking: Indices) -> tuple[Indices, Indices]:
        """Pairs of these outputs."""
        near = self._near[self._rows[asking]]
        row, column = np.nonzero(near >= 0)
        o, card = asking[row], near[row, column]
        # One of the inputs that share the text, spread over the outputs that ask.
        held = self._first[card + 1] - self._first[card]
        i = self._holders[self._first[card] + mixed(o, card) % held]
        kept = self._outputs.domain[o] != self._inputs.domain[i]
        return o[kept], i[kept]
