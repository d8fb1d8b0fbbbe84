"""Distractors: tools shown beside the needed ones, so that choosing is part of the task."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache, reduce
from itertools import chain
from operator import or_

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.embedding.static import tool_vectors
from toolmind.records import Tool
from toolmind.text.terms import name_terms, text_terms

_END = re.compile(r"[.!?](?:\s|$)|\n")

_BANDS = np.array([[0.85], [0.4]])
"""Cosine bands: near above 0.85, middle above 0.4, far below (as in ASTRA)."""

_ANCHORS = 4
"""Needed tools that closeness is measured to; more of them cost time and change little (ours)."""

_CACHE_BYTES = 3_000_000
"""Room for the bands of tools that were asked for before, two bits a pair of tools (ours)."""

_BLOCK = 64
"""Tools that are measured at once where there is room for the bands of all: each alone would have
all vectors read again, which takes three times as long (ours)."""

_PART = 16
"""Vectors that are multiplied by those of a block at once: of larger products BLAS would share out
each to all cores and let them spin, at many times the CPU."""

_FEW = 4
"""Tools with one first sentence up to which it says what they do; of more it is a title (ours)."""

_GUESSES = 100
"""Guesses at a far tool before all are gone through."""


class Distractors:
    """Tools at chosen distances from a chain's tools.

    `vectors` are the tools' embeddings, of unit length, shape [tools, dimensions]; left out, they
    are the shipped static ones of names and descriptions.
    """

    def __init__(self, tools: Sequence[Tool], vectors: NDArray[np.float32] | None = None) -> None:
        self._ids = [tool.id for tool in tools]
        self._positions = {tool.id: position for position, tool in enumerate(tools)}
        self._names = [tool.name for tool in tools]
        self._said = [tool.description for tool in tools]
        self._vectors = tool_vectors(tools) if vectors is None else vectors
        self._bands: NDArray[np.uint8] | None = None
        room = 4 * _CACHE_BYTES // max(1, len(tools))
        self._room_for_all = room >= len(tools)
        self._cached_bands = lru_cache(room)(self._compute_bands)

    @cached_property
    def _name_keys(self) -> list[tuple[str, ...]]:
        """The terms of each tool's name, sorted: tools of equal terms give the same answer."""
        return [tuple(sorted(name_terms(name))) for name in self._names]

    @cached_property
    def _sentences(self) -> list[int | None]:
        """A number for each tool's first sentence, where it says what few tools do."""
        said = [hash(" ".join(text_terms(_END.split(one, maxsplit=1)[0]))) for one in self._said]
        counts = Counter(said)
        empty = hash("")
        return [one if one != empty and counts[one] <= _FEW else None for one in said]

    def near(self, tool: str) -> list[str]:
        """Ids of the tools in the nearest band of one, without any of the same words."""
        at = self._positions[tool]
        bits = np.unpackbits(self._bands_of(at)[0], count=len(self._ids))
        own = self._name_keys[at]
        found = (position for position in bits.nonzero()[0].tolist())
        return [self._ids[other] for other in found if self._name_keys[other] != own]

    def draw(
        self,
        needed: Sequence[str],
        count: int,
        seed: int,
        shares: tuple[float, float, float] = (1.0, 1.0, 1.0),
    ) -> list[str]:
        """Ids of `count` tools (fewer if the pool is small), by the shares of the bands.

        `shares` are those of the near, the middle and the far band. The needed tools and tools
        that would give the same answer (the same words in their names, or the same first sentence)
        are never drawn. What a band lacks is taken from the others.
        """
        rng = random.Random(seed)
        chosen = [self._positions[tool] for tool in needed]
        anchors = chosen if len(chosen) <= _ANCHORS else rng.sample(chosen, _ANCHORS)
        near, middle = reduce(or_, map(self._bands_of, anchors))
        taken = {self._name_keys[position] for position in chosen}
        said = {self._sentences[position] for position in chosen} - {None}
        bands = (
            self._shuffled(near, rng),
            self._shuffled(middle & ~near, rng),
            chain(self._rejection_sampled(middle, rng), self._shuffled(~middle, rng)),
        )
        picked: list[int] = []
        for band, most in _quotas(shares, count):
            while len(picked) < most and (position := next(bands[band], None)) is not None:
                if self._name_keys[position] not in taken and self._sentences[position] not in said:
                    picked.append(position)
                    taken.add(self._name_keys[position])
        return [self._ids[position] for position in picked]

    def _shuffled(self, members: NDArray[np.uint8], rng: random.Random) -> Iterator[int]:
        """Yield the tools whose bits are set, in random order."""
        bits = np.unpackbits(members, count=len(self._ids)).view(np.bool_)  # looked through faster
        left = bits.nonzero()[0].tolist()
        for size in range(len(left), 0, -1):
            at = rng.randrange(size)
            yield left[at]
            left[at] = left[size - 1]

    def _rejection_sampled(self, others: NDArray[np.uint8], rng: random.Random) -> Iterator[int]:
        """Yield tools at random whose bits are not set, maybe one twice.

        Rejection sampling: most tools are far from any chain.
        """
        for _ in range(_GUESSES):
            position = rng.randrange(len(self._ids))
            if not others[position >> 3] & (128 >> (position & 7)):
                yield position

    def _bands_of(self, anchor: int) -> NDArray[np.uint8]:
        """Return for each band's edge, a bit a tool, which tools are as close to one as that."""
        if not self._room_for_all:
            alone: NDArray[np.uint8] = self._cached_bands(anchor)[0]
            return alone
        if self._bands is None:
            blocks = range(0, len(self._ids), _BLOCK)
            self._bands = np.concatenate([self._compute_bands(first, _BLOCK) for first in blocks])
            self._vectors = self._vectors[:0].copy()  # they are needed no more
        of_one: NDArray[np.uint8] = self._bands[anchor]
        return of_one

    def _compute_bands(self, first: int, count: int = 1) -> NDArray[np.uint8]:
        """Return the bands of a few tools in a row."""
        some = self._vectors[first : first + count]
        similarity = _products(self._vectors, some)
        return np.packbits(similarity.T[:, None] >= _BANDS, axis=2)


def _quotas(shares: tuple[float, float, float], count: int) -> list[tuple[int, int]]:
    """Return how many tools are picked in all after a turn of each band.

    First each has its share; then what is lacking is taken from the bands that have one, from far
    to near, and then from those next to these.
    """
    whole = [(band, int(count * sum(shares[: band + 1]) / sum(shares))) for band in range(3)]
    used = [band for band in (2, 1, 0) if shares[band]]
    unused = sorted(
        (band for band in range(3) if not shares[band]),
        key=lambda band: min(abs(band - other) for other in used),
    )
    return [*whole, *((band, count) for band in (*used, *unused))]


def _products(vectors: NDArray[np.float32], some: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the product of each vector with each of some, [vectors, some]."""
    if len(some) == 1:
        alone: NDArray[np.float32] = np.vecdot(vectors, some[0])[:, None]
        return alone
    size, width = some.shape
    whole = len(vectors) // _PART * _PART
    parts = vectors[:whole].reshape(whole // _PART, _PART, width) @ some.T
    return np.concatenate([parts.reshape(whole, size), vectors[whole:] @ some.T])
