"""Which texts may hold what is sought: a few bits a text in place of the text itself.

A signature is a Bloom filter of a text's three-byte sequences (trigram signatures: Harrison,
Implementation of the Substring Test by Hashing, 1971). What stands in a text has all of its bits in
the text's signature; what does not mostly lacks one, and the text need not be read.

Blocks of signatures lie in slices: one bit of all texts of a block, then the next bit (bit-sliced
signature files: Faloutsos, Access Methods for Text, 1985). A search reads the slices of its own
bits, which is half a percent of the file.
"""

from __future__ import annotations

import os
import tempfile
from typing import Any

import numpy as np

_BITS = 4096
"""Bits of a signature (ours): a dialogue of 5 KB sets about two fifths of them."""
_BYTES = _BITS // 8
_BLOCK = 8192
"""Texts of a block (ours): memory holds the signatures of one, 4 MB."""
_SLICED_AT_ONCE = 64
"""Bytes of each signature that are turned at once (ours), 4 MB of single bits."""
_ASKED = 24
"""Bits of what is sought that are looked for, at most: each halves what is left."""


class Signatures:
    """Signatures of texts in the order of their numbers: whole blocks in a temporary file."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="toolmind-view-", buffering=0)  # noqa: SIM115
        self._now = (0, bytearray())
        """How many blocks are whole, and the signatures after them; searches read both at once."""

    def add(self, text: bytes) -> None:
        """Add the signature of the next text."""
        bits = np.zeros(_BITS, dtype=np.uint8)
        bits[_hashes(text)] = 1
        blocks, rest = self._now
        rest += np.packbits(bits).tobytes()
        if len(rest) == _BLOCK * _BYTES:
            self._file.write(_slices(rest))
            self._now = (blocks + 1, bytearray())

    def candidates(self, sought: bytes, first: int) -> np.ndarray[Any, Any]:
        """Return the numbers of the texts that may hold something, from the `first` on."""
        bits = np.unique(_hashes(sought))
        bits = bits[:: max(1, len(bits) // _ASKED)]
        blocks, rest = self._now
        found = [self._in_block(at, bits) for at in range(first // _BLOCK, blocks)]
        found.append(_in_rows(bytes(rest), bits) + blocks * _BLOCK)
        maybe = np.concatenate(found)
        return maybe[maybe >= first]

    def _in_block(self, block: int, bits: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        size = _BLOCK // 8
        left = np.full(size, 0xFF, dtype=np.uint8)
        for bit in bits.tolist():
            held = os.pread(self._file.fileno(), size, (block * _BITS + bit) * size)
            left &= np.frombuffer(held, dtype=np.uint8)
            if not left.any():
                break
        return np.flatnonzero(np.unpackbits(left)) + block * _BLOCK

    def close(self) -> None:
        """Remove the file."""
        self._file.close()


def _slices(rows: bytearray) -> bytes:
    """Return signatures of a block bit by bit in place of text by text."""
    block = np.frombuffer(rows, dtype=np.uint8).reshape(_BLOCK, _BYTES)
    parts = (block[:, at : at + _SLICED_AT_ONCE] for at in range(0, _BYTES, _SLICED_AT_ONCE))
    return b"".join(np.packbits(np.unpackbits(part, axis=1).T, axis=1).tobytes() for part in parts)


def _in_rows(rows: bytes, bits: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    block = np.frombuffer(rows, dtype=np.uint8).reshape(-1, _BYTES)
    left = np.arange(len(block))
    for bit in bits.tolist():
        left = left[(block[left, bit >> 3] & (0x80 >> (bit & 7))) != 0]
    return left


def _hashes(text: bytes) -> np.ndarray[Any, Any]:
    """Return the bit of each three bytes that stand beside each other; of shorter texts none."""
    found = np.frombuffer(text, dtype=np.uint8).astype(np.uint32)
    three = found[:-2] | found[1:-1] << 8 | found[2:] << 16
    return (three * np.uint32(2654435761)) >> np.uint32(20)  # Knuth's multiplicative hash
