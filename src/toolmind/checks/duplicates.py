"""Exact and near duplicates across trajectories, found in one pass in index order.

The released data has 2,846 distinct call traces among 10,791 rows. Two things make a trajectory a
duplicate of an earlier one:

- **the same calls**: its calls, with their arguments, are those of an earlier one, in any words. A
  model that has learnt the one learns little from the other;
- **nearly the same wording**: its words and calls overlap with an earlier one's by more than the
  threshold. Overlap is the Jaccard index of word triples, estimated by MinHash: comparing every
  pair would be quadratic, and hashing whole texts would miss a single changed word.

The outcome depends on order (the first one stays), so the pass must run in index order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from toolmind.checks.base import calls_of
from toolmind.checks.repeats import call_key
from toolmind.checks.text import words
from toolmind.config import DuplicatesConfig
from toolmind.trajectory import Trajectory
from toolmind.types import Message
from toolmind.verdict import Verdict

_PERMUTATIONS = 128
_BANDS = 32
"""Bands of four values: texts that overlap by 0.7 share a band with probability 0.9998, by 0.3
with 0.23; the estimate over all values then decides (standard error 0.03 at 0.9)."""

_HALF = np.uint64(32)
_RANDOM = np.random.default_rng(0)
_WORD_FACTORS = _RANDOM.integers(0, 1 << 64, 3, dtype=np.uint64) | np.uint64(1)
_FACTORS = _RANDOM.integers(0, 1 << 64, (_PERMUTATIONS, 1), dtype=np.uint64) | np.uint64(1)
_TERMS = _RANDOM.integers(0, 1 << 64, (_PERMUTATIONS, 1), dtype=np.uint64)
"""Multiply, add, keep the upper half (Dietzfelbinger 1996): numbers of 64 bits wrap by themselves,
so that each hash is two passes over a whole array."""


class Deduplicator:
    """Remembers every trajectory it let pass: about 3 kB each."""

    name = "duplicates"
    version = "1"

    def __init__(self, config: DuplicatesConfig | None = None) -> None:
        self._config = config or DuplicatesConfig()
        self._traces: dict[bytes, str] = {}
        self._bands: dict[bytes, list[int]] = {}
        self._ids: list[str] = []
        self._signatures: list[NDArray[np.uint32]] = []

    def verdict(self, trajectory: Trajectory) -> Verdict:
        """Judge the next trajectory in index order, and remember it if it is new."""
        trace = call_trace(trajectory.messages)
        digest = hashlib.blake2b(trace.encode(), digest_size=16).digest()
        if self._config.same_calls and trace and digest in self._traces:
            return self._fail("same_calls", f"makes the same calls as {self._traces[digest]}")
        signature = minhash(shingles(trajectory.messages, trace))
        bands = _band_keys(signature)
        near = self._nearest(signature, bands)
        if near is not None:
            text = f"words and calls overlap with {self._ids[near[0]]} by about {near[1]:.2f}"
            return self._fail("exact" if near[1] == 1.0 else "near", text)
        for key in bands:
            self._bands.setdefault(key, []).append(len(self._ids))
        self._traces[digest] = trajectory.id
        self._ids.append(trajectory.id)
        self._signatures.append(signature)
        return Verdict(check=self.name, scope="trajectory", outcome="pass", version=self.version)

    def _fail(self, code: str, text: str) -> Verdict:
        return Verdict(
            check=self.name,
            scope="trajectory",
            outcome="fail",
            code=code,
            explanation=text,
            version=self.version,
        )

    def _nearest(
        self, signature: NDArray[np.uint32], bands: Sequence[bytes]
    ) -> tuple[int, float] | None:
        """Return the most similar one at or above the threshold, as (position, similarity)."""
        candidates = {place for key in bands for place in self._bands.get(key, ())}
        best: tuple[int, float] | None = None
        for place in sorted(candidates):
            similarity = float(np.mean(self._signatures[place] == signature))
            if similarity >= self._config.similarity and (best is None or similarity > best[1]):
                best = place, similarity
        return best


def call_trace(messages: Sequence[Message]) -> str:
    """Return the calls of a dialogue, with their arguments, one a line; empty without calls."""
    return "\n".join(call_key(call) for _, call in calls_of(messages))


def shingles(messages: Sequence[Message], trace: str) -> NDArray[np.uint64]:
    """Return a number below 2³² for each word triple of what is said, and of the calls.

    A triple said twice is there twice; fewer than three words are one triple.
    """
    spoken = [message.content for message in messages if message.role in ("user", "assistant")]
    said = " ".join(words("\n".join((*spoken, trace)))).encode().split()
    word = np.zeros(max(len(said), 3), dtype=np.uint64)
    word[: len(said)] = [*map(crc32, said)]
    first, second, third = _WORD_FACTORS
    triples: NDArray[np.uint64] = first * word[:-2] + second * word[1:-1] + third * word[2:]
    return triples >> _HALF


def minhash(features: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """Return the MinHash signature of a set of numbers below 2³², in which some may stand twice.

    The share of places in which two signatures are equal estimates the Jaccard index.
    """
    mixed = _FACTORS * features
    mixed += _TERMS
    smallest: NDArray[np.uint64] = mixed.min(axis=1) >> _HALF
    return smallest.astype(np.uint32)


def _band_keys(signature: NDArray[np.uint32]) -> list[bytes]:
    data = signature.tobytes()
    size = len(data) // _BANDS
    return [bytes([band]) + data[band * size : (band + 1) * size] for band in range(_BANDS)]
