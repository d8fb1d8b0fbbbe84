"""From tools to the function graph: parameters, candidates, scores, links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from toolmind.config import GraphConfig
from toolmind.errors import DataError
from toolmind.graph.embed import Embedder
from toolmind.graph.evidence import Indices
from toolmind.graph.filters import is_given, is_taken
from toolmind.graph.graph import NOT_ASKED, TOPICS, ToolGraph
from toolmind.graph.join import Floats, nearest
from toolmind.graph.parameters import Parameter, input_parameters, output_parameters
from toolmind.graph.scorers import CosineRater, EvidenceRater, Rater
from toolmind.graph.static import static_embedder, tool_vectors
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
    static one and always uses that. Deterministic.

    Raises:
        DataError: there is no tool at all.
    """
    if not tools:
        raise DataError("there are no tools to link", remedy="Give a pool with at least one tool.")
    config = config or GraphConfig()
    outputs = [one for one in output_parameters(tools, config.max_depth) if is_given(one)]
    inputs = [one for one in input_parameters(tools, config.max_depth) if is_taken(one)]
    rater: Rater
    if config.scorer == "cosine":
        rater = CosineRater(outputs, inputs, embedder or static_embedder())
    else:
        rater = EvidenceRater(tools, outputs, inputs)
    threshold = rater.threshold if config.threshold is None else config.threshold
    links = _Links(rater, threshold, config.top_k, outputs, inputs)
    for o, i in _candidates(tools, outputs, inputs, rater, config.top_k):
        links.add(o, i)
    return links.graph(tools, config)


def _candidates(
    tools: Sequence[Tool],
    outputs: Sequence[Parameter],
    inputs: Sequence[Parameter],
    rater: Rater,
    top_k: int,
) -> Iterator[tuple[Indices, Indices]]:
    """Pairs worth rating, in batches; all pairs of one output are in one batch."""
    if len(outputs) * len(inputs) <= _ALL_PAIRS:
        o, i = np.divmod(np.arange(len(outputs) * len(inputs)), max(1, len(inputs)))
        yield _between_tools(o, i, outputs, inputs)
        return
    names = {domain: at for at, domain in enumerate({tool.domain: None for tool in tools})}
    domains = np.array([names[tool.domain] for tool in tools], dtype=np.int64)
    near_o, near_i = _within_domains(outputs, inputs, rater, domains, 2 * top_k)
    far_o, far_i = _across_domains(outputs, inputs, rater, domains)
    o, i = np.concatenate([near_o, far_o]), np.concatenate([near_i, far_i])
    order = np.argsort(o, kind="stable")
    o, i = _between_tools(o[order], i[order], outputs, inputs)
    start = 0
    while start < len(o):
        end = min(start + _BATCH, len(o))
        if end < len(o):
            end = int(np.searchsorted(o, o[end - 1], side="right"))
        yield o[start:end], i[start:end]
        start = end


def _within_domains(
    outputs: Sequence[Parameter],
    inputs: Sequence[Parameter],
    rater: Rater,
    domains: NDArray[np.int64],
    count: int,
) -> tuple[Indices, Indices]:
    """For each output the nearest inputs of its own domain."""
    output_domain = domains[[one.tool for one in outputs]]
    input_domain = domains[[one.tool for one in inputs]]
    output_order = np.argsort(output_domain, kind="stable")
    input_order = np.argsort(input_domain, kind="stable")
    found: list[tuple[Indices, Indices]] = []
    for domain in np.unique(output_domain):
        o = _slice(output_order, output_domain, domain)
        i = _slice(input_order, input_domain, domain)
        if len(i):
            row, column, _ = nearest(
                rater.output_vectors[rater.output_rows[o]],
                rater.input_vectors[rater.input_rows[i]],
                count,
                rater.floor,
            )
            found.append((o[row], i[column]))
    return _stacked(found)


