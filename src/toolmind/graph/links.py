"""Links as they are found, and the graph that they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolmind.config import GraphConfig
from toolmind.graph.evidence import Indices
from toolmind.graph.graph import NOT_ASKED, TOPICS, Floats, Ints, ToolGraph
from toolmind.graph.parameters import Parameter
from toolmind.graph.scorers import Rater
from toolmind.graph.static import tool_vectors
from toolmind.types import Tool

_CHUNK = 65_536


@dataclass(frozen=True, eq=False)
class Ends:
    """The outputs, or the inputs, that links join: one row each."""

    tool: Ints
    domain: Ints
    path: Ints
    """Place of the path in `paths`."""
    paths: tuple[str, ...]
    required: NDArray[np.bool_]

    @classmethod
    def of(cls, tools: Sequence[Tool], parameters: Sequence[Parameter]) -> Ends:
        """Turn parameters into columns."""
        domains: dict[str, int] = {}
        numbers = [domains.setdefault(tool.domain, len(domains)) for tool in tools]
        paths: dict[str, int] = {}
        tool = np.array([one.tool for one in parameters], dtype=np.int32)
        return cls(
            tool=tool,
            domain=np.array(numbers, dtype=np.int32)[tool],
            path=np.array(
                [paths.setdefault(one.path, len(paths)) for one in parameters], dtype=np.int32
            ),
            paths=tuple(paths),
            required=np.array([one.required for one in parameters], dtype=np.bool_),
        )


class Links:
    """The links found so far."""

    def __init__(
        self, rater: Rater, threshold: float, top_k: int, outputs: Ends, inputs: Ends
    ) -> None:
        self._rater, self._threshold, self._top_k = rater, threshold, top_k
        self._outputs, self._inputs = outputs, inputs
        none = np.zeros(0, dtype=np.int32)
        self._pairs: list[tuple[Ints, Ints, Floats]] = [(none, none, np.zeros(0, np.float32))]
        self._evidence: list[NDArray[np.float16]] = []

    def add(self, o: Indices, i: Indices) -> None:
        """Rate pairs and keep the best of each output, if above the threshold."""
        score, evidence = self._rater.rate(o, i)
        kept = np.flatnonzero(score >= self._threshold)
        o, i, score = o[kept], i[kept], score[kept]
        # Equal scores are common; a jitter spreads the links over the inputs that are alike.
        order = np.lexsort((-score - 0.01 * mixed(o, i) / 0xFFFFFF, o))
        ranked = o[order]
        first = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]]) if len(o) else order
        rank = np.arange(len(o)) - np.repeat(first, np.diff(np.r_[first, len(o)]))
        best = order[rank < self._top_k]
        self._pairs.append((o[best].astype(np.int32), i[best].astype(np.int32), score[best]))
        self._evidence.append(evidence[kept[best]].astype(np.float16))

    def graph(self, tools: Sequence[Tool], config: GraphConfig) -> ToolGraph:
        """Put the links in order, with random ones among them if asked for.

        What was found is given up part by part: a graph needs no memory twice.
        """
        o, i, score = (np.concatenate(column) for column in zip(*self._pairs, strict=True))
        self._pairs.clear()
        o, i, score = self._with_random(o, i, score, config)
        src, dst = self._outputs.tool[o], self._inputs.tool[i]
        order = np.lexsort((i, o, -score, dst, src))
        o, i, score, src, dst = o[order], i[order], score[order], src[order], dst[order]
        vectors = tool_vectors(tools)
        evidence = self._ordered(order)
        _topics_alike(vectors, src, dst, out=evidence[:, -1])
        outputs, src_output = _used(self._outputs.paths, self._outputs.path[o])
        inputs, dst_input = _used(self._inputs.paths, self._inputs.path[i])
        needed = self._inputs.tool[self._inputs.required]
        return ToolGraph(
            tools=tuple(tool.id for tool in tools),
            domains=tuple(tool.domain for tool in tools),
            outputs=outputs,
            inputs=inputs,
            src=src,
            dst=dst,
            src_output=src_output,
            dst_input=dst_input,
            score=score,
            required=self._inputs.required[i],
            needs=np.bincount(needed, minlength=len(tools)).astype(np.int32),
            evidence_names=(*self._rater.evidence_names, TOPICS),
            evidence=evidence,
            threshold=self._threshold,
            scorer=config.scorer,
            transitivity=np.full(len(o), NOT_ASKED, dtype=np.int8),
            coherence=np.full(len(o), NOT_ASKED, dtype=np.int8),
            vectors=vectors,
        )

    def _ordered(self, order: Indices) -> NDArray[np.float16]:
        """Move the evidence to its place, with a column left for topics; random links have 0."""
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        width = len(self._rater.evidence_names) + 1
        evidence = np.zeros((len(order), width), dtype=np.float16)
        start = 0
        for at, part in enumerate(self._evidence):
            evidence[place[start : start + len(part)], :-1] = part
            start += len(part)
            self._evidence[at] = part[:0]
        return evidence

    def _with_random(
        self, o: Ints, i: Ints, score: Floats, config: GraphConfig
    ) -> tuple[Ints, Ints, Floats]:
        """Add random links (paper §3.1 injects some); score and evidence are 0."""
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


def between_tools(o: Indices, i: Indices, outputs: Ends, inputs: Ends) -> tuple[Indices, Indices]:
    """Leave out pairs of one tool with itself."""
    kept = outputs.tool[o] != inputs.tool[i]
    return o[kept], i[kept]


def mixed(o: Indices | Ints, i: Indices | Ints) -> Indices:
    """Mix a pair into a number that looks random but is always the same."""
    both = (o.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) ^ (
        i.astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    )
    spread: NDArray[np.uint64] = (both ^ (both >> np.uint64(29))) >> np.uint64(8)
    return (spread & np.uint64(0xFFFFFF)).astype(np.int64)


def _topics_alike(vectors: Floats, src: Ints, dst: Ints, out: NDArray[np.float16]) -> None:
    """Cosine of what source and target say they do, for each link."""
    for at in range(0, len(src), _CHUNK):
        part = slice(at, at + _CHUNK)
        out[part] = np.einsum("nd,nd->n", vectors[src[part]], vectors[dst[part]])


def _used(paths: tuple[str, ...], index: Ints) -> tuple[tuple[str, ...], Ints]:
    """Keep the paths that links name."""
    used, places = np.unique(index, return_inverse=True)
    return tuple(paths[at] for at in used), places.astype(np.int32)
