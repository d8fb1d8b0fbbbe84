"""Links as they are selected, and the graph that they make."""

from __future__ import annotations

import zlib
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolmind.config import GraphConfig
from toolmind.graph.features.pair_features import Indices
from toolmind.graph.graph import (
    NOT_ASKED,
    TOPICS,
    Floats,
    Hundredths,
    Ints,
    ToolGraph,
    hundredths,
)
from toolmind.graph.index.quantized import stacked
from toolmind.graph.ports import Ports, ToolTable, without_self_pairs

_CHUNK = 4096


class LinkBatch(NamedTuple):
    """The links among some pairs."""

    o: Ints
    i: Ints
    score: Floats
    evidence: bytes
    """Packed: it would be most of what a build holds, and two thirds of it are 0."""


class LinkCollector:
    """The links selected so far."""

    def __init__(
        self, config: GraphConfig, threshold: float, outputs: Ports, inputs: Ports
    ) -> None:
        self._config, self._threshold = config, threshold
        self._outputs, self._inputs = outputs, inputs
        none = np.zeros(0, dtype=np.int32)
        self._output_parts, self._input_parts = [none], [none]
        self._score_parts: list[Floats] = [np.zeros(0, np.float32)]
        self._evidence_parts: list[tuple[int, bytes]] = []
        """Of each batch the number of its links and its evidence."""

    def select(self, o: Indices, i: Indices, score: Floats, evidence: Floats) -> LinkBatch:
        """Select the best pairs of each output, of those above the threshold; adds nothing."""
        kept = np.flatnonzero(score >= self._threshold)
        o, i, score = o[kept], i[kept], score[kept]
        # Equal scores are common; a jitter spreads the links over the inputs that are alike.
        order = np.lexsort((-score - 0.01 * pair_hash(o, i) / 0xFFFFFF, o))
        ranked = o[order]
        first = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]]) if len(o) else order
        rank = np.arange(len(o)) - np.repeat(first, np.diff(np.r_[first, len(o)]))
        best = order[rank < self._config.top_k]
        rounded = hundredths(evidence[kept[best]])
        return LinkBatch(
            o[best].astype(np.int32),
            i[best].astype(np.int32),
            score[best],
            zlib.compress(rounded.T.tobytes(), 1),
        )

    def add(self, batch: LinkBatch) -> None:
        """Keep the links selected among some pairs."""
        self._output_parts.append(batch.o)
        self._input_parts.append(batch.i)
        self._score_parts.append(batch.score)
        self._evidence_parts.append((len(batch.o), batch.evidence))

    def graph(self, tools: ToolTable, evidence_names: tuple[str, ...]) -> ToolGraph:
        """Put the links in order, with random ones among them if asked for.

        What was collected is given up part by part: a graph needs no memory twice.
        """
        o, i = stacked(self._output_parts), stacked(self._input_parts)
        o, i, score = self._with_random(o, i, stacked(self._score_parts))
        src, dst = self._outputs.tool[o], self._inputs.tool[i]
        order = np.lexsort((i, o, -score, dst, src))
        o, i, score, src, dst = o[order], i[order], score[order], src[order], dst[order]
        evidence = self._ordered(order, len(evidence_names) + 1)
        vectors = tools.vectors()
        _topic_similarity(vectors, src, dst, out=evidence[:, -1])
        outputs, src_output = _used(self._outputs.paths, self._outputs.path[o])
        inputs, dst_input = _used(self._inputs.paths, self._inputs.path[i])
        needed = self._inputs.tool[self._inputs.required]
        return ToolGraph(
            tools=tuple(tools.ids),
            names=tuple(tools.names),
            domains=tuple(tools.domains),
            outputs=outputs,
            inputs=inputs,
            src=src,
            dst=dst,
            src_output=src_output,
            dst_input=dst_input,
            score=score,
            required=self._inputs.required[i],
            needs=np.bincount(needed, minlength=len(tools.ids)).astype(np.int32),
            evidence_names=(*evidence_names, TOPICS),
            evidence=evidence,
            threshold=self._threshold,
            scorer=self._config.scored_by,
            transitivity=np.full(len(o), NOT_ASKED, dtype=np.int8),
            coherence=np.full(len(o), NOT_ASKED, dtype=np.int8),
            vectors=vectors,
        )

    def _ordered(self, order: Indices, width: int) -> Hundredths:
        """Move the evidence to its place, with a column left for topics; random links have 0."""
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        evidence = np.zeros((len(order), width), dtype=np.int8)
        end = sum(count for count, _ in self._evidence_parts)
        while self._evidence_parts:
            count, packed = self._evidence_parts.pop()
            part = np.frombuffer(zlib.decompress(packed), dtype=np.int8)
            evidence[place[end - count : end], :-1] = part.reshape(width - 1, count).T
            end -= count
        return evidence

    def _with_random(self, o: Ints, i: Ints, score: Floats) -> tuple[Ints, Ints, Floats]:
        """Add random links (paper §3.1 injects some); score and evidence are 0."""
        config = self._config
        count = int(config.random_share * len(o))
        if not count or not len(self._inputs.tool):
            return o, i, score
        rng = np.random.default_rng(config.seed)
        more = without_self_pairs(
            rng.integers(len(self._outputs.tool), size=count),
            rng.integers(len(self._inputs.tool), size=count),
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
            np.concatenate([o, more[0][new].astype(np.int32)]),
            np.concatenate([i, more[1][new].astype(np.int32)]),
            np.concatenate([score, np.zeros(len(new), np.float32)]),
        )


def pair_hash(o: Indices | Ints, i: Indices | Ints) -> Indices:
    """Hash a pair to 24 bits that look random but are always the same."""
    both = (o.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) ^ (
        i.astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    )
    mixed: NDArray[np.uint64] = (both ^ (both >> np.uint64(29))) >> np.uint64(8)
    return (mixed & np.uint64(0xFFFFFF)).astype(np.int64)


def _topic_similarity(vectors: Floats, src: Ints, dst: Ints, out: Hundredths) -> None:
    """Cosine of what source and target say they do, for each link."""
    for at in range(0, len(src), _CHUNK):
        part = slice(at, at + _CHUNK)
        out[part] = hundredths(np.einsum("nd,nd->n", vectors[src[part]], vectors[dst[part]]))


def _used(paths: tuple[str, ...], index: Ints) -> tuple[tuple[str, ...], Ints]:
    """Keep the paths that links name."""
    used, places = np.unique(index, return_inverse=True)
    return tuple(paths[at] for at in used), places.astype(np.int32)
