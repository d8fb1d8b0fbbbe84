"""Random numbers of many walkers at once, each from its own stream."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]
Words = NDArray[np.uint64]

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


class CounterRng:
    """One stream per walker (SplitMix64): what a walker draws does not depend on the others.

    numpy's own generators have one stream for all, so that a walker's numbers would change with
    the number of walkers beside it.
    """

    def __init__(self, seed: int, walkers: Indices) -> None:
        self._state = _mix64(np.uint64(_seed_bits(seed)) + walkers.astype(np.uint64) * _GAMMA)

    def uniform(self, walkers: Indices) -> NDArray[np.float64]:
        """One number from [0, 1) for each of these walkers; none may be named twice."""
        self._state[walkers] += _GAMMA
        bits = _mix64(self._state[walkers]) >> np.uint64(11)
        return bits.astype(np.float64) * 2.0**-53

    def below(self, walkers: Indices, bound: int | Indices) -> Indices:
        """One whole number from 0 to `bound` - 1 for each of these walkers."""
        return (self.uniform(walkers) * bound).astype(np.int64)


def _mix64(words: Words) -> Words:
    words = (words ^ (words >> np.uint64(30))) * _FIRST
    words = (words ^ (words >> np.uint64(27))) * _SECOND
    mixed: Words = words ^ (words >> np.uint64(31))
    return mixed


def _seed_bits(seed: int) -> int:
    """Return 64 bits in which seeds that are alike are not."""
    return int.from_bytes(blake2b(str(seed).encode(), digest_size=8).digest(), "little")
