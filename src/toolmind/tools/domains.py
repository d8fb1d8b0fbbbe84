"""Domains for tools that declare none: clusters of like texts, named by their own words.

Spherical k-means over hashed tf-idf vectors; seeded, so that the same pool gets the same names.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from toolmind.records import Tool
from toolmind.text.identifiers import label
from toolmind.text.words import words

DIMENSIONS = 256
"""Width of the hashed vectors: 1 KiB a tool (ours)."""

MAX_DOMAINS = 40
"""Clusters at most; below, one per about eight tools (ours)."""

Floats = npt.NDArray[np.float32]

_DULL = frozenset(
    """a an and are as at based be by for from function get given gets has in into is it its list
    of on or provided return returns specific specified that the this to tool use used using value
    with within your you data information details find search retrieve retrieves calculate fetch
    create api user id name type new all one two number string can which set update""".split()
)


def text_of(tool: Tool) -> str:
    """Return the text of a tool that tells its domain."""
    fields = tool.parameters.get("properties") or {}
    return f"{label(tool.name)} {tool.description} {' '.join(map(label, fields))}"


def name_domains(texts: Sequence[str], seed: int = 0) -> list[str]:
    """Return a readable domain for each text.

    A domain is the one or two words that set its texts apart from all others.
    """
    if not texts:
        return []
    words = [_words(text) for text in texts]
    frequency = Counter(word for row in words for word in set(row))
    clusters = _cluster(_vectors(words, frequency), seed)
    names = {
        cluster: _name([words[i] for i in np.flatnonzero(clusters == cluster)], frequency)
        for cluster in sorted(set(clusters.tolist()))
    }
    return [names[cluster] for cluster in clusters.tolist()]


def _words(text: str) -> list[str]:
    return [word for word in words(text) if len(word) > 2 and word.isalpha() and word not in _DULL]


def _vectors(words: list[list[str]], frequency: Counter[str]) -> Floats:
    vectors = np.zeros((len(words), DIMENSIONS), dtype=np.float32)
    for row, found in enumerate(words):
        for word, count in Counter(found).items():
            code = zlib.crc32(word.encode())
            weight = (1 + np.log(count)) * np.log(1 + len(words) / frequency[word])
            vectors[row, code % DIMENSIONS] += weight if code & 0x8000_0000 else -weight
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Floats = vectors / np.maximum(lengths, 1e-9)
    return unit


def _cluster(vectors: Floats, seed: int, rounds: int = 20) -> npt.NDArray[np.int64]:
    count = max(1, min(MAX_DOMAINS, len(vectors) // 8 + 1))
    rng = np.random.default_rng(seed)
    centres = vectors[[int(rng.integers(len(vectors)))]]
    nearest = vectors @ centres[0]
    while len(centres) < count:  # farthest first: starts apart, whatever the order
        centres = np.vstack([centres, vectors[int(np.argmin(nearest))]])
        nearest = np.maximum(nearest, vectors @ centres[-1])
    labels: npt.NDArray[np.int64] = np.argmax(vectors @ centres.T, axis=1)
    for _ in range(rounds):
        sums = np.zeros_like(centres)
        np.add.at(sums, labels, vectors)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(lengths > 0, sums / np.maximum(lengths, 1e-9), centres)
        moved = np.argmax(vectors @ centres.T, axis=1)
        if np.array_equal(moved, labels):
            break
        labels = moved
    return labels


def _name(rows: list[list[str]], frequency: Counter[str]) -> str:
    """Return the words that occur in many texts of the cluster and in few outside of it."""
    inside = Counter(word for row in rows for word in set(row))
    if not inside:
        return "general"

    def strength(word: str) -> tuple[float, str]:
        return inside[word] / len(rows) * inside[word] / frequency[word], word

    best = sorted(inside, key=strength, reverse=True)[:2]
    return " ".join(best if len(best) > 1 and inside[best[1]] > len(rows) / 4 else best[:1])
