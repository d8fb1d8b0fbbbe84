"""Many vectors in little memory: bytes and one scale a row, equal rows once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_CHUNK = 8192


class Vectors(Protocol):
    """Rows of numbers, an array or something that gives arrays of the rows asked for."""

    def __len__(self) -> int:
        """How many rows."""

    def __getitem__(self, rows: Any, /) -> Floats:
        """Rows by a slice or an array of positions [rows, d]."""


class TextEmbedder(Protocol):
    """What turns texts into unit-length vectors."""

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit-length vectors [texts, d]."""


class PackedVectors:
    """Vectors in bytes: a quarter of the memory of floats, a product is off by about 0.001.

    Halves would take twice as much and turn into floats ten times as slowly.
    """

    def __init__(self, codes: NDArray[np.int8], scale: Floats, rows: NDArray[np.int32]) -> None:
        self._codes, self._scale, self._rows = codes, scale, rows

    @classmethod
    def of(cls, texts: Sequence[str], embedder: TextEmbedder) -> PackedVectors:
        """Embed texts, equal ones once, and never more than a few at a time."""
        places: dict[str, int] = {}
        rows = np.array([places.setdefault(text, len(places)) for text in texts], dtype=np.int32)
        distinct = list(places)
        parts = [
            _packed(embedder.embed(distinct[at : at + _CHUNK]))
            for at in range(0, max(1, len(distinct)), _CHUNK)
        ]
        codes, scale = (np.concatenate(column) for column in zip(*parts, strict=True))
        return cls(codes, scale, rows)

    def __len__(self) -> int:
        """How many rows."""
        return len(self._rows)

    def __getitem__(self, rows: Any) -> Floats:
        """Rows by a slice or an array of positions [rows, d]."""
        at = self._rows[rows]
        made: Floats = self._codes[at].astype(np.float32)
        made *= self._scale[at][:, None]
        return made


class Joined:
    """Two kinds of vectors side by side, each weighed so that unit rows stay unit rows."""

    def __init__(self, left: Vectors, right: Vectors) -> None:
        self._left, self._right = left, right

    def __len__(self) -> int:
        """How many rows."""
        return len(self._left)

    def __getitem__(self, rows: Any) -> Floats:
        """Rows by a slice or an array of positions [rows, d]."""
        made: Floats = np.concatenate([self._left[rows], self._right[rows]], axis=1)
        made *= np.float32(np.sqrt(0.5))
        return made


def _packed(vectors: Floats) -> tuple[NDArray[np.int8], Floats]:
    scale = np.abs(vectors).max(axis=1, initial=0) / 127
    codes = np.rint(vectors / np.maximum(scale, 1e-12)[:, None]).astype(np.int8)
    return codes, scale.astype(np.float32)
