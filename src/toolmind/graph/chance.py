"""Random numbers of many walkers at once, each from its own stream."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]
Words = NDArray[np.uint64]

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_WORD, _POOL = 0xFFFFFFFF, 4
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


class Chance:
    """One stream per walker (SplitMix64): what a walker draws does not depend on the others.

    numpy's own generators have one stream for all, so that a walker's numbers would change with
    the number of walkers beside it.
    """

    def __init__(self, seed: int, walkers: Indices) -> None:
        self._state = _mixed(np.uint64(_spread(abs(seed))) + walkers.astype(np.uint64) * _GAMMA)

    def uniform(self, walkers: Indices) -> NDArray[np.float64]:
        """One number from [0, 1) for each of these walkers; none may be named twice."""
        self._state[walkers] += _GAMMA
        bits = _mixed(self._state[walkers]) >> np.uint64(11)
        return bits.astype(np.float64) * 2.0**-53

    def below(self, walkers: Indices, bound: int | Indices) -> Indices:
        """One whole number from 0 to `bound` - 1 for each of these walkers."""
        return (self.uniform(walkers) * bound).astype(np.int64)


def _mixed(words: Words) -> Words:
    words = (words ^ (words >> np.uint64(30))) * _FIRST
    words = (words ^ (words >> np.uint64(27))) * _SECOND
    mixed: Words = words ^ (words >> np.uint64(31))
    return mixed


def _spread(seed: int) -> int:
    """Return 64 bits in which seeds that are alike are not: of O'Neill's seed_seq_fe.

    As `numpy.random.SeedSequence(seed).generate_state(1, np.uint64)[0]` has it, but importing
    numpy's generators, of which nothing else is used here, takes 2 MB of every run.
    """
    words = [seed >> at & _WORD for at in range(0, max(1, seed.bit_length()), 32)]
    const = 0x43B0D7E5

    def hashed(word: int) -> int:
        nonlocal const
        word ^= const
        const = const * 0x931E8875 & _WORD
        word = word * const & _WORD
        return word ^ word >> 16

    def joined(one: int, other: int) -> int:
        both = (0xCA01F9DD * one - 0x4973F715 * hashed(other)) & _WORD
        return both ^ both >> 16

    pool = [hashed(word) for word in (words + [0] * _POOL)[:_POOL]]
    for source in range(_POOL):
        for place in range(_POOL):
            if place != source:
                pool[place] = joined(pool[place], pool[source])
    for word in words[_POOL:]:
        pool = [joined(one, word) for one in pool]
    made, const = 0, 0x8B51F9DD
    for at, word in enumerate(pool[:2]):
        word ^= const
        const = const * 0x58F38DED & _WORD
        word = word * const & _WORD
        made |= (word ^ word >> 16) << 32 * at
    return made
