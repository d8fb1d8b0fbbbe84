"""From tools to the function graph: parameters, candidates, scores, links."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from toolmind.config import GraphConfig
from toolmind.errors import DataError
from toolmind.graph.candidates import candidates
from toolmind.graph.embedding.embedders import Embedder
from toolmind.graph.features.filters import is_given, is_taken, is_told
from toolmind.graph.features.pair_features import Indices
from toolmind.graph.features.parameters import inputs_of, outputs_of
from toolmind.graph.graph import ToolGraph
from toolmind.graph.index.parallel import map_in_order, single_blas
from toolmind.graph.links import LinkBatch, LinkCollector
from toolmind.graph.ports import PortsBuilder, ToolTable
from toolmind.graph.scoring.scorers import PairScorer, scorer_builder
from toolmind.records import Tool

_GC_THRESHOLD = 50_000
"""Objects more than before after which Python looks for cycles; 700 to 2,000 are usual."""


def build_graph(
    tools: Sequence[Tool], config: GraphConfig | None = None, *, embedder: Embedder | None = None
) -> ToolGraph:
    """Link outputs to the inputs that can take their values.

    `embedder` serves the cosine scorer (static by default); the evidence scorer was trained on the
    static one and always uses that. Deterministic, on any number of cores. `tools` is gone through
    once, in order, and not kept: it may make its tools as they are asked for.

    Raises:
        DataError: there is no tool at all.
    """
    if not len(tools):
        raise DataError("there are no tools to link", remedy="Give a pool with at least one tool.")
    config = config or GraphConfig()
    pool = _GraphBuilder(config, embedder)
    with single_blas(), _infrequent_collection():
        for tool in tools:
            pool.add(tool)
        return pool.graph()


@contextmanager
def _infrequent_collection() -> Iterator[None]:
    """Let Python look for cycles seldom: what is read is millions of objects and has none.

    Saves a sixth of the time of reading.
    """
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], _GC_THRESHOLD) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


class _GraphBuilder:
    """What a graph is made of, read so far: arrays, and no tool."""

    def __init__(self, config: GraphConfig, embedder: Embedder | None) -> None:
        self._config = config
        self._tools = ToolTable()
        self._outputs, self._inputs = PortsBuilder(), PortsBuilder()
        self._builder = scorer_builder(config.scorer, embedder)

    def add(self, tool: Tool) -> None:
        at, depth = len(self._tools.ids), self._config.max_depth
        told = (one for one in outputs_of(at, tool, depth) if is_told(one, tool))
        outputs = list(filter(is_given, told))
        inputs = list(filter(is_taken, inputs_of(at, tool, depth)))
        domain = self._tools.add(tool)
        self._outputs.add(outputs, domain)
        self._inputs.add(inputs, domain)
        self._builder.add(tool, outputs, inputs)

    def graph(self) -> ToolGraph:
        config, scorer = self._config, self._builder.build()
        threshold = scorer.threshold if config.threshold is None else config.threshold
        ports = self._outputs.build(), self._inputs.build()
        links = LinkCollector(config, threshold, *ports)
        for batch in map_in_order(
            partial(_scored, scorer, links), candidates(*ports, scorer, config.top_k)
        ):
            links.add(batch)
        names = scorer.evidence_names
        del scorer, self._builder  # They hold all features; the graph needs the memory.
        return links.graph(self._tools, names)


def _scored(scorer: PairScorer, links: LinkCollector, pairs: tuple[Indices, Indices]) -> LinkBatch:
    return links.select(*pairs, *scorer.score(*pairs))
