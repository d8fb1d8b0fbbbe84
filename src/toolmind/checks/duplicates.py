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

_SHINGLE = 3
_PRIME = np.uint64((1 << 61) - 1)


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
        near = self._nearest(signature)
        if near is not None:
            text = f"words and calls overlap with {self._ids[near[0]]} by about {near[1]:.2f}"
            return self._fail("exact" if near[1] == 1.0 else "near", text)
        self._remember(trajectory.id, digest, signature)
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

    def _nearest(self, signature: NDArray[np.uint32]) -> tuple[int, float] | None:
        """Return the most similar one at or above the threshold, as (position, similarity)."""
        candidates = {place for key in _band_keys(signature) for place in self._bands.get(key, ())}
        best: tuple[int, float] | None = None
        for place in sorted(candidates):
            similarity = float(np.mean(self._signatures[place] == signature))
            if similarity >= self._config.similarity and (best is None or similarity > best[1]):
                best = place, similarity
        return best

    def _remember(self, name: str, digest: bytes, signature: NDArray[np.uint32]) -> None:
        self._traces[digest] = name
        for key in _band_keys(signature):
            self._bands.setdefault(key, []).append(len(self._ids))
        self._ids.append(name)
        self._signatures.append(signature)


def call_trace(messages: Sequence[Message]) -> str:
    """Return the calls of a dialogue, with their arguments, one a line; empty without calls."""
    return "\n".join(call_key(call) for _, call in calls_of(messages))


def shingles(messages: Sequence[Message], trace: str) -> set[str]:
    """Return the word triples of what user and assistant say, and of the calls."""
    spoken = [message.content for message in messages if message.role in ("user", "assistant")]
    said = words("\n".join((*spoken, trace)))
    return {" ".join(said[i : i + _SHINGLE]) for i in range(max(1, len(said) - _SHINGLE + 1))}


def _coefficients() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    random = np.random.default_rng(0)
    top = int(_PRIME)
    multipliers = random.integers(1, 1 << 31, _PERMUTATIONS, dtype=np.uint64)
    return multipliers[:, None], random.integers(0, top, _PERMUTATIONS, dtype=np.uint64)[:, None]


_MULTIPLY, _ADD = _coefficients()


def minhash(features: set[str]) -> NDArray[np.uint32]:
    """Return the MinHash signature of a set: the share of equal places estimates Jaccard."""
    hashes = np.fromiter(
        (int.from_bytes(hashlib.blake2b(f.encode(), digest_size=4).digest()) for f in features),
        dtype=np.uint64,
        count=len(features),
    )
    # 31 + 32 bits fit 64, so that (a·x + b) mod p is exact: a universal family of hashes.
    mixed: NDArray[np.uint64] = ((_MULTIPLY * hashes[None, :]) % _PRIME + _ADD) % _PRIME
    smallest: NDArray[np.uint64] = mixed.min(axis=1)
    return smallest.astype(np.uint32)


def _band_keys(signature: NDArray[np.uint32]) -> list[bytes]:
    rows = signature.reshape(_BANDS, -1)
    return [bytes([band]) + rows[band].tobytes() for band in range(_BANDS)]
