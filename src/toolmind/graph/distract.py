"""Distractors: tools shown beside the needed ones, so that choosing is part of the task."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.static import static_embedder
from toolmind.graph.words import name_words
from toolmind.types import Tool

_BANDS = (0.85, 0.4)
"""Cosine bands: near above 0.85, middle above 0.4, far below (as in ASTRA)."""

_ANCHORS = 4
"""Needed tools that closeness is measured to; more of them cost time and change little (ours)."""


class Distractors:
    """Tools at chosen distances from a chain's tools.

    `vectors` are the tools' embeddings, of unit length, shape [tools, dimensions]; left out, they
    are the shipped static ones of names and descriptions.
    """

    def __init__(self, tools: Sequence[Tool], vectors: NDArray[np.float32] | None = None) -> None:
        self._ids = [tool.id for tool in tools]
        self._positions = {tool.id: position for position, tool in enumerate(tools)}
        self._twins = [_twin_key(tool) for tool in tools]
        self._vectors = _tool_vectors(tools) if vectors is None else vectors

    def draw(self, needed: Sequence[str], count: int, seed: int) -> list[str]:
        """Ids of `count` tools (fewer if the pool is small), a third from each band.

        The needed tools and tools that would give the same answer (same name, or same description
        and inputs) are never drawn. A band with too few tools is filled from the next farther one.
        """
        rng = np.random.default_rng(seed)
        chosen = [self._positions[tool] for tool in needed]
        anchors = chosen if len(chosen) <= _ANCHORS else rng.choice(chosen, _ANCHORS, replace=False)
        closeness = (self._vectors @ self._vectors[anchors].T).max(axis=1)
        twins = {self._twins[position] for position in chosen}
        banned = set(chosen)
        picked: list[int] = []
        bands = np.digitize(closeness, sorted(_BANDS))
        for band, share in zip((2, 1, 0), (count // 3, count // 3, count), strict=True):
            want = min(share, count - len(picked)) + (share * (2 - band) - len(picked)) * (band > 0)
            for position in rng.permutation(np.flatnonzero(bands == band)):
                if want <= 0 or len(picked) >= count:
                    break
                if position not in banned and self._twins[position] not in twins:
                    picked.append(int(position))
                    twins.add(self._twins[position])
                    want -= 1
        return [self._ids[position] for position in picked]


def _twin_key(tool: Tool) -> tuple[str, ...]:
    return tuple(sorted(name_words(tool.name)))


def _tool_vectors(tools: Sequence[Tool]) -> NDArray[np.float32]:
    texts = [f"{' '.join(name_words(tool.name))}. {tool.description[:300]}" for tool in tools]
    return static_embedder().embed(texts)
