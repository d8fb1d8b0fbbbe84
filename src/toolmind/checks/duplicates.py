"""Exact and near duplicates across trajectories.

The released data has 2,846 distinct call traces among 10,791 rows. Two things make a trajectory a
duplicate of an earlier one:

- **the same calls**: its calls, with their arguments, are those of an earlier one, in any words. A
  model that has learnt the one learns little from the other;
- **nearly the same wording**: its words and calls overlap with an earlier one's by more than the
  threshold. Overlap is the Jaccard index of word triples, estimated by MinHash: comparing every
  pair would be quadratic, and hashing whole texts would miss a single changed word.

The outcome depends on order: the first one stays. Of a signature's values 16 bits are kept (b-bit
MinHash, Li and König 2010), so that four of them, a band, are one number to sort by.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from toolmind.checks.base import calls_of
from toolmind.checks.rules.repeats import call_key
from toolmind.config import DuplicatesConfig
from toolmind.records import Message, Trajectory, Verdict
from toolmind.text.words import encoded_words

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

_AT_ONCE = 1 << 14
"""Hashes made at once. Those of 350 triples, all at once, are more memory than the allocator keeps:
to have it from the system each time takes three times as long as the hashing (ours)."""

NAME = "duplicates"
VERSION = "2"


def find_duplicates(
    trajectories: Iterable[Trajectory], config: DuplicatesConfig | None = None
) -> dict[int, Verdict]:
    """Return a failed verdict, by index, for each trajectory that repeats an earlier one.

    They are read once, in index order, and not kept: memory is about 0.6 kB a trajectory. One that
    branches is compared by all that was said and called in it, in any branch.
    """
    config = config or DuplicatesConfig()
    indexes, ids = array("q"), list[str]()
    digests, signatures = list[bytes](), bytearray()
    for trajectory in trajectories:
        trace = call_trace(trajectory.messages)
        indexes.append(trajectory.index)
        ids.append(trajectory.id)
        known = trace and config.same_calls
        digests.append(hashlib.blake2b(trace.encode(), digest_size=16).digest() if known else b"")
        signatures += minhash(shingles(trajectory.messages, trace)).tobytes()
    table = np.frombuffer(signatures, dtype=np.uint16).reshape(-1, _PERMUTATIONS)
    return {
        indexes[at]: _same(ids[other]) if nearness is None else _near(ids[other], nearness)
        for at, (other, nearness) in _repeats(table, digests, config.similarity).items()
    }


def _repeats(
    signatures: NDArray[np.uint16], digests: Sequence[bytes], threshold: float
) -> dict[int, tuple[int, float | None]]:
    """Return for each position that repeats an earlier one: which, and how near; None: its calls.

    What repeats something is not compared with what follows.
    """
    groups = _groups(signatures)
    members: dict[int, list[int]] = {}
    traces: dict[bytes, int] = {}
    found: dict[int, tuple[int, float | None]] = {}
    for at, digest in enumerate(digests):
        if digest and digest in traces:
            found[at] = traces[digest], None
            continue
        mine = groups[at][groups[at] >= 0].tolist()
        candidates = sorted({other for group in mine for other in members.get(group, ())})
        if candidates:
            near = np.mean(signatures[candidates] == signatures[at], axis=1)
            best = int(np.argmax(near))
            if near[best] >= threshold:
                found[at] = candidates[best], float(near[best])
                continue
        for group in mine:
            members.setdefault(group, []).append(at)
        traces[digest] = at
    return found


def _groups(signatures: NDArray[np.uint16]) -> NDArray[np.int32]:
    """Return the number of the set that shares each band [signatures, bands]; -1: it is alone."""
    bands = signatures.view(np.uint64)
    groups = np.full(bands.shape, -1, dtype=np.int32)
    first = 0
    for band in range(bands.shape[1]):
        _, number, size = np.unique(bands[:, band], return_inverse=True, return_counts=True)
        shared = size[number] > 1
        groups[shared, band] = first + number[shared]
        first += len(size)
    return groups


def _same(other: str) -> Verdict:
    return _failed("same_calls", f"makes the same calls as {other}")


def _near(other: str, similarity: float) -> Verdict:
    text = f"words and calls overlap with {other} by about {similarity:.2f}"
    return _failed("exact" if similarity == 1.0 else "near", text)


def _failed(code: str, text: str) -> Verdict:
    return Verdict(
        check=NAME,
        scope="trajectory",
        outcome="fail",
        code=code,
        explanation=text,
        version=VERSION,
    )


def call_trace(messages: Sequence[Message]) -> str:
    """Return the calls of a dialogue, with their arguments, one a line; empty without calls."""
    return "\n".join(call_key(call) for _, call in calls_of(messages))


def shingles(messages: Sequence[Message], trace: str) -> NDArray[np.uint64]:
    """Return a number below 2³² for each word triple of what is said, and of the calls.

    A triple said twice is there twice; fewer than three words are one triple.
    """
    spoken = [message.content for message in messages if message.role in ("user", "assistant")]
    said = encoded_words("\n".join((*spoken, trace)))
    word = np.zeros(max(len(said), 3), dtype=np.uint64)
    word[: len(said)] = np.fromiter(map(crc32, said), np.uint64, len(said))
    first, second, third = _WORD_FACTORS
    triples: NDArray[np.uint64] = first * word[:-2] + second * word[1:-1] + third * word[2:]
    return triples >> _HALF


def minhash(features: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """Return the MinHash signature of a set of numbers below 2³², in which some may stand twice.

    The share of places in which two signatures are equal estimates the Jaccard index.
    """
    smallest = np.empty(_PERMUTATIONS, dtype=np.uint64)
    rows = max(1, _AT_ONCE // len(features))
    for at in range(0, _PERMUTATIONS, rows):
        mixed = _FACTORS[at : at + rows] * features
        mixed += _TERMS[at : at + rows]
        mixed.min(axis=1, out=smallest[at : at + rows])
    return (smallest >> _HALF).astype(np.uint16)
