"""Exact and near duplicates across dialogues.

The released data has 2,846 distinct call traces among 10,791 rows. Three things make a dialogue a
duplicate of an earlier one:

- **the same calls**: its calls, with their arguments, are those of an earlier one, in any words. A
  model that has learnt the one learns little from the other;
- **nearly the same wording**: its words and calls overlap with an earlier one's by more than the
  threshold. Overlap is the Jaccard index of word triples, estimated by MinHash: comparing every
  pair would be quadratic, and hashing whole texts would miss a single changed word;
- **nearly the same goal** (of whole data sets only): so do the words of the first request.

The outcome depends on order: the first one stays. Of a signature's values 16 bits are kept (b-bit
MinHash, Li and König 2010), so that four of them, a band, are one number to sort by.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash  # type: ignore[import-untyped]

from toolmind.checks.base import calls_of
from toolmind.checks.rules.repeats import call_key
from toolmind.config import DuplicatesConfig
from toolmind.records import Message, Trajectory, Verdict
from toolmind.text.words import encoded_words

_PERMUTATIONS = 128
"""In 32 bands of four values: texts that overlap by 0.7 share a band with probability 0.9998, by
0.3 with 0.23; the estimate over all values then decides (standard error 0.03 at 0.9)."""

_FACTORS = np.random.default_rng(0).integers(0, 1 << 64, 3, dtype=np.uint64) | np.uint64(1)

NAME = "duplicates"
VERSION = "3"


def find_duplicates(
    trajectories: Iterable[Trajectory], config: DuplicatesConfig | None = None
) -> dict[int, Verdict]:
    """Return a failed verdict, by index, for each trajectory that repeats an earlier one.

    They are read once, in index order, and not kept: memory is about 0.6 kB a trajectory. One that
    branches is compared by all that was said and called in it, in any branch.
    """
    config = config or DuplicatesConfig()
    indexes, ids, sketches = array("q"), list[str](), Sketches()
    for trajectory in trajectories:
        trace = call_trace(trajectory.messages)
        indexes.append(trajectory.index)
        ids.append(trajectory.id)
        sketches.add(shingles(trajectory.messages, trace), trace if config.same_calls else "")
    return {
        indexes[at]: _same(ids[other]) if nearness is None else _near(ids[other], nearness)
        for at, other, nearness in sketches.repeats(config.similarity)
    }


class Sketches:
    """What is remembered of texts to tell which repeats which: a signature of 256 bytes, each.

    A text may have an exact `key`, by which it repeats another at once, and a `family`: those of
    one family (rows of one dialogue) are not held against each other.
    """

    def __init__(self) -> None:
        self._signatures = bytearray()
        self._keys: list[bytes] = []
        self._families: list[str] = []

    def add(self, features: NDArray[np.uint64], key: str = "", family: str = "") -> None:
        """Remember the next text."""
        self._signatures += minhash(features).tobytes()
        self._keys.append(hashlib.blake2b(key.encode(), digest_size=16).digest() if key else b"")
        self._families.append(family)

    def repeats(self, threshold: float) -> Iterator[tuple[int, int, float | None]]:
        """Yield each position that repeats an earlier one, which, and how near; None: by its key.

        What repeats something is not compared with what follows.
        """
        signatures = np.frombuffer(self._signatures, dtype=np.uint16).reshape(-1, _PERMUTATIONS)
        groups = _groups(signatures)
        members: dict[int, list[int]] = {}
        keys: dict[bytes, int] = {}
        for at, key in enumerate(self._keys):
            if key and key in keys and not self._related(at, keys[key]):
                yield at, keys[key], None
                continue
            mine = groups[at][groups[at] >= 0].tolist()
            found = {other for group in mine for other in members.get(group, ())}
            candidates = sorted(other for other in found if not self._related(at, other))
            if candidates:
                near = np.mean(signatures[candidates] == signatures[at], axis=1)
                best = int(np.argmax(near))
                if near[best] >= threshold:
                    yield at, candidates[best], float(near[best])
                    continue
            for group in mine:
                members.setdefault(group, []).append(at)
            keys.setdefault(key, at)

    def _related(self, one: int, other: int) -> bool:
        return bool(self._families[one]) and self._families[one] == self._families[other]


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
    """Return a number for each word triple of what is said, and of the calls."""
    spoken = [message.content for message in messages if message.role in ("user", "assistant")]
    return word_triples("\n".join((*spoken, trace)))


def word_triples(text: str) -> NDArray[np.uint64]:
    """Return a number for each word triple of a text.

    A triple said twice is there twice; fewer than three words are one triple.
    """
    said = encoded_words(text)
    word = np.zeros(max(len(said), 3), dtype=np.uint64)
    word[: len(said)] = np.fromiter(map(crc32, said), np.uint64, len(said))
    first, second, third = _FACTORS
    triples: NDArray[np.uint64] = first * word[:-2] + second * word[1:-1] + third * word[2:]
    return triples


def minhash(features: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """Return the MinHash signature of a set of numbers, in which some may stand twice.

    The share of places in which two signatures are equal estimates the Jaccard index.
    """
    rows = RMinHash.digest_matrix_from_flat_token_hashes(
        features, [0, len(features)], _PERMUTATIONS, 0
    ).to_rows()
    return np.array(rows[0], dtype=np.uint32).astype(np.uint16)
