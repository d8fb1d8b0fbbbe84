"""Many rows in little memory: equal ones once, vectors as bytes and one scale a row."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Value = TypeVar("Value", bound=np.generic)

_CHUNK = 8192
_CACHE_ROWS = 2048
"""Pairs whose vectors, 2 MB a side, stay in the processor's cache."""
_DIGEST = 12
"""Bytes of a digest: of a billion texts, two share one with a chance of one in 10^11."""


class Vectors(Protocol):
    """Rows of numbers, an array or something that gives arrays of the rows asked for."""

    def __len__(self) -> int:
        """How many rows."""

    def __getitem__(self, rows: Any, /) -> Floats:
        """Rows by a slice or an array of positions [rows, d]."""


class TextEmbedder(Protocol):
    """What turns texts into unit-length vectors."""

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit-length vectors [texts, dimensions]."""


class SharedRows(Generic[Value]):
    """Rows of a table, told by their number in it: rows that are equal are there once."""

    def __init__(self, table: NDArray[Value], rows: Ints) -> None:
        self._table, self.rows = table, rows

    def __len__(self) -> int:
        """How many rows."""
        return len(self.rows)

    def __getitem__(self, rows: Any) -> NDArray[Value]:
        """Rows by a slice or an array of positions [rows, d]."""
        return self.distinct(self.rows[rows])

    def distinct(self, rows: Ints) -> NDArray[Value]:
        """Rows by their numbers in the table."""
        made: NDArray[Value] = self._table[rows]
        return made


class QuantizedVectors:
    """Vectors in bytes: a quarter of the memory of floats, a product is off by about 0.001.

    Halves would take twice as much and turn into floats ten times as slowly.
    """

    def __init__(self, codes: NDArray[np.int8], scale: Floats, rows: Ints) -> None:
        self._codes, self._scale, self.rows = codes, scale, rows

    @classmethod
    def of(cls, texts: Sequence[str], embedder: TextEmbedder) -> QuantizedVectors:
        """Embed texts, equal ones once."""
        quantizer = VectorQuantizer(embedder)
        rows = np.array([quantizer.row(text) for text in texts], dtype=np.int32)
        return cls(*quantizer.table(), rows)

    def __len__(self) -> int:
        """How many rows."""
        return len(self.rows)

    def __getitem__(self, rows: Any) -> Floats:
        """Rows by a slice or an array of positions [rows, d]."""
        return self.distinct(self.rows[rows])

    def distinct(self, rows: Ints) -> Floats:
        """Rows by their numbers in the table of distinct ones."""
        made: Floats = self._codes[rows].astype(np.float32)
        made *= self._scale[rows][:, None]
        return made


def products(
    one: QuantizedVectors | SharedRows[np.float32],
    other: QuantizedVectors | SharedRows[np.float32],
    a: Ints,
    b: Ints,
) -> Floats:
    """Products of the rows `a` of the one with the rows `b` of the other, equal pairs once."""
    pairs = one.rows[a].astype(np.int64) << 32 | other.rows[b]
    pairs, place = np.unique(pairs, return_inverse=True)
    product = np.empty(len(pairs), dtype=np.float32)
    for at in range(0, len(pairs), _CACHE_ROWS):
        part = pairs[at : at + _CACHE_ROWS]
        left, right = one.distinct(part >> 32), other.distinct(part & 0xFFFFFFFF)
        product[at : at + _CACHE_ROWS] = np.einsum("nd,nd->n", left, right)
    made: Floats = product[place]
    return made


class VectorQuantizer:
    """Embeds texts as they come, equal ones once, a few at a time; the texts are not kept."""

    def __init__(self, embedder: TextEmbedder) -> None:
        self._embedder = embedder
        self._row_of_text: dict[bytes, int] = {}
        self._pending: list[str] = []
        self._parts: list[tuple[NDArray[np.int8], Floats]] = []

    def row(self, text: str) -> int:
        """Row of the text's vector in the table."""
        known = len(self._row_of_text)
        row = self._row_of_text.setdefault(digest(text.encode(errors="surrogatepass")), known)
        if row == known:
            self._pending.append(text)
            if len(self._pending) == _CHUNK:
                self._quantize_pending()
        return row

    def table(self) -> tuple[NDArray[np.int8], Floats]:
        """Give up the table: codes [texts, d] and their scale [texts]."""
        self._quantize_pending()
        self._row_of_text.clear()
        codes, scale = [one for one, _ in self._parts], [one for _, one in self._parts]
        self._parts.clear()
        return stacked(codes), stacked(scale)

    def _quantize_pending(self) -> None:
        vectors = self._embedder.embed(self._pending)
        scale = np.abs(vectors).max(axis=1, initial=0) / 127
        codes = np.rint(vectors / np.maximum(scale, 1e-12)[:, None]).astype(np.int8)
        self._parts.append((codes, scale.astype(np.float32)))
        self._pending.clear()


class RowSubset:
    """Some rows of vectors."""

    def __init__(self, vectors: Vectors, rows: Ints) -> None:
        self._vectors, self._rows = vectors, rows

    def __len__(self) -> int:
        """How many rows."""
        return len(self._rows)

    def __getitem__(self, rows: Any) -> Floats:
        """Rows by a slice or an array of positions [rows, d]."""
        return self._vectors[self._rows[rows]]


class ConcatenatedVectors:
    """Two kinds of vectors side by side, each weighed so that unit rows stay unit rows."""

    def __init__(self, left: QuantizedVectors, right: SharedRows[np.float32]) -> None:
        self._left, self._right = left, right

    def __len__(self) -> int:
        """How many rows."""
        return len(self._left)

    def __getitem__(self, rows: Any) -> Floats:
        """Rows by a slice or an array of positions [rows, d]."""
        made: Floats = np.concatenate([self._left[rows], self._right[rows]], axis=1)
        made *= np.float32(np.sqrt(0.5))
        return made

    def distinct_rows(self) -> tuple[RowSubset, Ints]:
        """Return the distinct rows in the order of their first, and which of them each row is."""
        both = self._left.rows.astype(np.int64) << 32 | self._right.rows
        _, first, place = np.unique(both, return_index=True, return_inverse=True)
        order = np.argsort(first)
        rank = np.empty(len(order), dtype=np.int32)
        rank[order] = np.arange(len(order))
        return RowSubset(self, first[order].astype(np.int32)), rank[place]


def digest(content: bytes) -> bytes:
    """Return what stands for some content where the content itself would take too much memory."""
    return blake2b(content, digest_size=_DIGEST).digest()


def stacked(parts: list[NDArray[Value]]) -> NDArray[Value]:
    """Concatenate arrays, taking them from the list, so that little is there twice."""
    size = sum(map(len, parts))
    made = np.empty((size, *parts[0].shape[1:]), dtype=parts[0].dtype)
    # From the end, as a list gives up its last part at once.
    while parts:
        part = parts.pop()
        made[size - len(part) : size] = part
        size -= len(part)
    return made
