"""Distractors: tools shown beside the needed ones, so that choosing is part of the task."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.static import tool_vectors
from toolmind.graph.words import name_words
from toolmind.types import Tool

_BANDS = (0.85, 0.4)
"""Cosine bands: near above 0.85, middle above 0.4, far below (as in ASTRA)."""

_ANCHORS = 4
"""Needed tools that closeness is measured to; more of them cost time and change little (ours)."""

_CACHE_BYTES = 6_000_000
"""Room for the bands of tools that were asked for before, two bits a pair of tools (ours)."""


class Distractors:
    """Tools at chosen distances from a chain's tools.

    `vectors` are the tools' embeddings, of unit length, shape [tools, dimensions]; left out, they
    are the shipped static ones of names and descriptions.
    """

    def __init__(self, tools: Sequence[Tool], vectors: NDArray[np.float32] | None = None) -> None:
        self._ids = [tool.id for tool in tools]
        self._positions = {tool.id: position for position, tool in enumerate(tools)}
        self._twins = [_twin_key(tool) for tool in tools]
        self._vectors = tool_vectors(tools) if vectors is None else vectors
        self._bands_of = lru_cache(4 * _CACHE_BYTES // max(1, len(tools)))(self._measure)

    def draw(self, needed: Sequence[str], count: int, seed: int) -> list[str]:
        """Ids of `count` tools (fewer if the pool is small), a third from each band.

        The needed tools and tools that would give the same answer (the same words in
        their names) are never drawn. What a band lacks is taken from the others.
        """
        rng = np.random.default_rng(seed)
        chosen = [self._positions[tool] for tool in needed]
        anchors = chosen if len(chosen) <= _ANCHORS else rng.choice(chosen, _ANCHORS, replace=False)
        twins = {self._twins[position] for position in chosen}
        closest = np.bitwise_or.reduce([self._bands_of(int(anchor)) for anchor in anchors])
        order = rng.permutation(len(self._ids))
        bands = np.unpackbits(closest, axis=1, count=len(order)).sum(axis=0, dtype=np.uint8)[order]
        picked: list[int] = []
        # Near, middle and far up to a third each, then from far to near whatever is left.
        for band, most in (
            (2, count // 3),
            (1, 2 * (count // 3)),
            (0, count),
            (1, count),
            (2, count),
        ):
            if len(picked) >= most:
                continue
            for position in order[bands == band]:  # seldom more than a few are looked at
                if self._twins[position] not in twins:
                    picked.append(position)
                    twins.add(self._twins[position])
                    if len(picked) >= most:
                        break
        return [self._ids[position] for position in picked]

    def _measure(self, anchor: int) -> NDArray[np.uint8]:
        """Return for each band's edge, a bit a tool, which tools are as close to one as that."""
        closeness = self._vectors @ self._vectors[anchor]
        return np.packbits([closeness >= np.float64(edge) for edge in _BANDS], axis=1)


def _twin_key(tool: Tool) -> tuple[str, ...]:
    return tuple(sorted(name_words(tool.name)))
