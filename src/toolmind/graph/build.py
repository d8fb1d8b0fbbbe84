"""From tools to the function graph: parameters, candidates, scores, links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec.structs import replace

from toolmind.config import GraphConfig
from toolmind.errors import DataError
from toolmind.graph.embed import Embedder
from toolmind.graph.evidence import Indices
from toolmind.graph.filters import is_given, is_taken
from toolmind.graph.graph import ToolGraph
from toolmind.graph.join import nearest
from toolmind.graph.links import Ends, Links, between_tools, mixed
from toolmind.graph.parameters import Parameter, inputs_of, outputs_of
from toolmind.graph.scorers import CosineRater, EvidenceRater, Rater
from toolmind.graph.static import static_embedder
from toolmind.graph.steps import spread
from toolmind.types import Tool

_ALL_PAIRS = 400_000
"""Up to so many pairs of parameters, each is scored; above, only the nearest ones."""
_ACROSS = 6
"""Candidates per output from other domains; those of its own are looked at in full."""
_BATCH = 300_000


def build_graph(
    tools: Sequence[Tool], config: GraphConfig | None = None, *, embedder: Embedder | None = None
) -> ToolGraph:
    """Link outputs to the inputs that can take their values.

    `embedder` serves the cosine scorer (static by default); the evidence scorer was trained on the
    static one and always uses that. Deterministic. `tools` is gone through once, in order, and not
    kept: it may make its tools as they are asked for.

    Raises:
        DataError: there is no tool at all.
    """
    if not len(tools):
        raise DataError("there are no tools to link", remedy="Give a pool with at least one tool.")
    config = config or GraphConfig()
    heads, outputs, inputs = _read(tools, config.max_depth)
    rater: Rater
    if config.scorer == "cosine":
        rater = CosineRater(outputs, inputs, embedder or static_embedder())
    else:
        rater = EvidenceRater(heads, outputs, inputs)
    threshold = rater.threshold if config.threshold is None else config.threshold
    ends = Ends.of(heads, outputs), Ends.of(heads, inputs)
    # From here on arrays tell all; in a large pool the lists would take more memory than these.
    outputs.clear()
    inputs.clear()
    links = Links(rater, threshold, config.top_k, *ends)
    for o, i in _candidates(*ends, rater, config.top_k):
        links.add(o, i)
    return links.graph(heads, config)


def _read(
    tools: Sequence[Tool], max_depth: int
) -> tuple[list[Tool], list[Parameter], list[Parameter]]:
    """Read the parameters that links may join, and of each tool what else is needed."""
    heads: list[Tool] = []
    outputs: list[Parameter] = []
    inputs: list[Parameter] = []
    for at, tool in enumerate(tools):
        outputs += filter(is_given, outputs_of(at, tool, max_depth))
        inputs += filter(is_taken, inputs_of(at, tool, max_depth))
        names = dict.fromkeys(tool.parameters.get("properties") or ())
        heads.append(replace(tool, parameters={"properties": names}, returns=None))
    return heads, outputs, inputs


def _candidates(
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
        if not len(o) or not len(i):
            yield o, o[:0], o[:0]
            continue
        row, column, _ = nearest(
            rater.output_vectors[rater.output_rows[o]],
            rater.input_vectors[rater.input_rows[i]],
            count,
            rater.floor,
        )
        yield o, o[row], i[column]


class _Across:
    """For each output a few near inputs of other domains, one for each distinct text."""

    def __init__(self, outputs: Ends, inputs: Ends, rater: Rater) -> None:
        self._outputs, self._inputs, self._rows = outputs, inputs, rater.output_rows
        floor = 0.5 + rater.floor / 2
        row, column, _ = nearest(rater.output_vectors, rater.input_vectors, 3 * _ACROSS, floor)
        self._column = column.astype(np.int32)
        self._starts = np.searchsorted(row, np.arange(len(rater.output_vectors) + 1))
        self._holders = np.argsort(rater.input_rows, kind="stable")
        ranked = rater.input_rows[self._holders]
        self._first = np.searchsorted(ranked, np.arange(len(rater.input_vectors) + 1))

    def of(self, asking: Indices) -> tuple[Indices, Indices]:
        """Pairs of these outputs."""
        rows = self._rows[asking]
        size = self._starts[rows + 1] - self._starts[rows]
        o = np.repeat(asking, size)
        card = self._column[spread(self._starts[rows], size)]
        # One of the inputs that share the text, spread over the outputs that ask.
        held = self._first[card + 1] - self._first[card]
        i = self._holders[self._first[card] + mixed(o, card) % held]
        kept = self._outputs.domain[o] != self._inputs.domain[i]
        return o[kept], i[kept]
