"""Links as they are found, and the graph that they make."""

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
from toolmind.graph.ports import Heads, Ports, between_tools

_CHUNK = 4096


class Found(NamedTuple):
    """The links among some pairs."""

    o: Ints
    i: Ints
    score: Floats
    evidence: bytes
    """Packed: it would be most of what a build holds, and two thirds of it are 0."""


class Links:
    """The links found so far."""

    def __init__(
        self, config: GraphConfig, threshold: float, outputs: Ports, inputs: Ports
    ) -> None:
        self._config, self._threshold = config, threshold
        self._outputs, self._inputs = outputs, inputs
        none = np.zeros(0, dtype=np.int32)
        self._outputs_of, self._inputs_of = [none], [none]
        self._scores: list[Floats] = [np.zeros(0, np.float32)]
        self._evidence: list[tuple[int, bytes]] = []
        """Of each part the number of its links and its evidence."""

    def best(self, o: Indices, i: Indices, score: Floats, evidence: Floats) -> Found:
        """Choose the best pairs of each output, of those above the threshold; adds nothing."""
        kept = np.flatnonzero(score >= self._threshold)
        o, i, score = o[kept], i[kept], score[kept]
        # Equal scores are common; a jitter spreads the links over the inputs that are alike.
        order = np.lexsort((-score - 0.01 * mixed(o, i) / 0xFFFFFF, o))
        ranked = o[order]
        first = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]]) if len(o) else order
        rank = np.arange(len(o)) - np.repeat(first, np.diff(np.r_[first, len(o)]))
        best = order[rank < self._config.top_k]
        found = hundredths(evidence[kept[best]])
        return Found(
            o[best].astype(np.int32),
            i[best].astype(np.int32),
            score[best],
            zlib.compress(found.T.tobytes(), 1),
        )

    def add(self, found: Found) -> None:
        """Keep the links found among some pairs."""
        self._outputs_of.append(found.o)
        self._inputs_of.append(found.i)
        self._scores.append(found.score)
        self._evidence.append((len(found.o), found.evidence))

    def graph(self, heads: Heads, evidence_names: tuple[str, ...]) -> ToolGraph:
        """Put the links in order, with random ones among them if asked for.

        What was found is given up part by part: a graph needs no memory twice.
        """
        o, i = stacked(self._outputs_of), stacked(self._inputs_of)
        o, i, score = self._with_random(o, i, stacked(self._scores))
        src, dst = self._outputs.tool[o], self._inputs.tool[i]
        order = np.lexsort((i, o, -score, dst, src))
        o, i, score, src, dst = o[order], i[order], score[order], src[order], dst[order]
        evidence = self._ordered(order, len(evidence_names) + 1)
        vectors = heads.vectors()
        _topics_alike(vectors, src, dst, out=evidence[:, -1])
        outputs, src_output = _used(self._outputs.paths, self._outputs.path[o])
        inputs, dst_input = _used(self._inputs.paths, self._inputs.path[i])
        needed = self._inputs.tool[self._inputs.required]
        return ToolGraph(
            tools=tuple(heads.ids),
            domains=tuple(heads.domains),
            outputs=outputs,
            inputs=inputs,
            src=src,
            dst=dst,
            src_output=src_output,
            dst_input=dst_input,
            score=score,
            required=self._inputs.required[i],
            needs=np.bincount(needed, minlength=len(heads.ids)).astype(np.int32),
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
        end = sum(count for count, _ in self._evidence)
        while self._evidence:
            count, packed = self._evidence.pop()
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
        more = between_tools(
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


def mixed(o: Indices | Ints, i: Indices | Ints) -> Indices:
    """Mix a pair into a number that looks random but is always the same."""
    both = (o.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) ^ (
        i.astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    )
    spread: NDArray[np.uint64] = (both ^ (both >> np.uint64(29))) >> np.uint64(8)
    return (spread & np.uint64(0xFFFFFF)).astype(np.int64)


def _topics_alike(vectors: Floats, src: Ints, dst: Ints, out: Hundredths) -> None:
    """Cosine of what source and target say they do, for each link."""
    for at in range(0, len(src), _CHUNK):
        part = slice(at, at + _CHUNK)
        out[part] = hundredths(np.einsum("nd,nd->n", vectors[src[part]], vectors[dst[part]]))


def _used(paths: tuple[str, ...], index: Ints) -> tuple[tuple[str, ...], Ints]:
    """Keep the paths that links name."""
    used, places = np.unique(index, return_inverse=True)
    return tuple(paths[at] for at in used), places.astype(np.int32)
