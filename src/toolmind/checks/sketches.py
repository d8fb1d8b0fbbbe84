"""What is remembered of texts to tell which repeats which: signatures, in a file.

Overlap is the Jaccard index of features, estimated by MinHash: comparing every pair would be
quadratic, and hashing whole texts would miss a single changed word. Of a signature's values 16 bits
are kept (b-bit MinHash, Li and König 2010), so that four of them, a band, are one number to sort
by. Memory holds a few numbers a text while texts are compared, and none before: of 370,000 texts
the signatures alone would take 95 MB.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from math import ceil
from typing import IO

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash  # type: ignore[import-untyped]

_PERMUTATIONS = 128
"""In 32 bands of four values: texts that overlap by 0.7 share a band with probability 0.9998, by
0.3 with 0.23; the estimate over all values then decides (standard error 0.03 at 0.9)."""

_BANDS = _PERMUTATIONS // 4

_SKETCH = np.dtype([("signature", "<u2", _PERMUTATIONS), ("key", "<u8"), ("family", "<u8")])
"""A text in the file. Key and family are hashes, 0 where there is none: of 370,000 texts two have
the same by chance with a probability of 4e-9."""

_READ = 8192
"""Texts that are read at once (ours): 2 MB."""


class Sketches:
    """The texts so far, by position: 272 bytes each in a file.

    A text may have an exact `key`, by which it repeats another at once, and a `family`: those of
    one family (rows of one dialogue) are not held against each other. `file` is open for reading
    and writing and may hold some already; without one it is a temporary file. `close` closes it.
    """

    def __init__(self, file: IO[bytes] | None = None) -> None:
        self._file = file or tempfile.TemporaryFile()  # noqa: SIM115 (it lives as long as this)
        self._count = self._file.seek(0, os.SEEK_END) // _SKETCH.itemsize
        self._file.truncate(self._count * _SKETCH.itemsize)
        self._file.seek(0, os.SEEK_END)

    def __len__(self) -> int:
        return self._count

    def add(self, features: NDArray[np.uint64], key: str = "", family: str = "") -> None:
        """Remember the next text."""
        one = np.zeros((), dtype=_SKETCH)
        one["signature"], one["key"], one["family"] = minhash(features), _hash(key), _hash(family)
        self._file.write(one.tobytes())
        self._count += 1

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Sketches:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def flush(self) -> None:
        """See that all texts so far are in the file."""
        self._file.flush()

    def repeats(self, threshold: float) -> Iterator[tuple[int, int, float | None]]:
        """Yield each position that repeats an earlier one, which, and how near; None: by its key.

        In order. What repeats something is not compared with what follows.
        """
        self.flush()
        members: dict[int, list[int]] = {}
        first: dict[int, int] = {}
        families = self._column("family")
        most = _PERMUTATIONS - ceil(_PERMUTATIONS * threshold - 1e-9)
        for at, (key, groups) in enumerate(self._grouped()):
            same = first.get(key)
            if same is not None and not _related(families, at, same):
                yield at, same, None
                continue
            found = _candidates([there for group in groups if (there := members.get(group))], most)
            others = sorted(other for other in found if not _related(families, at, other))
            if others:
                near = self._nearness(at, others)
                best = int(np.argmax(near))
                if near[best] >= threshold:
                    yield at, others[best], float(near[best])
                    continue
            for group in groups:
                members.setdefault(group, []).append(at)
            if key >= 0:
                first.setdefault(key, at)

    def _nearness(self, at: int, others: Sequence[int]) -> NDArray[np.float64]:
        """Return the share of places in which a signature is that of each of the others."""
        mine = self._signature(at)
        near: NDArray[np.float64] = np.mean(
            np.stack([self._signature(other) for other in others]) == mine, axis=1
        )
        return near

    def _signature(self, at: int) -> NDArray[np.uint16]:
        raw = os.pread(self._file.fileno(), 2 * _PERMUTATIONS, at * _SKETCH.itemsize)
        return np.frombuffer(raw, dtype="<u2")

    def _grouped(self) -> Iterator[tuple[int, list[int]]]:
        """Yield of each text the number of its key's group, and of the groups of its bands.

        Those of one group share a key or a band; -1 is a key, and left out a band, that is alone.
        The numbers lie in a second file, for there are 33 of each text.
        """
        with tempfile.TemporaryFile() as file:
            first = 0
            for column in range(_BANDS + 1):
                values = self._column("key") if column == _BANDS else self._band(column)
                groups, first = _groups(values, first)
                if column == _BANDS:
                    groups[values == 0] = -1
                groups.tofile(file)
            file.flush()
            for start in range(0, self._count, _READ):
                size = min(_READ, self._count - start)
                block = np.empty((_BANDS + 1, size), dtype=np.int32)
                for column in range(_BANDS + 1):
                    place = 4 * (column * self._count + start)
                    block[column] = np.frombuffer(
                        os.pread(file.fileno(), 4 * size, place), dtype=np.int32
                    )
                for *bands, key in block.T.tolist():
                    yield key, [group for group in bands if group >= 0]

    def _column(self, name: str) -> NDArray[np.uint64]:
        found = np.empty(self._count, dtype=np.uint64)
        for start, part in self._parts():
            found[start : start + len(part)] = part[name]
        return found

    def _band(self, band: int) -> NDArray[np.uint64]:
        found = np.empty(self._count, dtype=np.uint64)
        for start, part in self._parts():
            values = np.ascontiguousarray(part["signature"][:, 4 * band : 4 * band + 4])
            found[start : start + len(part)] = values.view(np.uint64)[:, 0]
        return found

    def _parts(self) -> Iterator[tuple[int, NDArray[np.void]]]:
        size = _SKETCH.itemsize
        for start in range(0, self._count, _READ):
            raw = os.pread(self._file.fileno(), _READ * size, start * size)
            yield start, np.frombuffer(raw, dtype=_SKETCH)


def _hash(text: str) -> int:
    """Return a number from 1 on for a text, 0 for an empty one."""
    if not text:
        return 0
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little") or 1


def _candidates(shared: list[list[int]], most: int) -> set[int]:
    """Return the texts that may differ in no more than so many values from one whose bands are
    shared with these, each band with the texts that have it, too.

    Each value that differs parts one band, so that of any ``most + 1`` bands one is shared: those
    that nobody has do, and then those that the fewest have. So of texts that begin alike, and go on
    otherwise, hardly any are compared.
    """
    parted = _BANDS - len(shared)
    fewest = sorted(shared, key=len)[: max(most + 1 - parted, 0)]
    return set().union(*fewest)


def _related(families: NDArray[np.uint64], one: int, other: int) -> bool:
    return bool(families[one]) and bool(families[one] == families[other])


def _groups(values: NDArray[np.uint64], first: int) -> tuple[NDArray[np.int32], int]:
    """Return of each value the number, from `first` on, of those like it, and the next number.

    -1: it is alone.
    """
    _, number, size = np.unique(values, return_inverse=True, return_counts=True)
    groups = (first + number).astype(np.int32)
    groups[size[number] == 1] = -1
    return groups, first + len(size)


def minhash(features: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """Return the MinHash signature of a set of numbers, in which some may stand twice.

    The share of places in which two signatures are equal estimates the Jaccard index.
    """
    rows = RMinHash.digest_matrix_from_flat_token_hashes(
        features, [0, len(features)], _PERMUTATIONS, 0
    ).to_rows()
    return np.array(rows[0], dtype=np.uint32).astype(np.uint16)