def _slice(order: Indices, domain_of: NDArray[np.int64], domain: np.int64) -> Indices:
    ranked = domain_of[order]
    return order[np.searchsorted(ranked, domain) : np.searchsorted(ranked, domain, side="right")]


def _across_domains(
    outputs: Sequence[Parameter],
    inputs: Sequence[Parameter],
    rater: Rater,
    domains: NDArray[np.int64],
) -> tuple[Indices, Indices]:
    """For each output a few near inputs of other domains, one for each distinct text."""
    row, column, _ = nearest(
        rater.output_vectors, rater.input_vectors, 3 * _ACROSS, 0.5 + rater.floor / 2
    )
    output_domain = domains[[one.tool for one in outputs]]
    input_domain = domains[[one.tool for one in inputs]]
    holders = np.argsort(rater.input_rows, kind="stable")
    first = np.searchsorted(rater.input_rows[holders], np.arange(len(rater.input_vectors) + 1))
    starts = np.searchsorted(row, np.arange(len(rater.output_vectors) + 1))
    size = np.diff(starts)[rater.output_rows]
    o = np.repeat(np.arange(len(outputs)), size)
    offset = np.arange(len(o)) - np.repeat(np.cumsum(size) - size, size)
    card = column[np.repeat(starts[rater.output_rows], size) + offset]
    # One of the inputs that share the text, spread over the outputs that ask.
    i = holders[first[card] + _mixed(o, card) % (first[card + 1] - first[card])]
    kept = output_domain[o] != input_domain[i]
    return o[kept], i[kept]


def _mixed(o: Indices, i: Indices) -> Indices:
    """Mix a pair into a number that looks random but is always the same."""
    mixed = (o.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) ^ (
        i.astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    )
    spread: Indices = (mixed ^ (mixed >> np.uint64(29))) >> np.uint64(8) & np.uint64(0xFFFFFF)
    return spread.astype(np.int64)


def _between_tools(
    o: Indices, i: Indices, outputs: Sequence[Parameter], inputs: Sequence[Parameter]
) -> tuple[Indices, Indices]:
    """Leave out pairs of one tool with itself."""
    source = np.array([one.tool for one in outputs], dtype=np.int32)
    target = np.array([one.tool for one in inputs], dtype=np.int32)
    kept = source[o] != target[i]
    return o[kept], i[kept]


def _stacked(found: list[tuple[Indices, Indices]]) -> tuple[Indices, Indices]:
    if not found:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return np.concatenate([one[0] for one in found]), np.concatenate([one[1] for one in found])


