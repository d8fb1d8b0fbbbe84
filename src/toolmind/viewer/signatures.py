"""Which texts may hold what is sought: a few bits a text in place of the text itself.

A signature is a Bloom filter of a text's three-byte sequences (trigram signatures: Harrison,
Implementation of the Substring Test by Hashing, 1971). What stands in a text has all of its bits in
the text's signature; what does not mostly lacks one, and the text need not be read.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from typing import Any

import numpy as np

_BITS = 4096
"""Bits of a signature (ours): a dialogue of 5 KB sets about two fifths of them."""
_BYTES = _BITS // 8
_AT_ONCE = 16_384
"""Signatures that a search holds (ours): 8 MB."""
_ASKED = 24
"""Bits of what is sought that are looked for, at most: each halves what is left."""


class Signatures:
    """Signatures of texts in the order of their numbers, in a temporary file."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="toolmind-view-")  # noqa: SIM115  closed below
        self._count = 0

    def add(self, text: bytes) -> None:
        """Add the signature of the next text."""
        bits = np.zeros(_BITS, dtype=np.uint8)
        bits[_hashes(text)] = 1
        self._file.write(np.packbits(bits).tobytes())
        self._count += 1

    def candidates(self, sought: bytes, first: int) -> np.ndarray[Any, Any]:
        """Return the numbers of the texts that may hold something, from the `first` on."""
        bits = np.unique(_hashes(sought))
        bits = bits[:: max(1, len(bits) // _ASKED)]
        self._file.flush()
        return np.concatenate([np.zeros(0, dtype=np.int64), *self._found(bits, first)])

    def _found(self, bits: np.ndarray[Any, Any], first: int) -> Iterator[np.ndarray[Any, Any]]:
        for start in range(first, self._count, _AT_ONCE):
            size = min(_AT_ONCE, self._count - start) * _BYTES
            held = os.pread(self._file.fileno(), size, start * _BYTES)
            block = np.frombuffer(held, dtype=np.uint8).reshape(-1, _BYTES)
            left = np.arange(len(block))
            for bit in bits.tolist():
                left = left[(block[left, bit >> 3] & (0x80 >> (bit & 7))) != 0]
            yield left + start

    def close(self) -> None:
        """Remove the file."""
        self._file.close()


def _hashes(text: bytes) -> np.ndarray[Any, Any]:
    """Return the bit of each three bytes that stand beside each other; of shorter texts none."""
    found = np.frombuffer(text, dtype=np.uint8).astype(np.uint32)
    three = found[:-2] | found[1:-1] << 8 | found[2:] << 16
    return (three * np.uint32(2654435761)) >> np.uint32(20)  # Knuth's multiplicative hash