class _Links:
    """The links found so far, and the graph that they make."""

    def __init__(
        self,
        rater: Rater,
        threshold: float,
        top_k: int,
        outputs: Sequence[Parameter],
        inputs: Sequence[Parameter],
    ) -> None:
        self._rater, self._threshold, self._top_k = rater, threshold, top_k
        self._outputs, self._inputs = outputs, inputs
        self._found: list[tuple[Indices, Indices, Floats, NDArray[np.float16]]] = []

    def add(self, o: Indices, i: Indices) -> None:
        """Rate pairs and keep the best of each output, if above the threshold."""
        score, evidence = self._rater.rate(o, i)
        kept = np.flatnonzero(score >= self._threshold)
        o, i, score = o[kept], i[kept], score[kept]
        # Equal scores are common; a jitter spreads the links over the inputs that are alike.
        order = np.lexsort((-score - 0.01 * _mixed(o, i) / 0xFFFFFF, o))
        ranked = o[order]
        first = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]]) if len(o) else order
        rank = np.arange(len(o)) - np.repeat(first, np.diff(np.r_[first, len(o)]))
        best = order[rank < self._top_k]
        self._found.append((o[best], i[best], score[best], evidence[kept[best]].astype(np.float16)))

    def graph(self, tools: Sequence[Tool], config: GraphConfig) -> ToolGraph:
        """Put the links in order, with random ones among them if asked for."""
        names = self._rater.evidence_names
        o, i, score, evidence = self._with_random(*self._all(len(names)), config)
        src = np.array([one.tool for one in self._outputs], dtype=np.int32)[o]
        dst = np.array([one.tool for one in self._inputs], dtype=np.int32)[i]
        vectors = tool_vectors(tools)
        topics = _topics_alike(vectors, src, dst)
        evidence = np.concatenate([evidence, topics[:, None]], axis=1)
        order = np.lexsort((i, o, -score, dst, src))
        o, i = o[order], i[order]
        outputs, src_output = _interned([self._outputs[at].path for at in o])
        inputs, dst_input = _interned([self._inputs[at].path for at in i])
        return ToolGraph(
            tools=tuple(tool.id for tool in tools),
            domains=tuple(tool.domain for tool in tools),
            outputs=outputs,
            inputs=inputs,
            src=src[order],
            dst=dst[order],
            src_output=src_output,
            dst_input=dst_input,
            score=score[order].astype(np.float32),
            required=np.array([self._inputs[at].required for at in i], dtype=np.bool_),
            needs=np.bincount(
                [one.tool for one in self._inputs if one.required], minlength=len(tools)
            ).astype(np.int32),
            evidence_names=(*names, TOPICS),
            evidence=evidence[order].astype(np.float16),
            threshold=self._threshold,
            scorer=config.scorer,
            transitivity=np.full(len(order), NOT_ASKED, dtype=np.int8),
            coherence=np.full(len(order), NOT_ASKED, dtype=np.int8),
            vectors=vectors,
        )

    def _all(self, width: int) -> tuple[Indices, Indices, Floats, NDArray[np.float16]]:
        none = np.zeros(0, dtype=np.int64)
        nothing = none, none, np.zeros(0, np.float32), np.zeros((0, width), np.float16)
        o, i, score, evidence = zip(*self._found, nothing, strict=True)
        return (
            np.concatenate(o),
            np.concatenate(i),
            np.concatenate(score),
            np.concatenate(evidence),
        )

    def _with_random(
        self,
        o: Indices,
        i: Indices,
        score: Floats,
        evidence: NDArray[np.float16],
        config: GraphConfig,
    ) -> tuple[Indices, Indices, Floats, NDArray[np.float16]]:
        """Add random links (paper §3.1 injects some); score and evidence are 0."""
        count = int(config.random_share * len(o))
        if not count or not self._inputs:
            return o, i, score, evidence
        rng = np.random.default_rng(config.seed)
        more = _between_tools(
            rng.integers(len(self._outputs), size=count),
            rng.integers(len(self._inputs), size=count),
            self._outputs,
            self._inputs,
        )
        known = set(zip(o.tolist(), i.tolist(), strict=True))
        new = [
            at
            for at, pair in enumerate(zip(*(one.tolist() for one in more), strict=True))
            if pair not in known and not known.add(pair)  # type: ignore[func-returns-value]
        ]
        return (
            np.concatenate([o, more[0][new]]),
            np.concatenate([i, more[1][new]]),
            np.concatenate([score, np.zeros(len(new), np.float32)]),
            np.concatenate([evidence, np.zeros((len(new), evidence.shape[1]), np.float16)]),
        )


def _topics_alike(
    vectors: Floats, src: NDArray[np.int32], dst: NDArray[np.int32]
) -> NDArray[np.float16]:
    """Cosine of what source and target say they do, for each link."""
    alike = np.empty(len(src), dtype=np.float16)
    for at in range(0, len(src), 65_536):
        part = slice(at, at + 65_536)
        alike[part] = np.einsum("nd,nd->n", vectors[src[part]], vectors[dst[part]])
    return alike


def _interned(paths: list[str]) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    places: dict[str, int] = {}
    index = [places.setdefault(path, len(places)) for path in paths]
    return tuple(places), np.array(index, dtype=np.int32)
