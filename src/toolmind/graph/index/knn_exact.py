"""All pairs of vectors that are alike: blocked matrix products, nothing but numpy.

Small in memory: a block of products at a time.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.index.quantized import Vectors

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Indices = NDArray[np.int64]

_BLOCK, _WIDTH = 512, 4096
"""Outputs and inputs that are multiplied at once."""
_SLACK_FACTOR = 2
"""Times as many products as are wanted that are kept without a look at which are the best."""


def pairs_above(
    outputs: Floats, inputs: Floats, threshold: float
) -> Iterator[tuple[Indices, Indices, Floats]]:
    """All pairs whose product is at least `threshold`, as (output, input, product) by blocks.

    Equal rows are multiplied once. Exact.
    """
    rows, output_of = _distinct(outputs)
    columns, input_of = _distinct(inputs)
    for at in range(0, len(rows), _BLOCK):
        for across in range(0, len(columns), _WIDTH):
            product = rows[at : at + _BLOCK] @ columns[across : across + _WIDTH].T
            flat = np.flatnonzero(product.ravel() >= threshold)
            o, i = np.divmod(flat, product.shape[1])
            yield _expanded_pairs(o + at, i + across, product.ravel()[flat], output_of, input_of)


def nearest(outputs: Vectors, inputs: Vectors, count: int, floor: float) -> Ints:
    """For each output its `count` nearest inputs with a product of at least `floor`.

    Their positions [outputs, count], the best first, of equals the first; -1 where there are no
    more. Exact.
    """
    found = np.empty((len(outputs), count), dtype=np.int32)
    for at in range(0, len(outputs), _BLOCK):
        rows = outputs[at : at + _BLOCK]
        best = TopK(len(rows), count, floor)
        for across in range(0, len(inputs), _WIDTH):
            part = inputs[across : across + _WIDTH]
            best.add(rows @ part.T, np.arange(across, across + len(part)))
        found[at : at + _BLOCK] = best.found()
    return found


class TopK:
    """The best columns of some rows, found a part of the columns at a time."""

    def __init__(self, rows: int, count: int, floor: float) -> None:
        self._count = count
        self.least: Floats = np.full(rows, floor, dtype=np.float32)
        """[rows] what a product must reach to be among the best, as far as is known."""
        self._row: Indices = np.zeros(0, dtype=np.int64)
        self._column: Indices = np.zeros(0, dtype=np.int64)
        self._value: Floats = np.zeros(0, dtype=np.float32)

    def add(self, product: Floats, columns: Indices | Ints) -> None:
        """Take products [rows, columns] into account."""
        good = product >= self.least[:, None]
        if np.count_nonzero(good) > _SLACK_FACTOR * self._count * len(product):
            last = product.shape[1] - self._count
            np.maximum(self.least, np.partition(product, last, axis=1)[:, last], out=self.least)
            good = product >= self.least[:, None]
        flat = np.flatnonzero(good)
        row, column = np.divmod(flat, product.shape[1])
        row = np.concatenate([self._row, row])
        column = np.concatenate([self._column, columns[column]])
        value = np.concatenate([self._value, product.ravel()[flat]])
        order = np.lexsort((column, -value, row))
        row, column, value = row[order], column[order], value[order]
        rank = np.arange(len(row)) - np.searchsorted(row, row)
        worst = np.flatnonzero(rank == self._count - 1)
        self.least[row[worst]] = value[worst]
        kept = rank < self._count
        self._row, self._column, self._value = row[kept], column[kept], value[kept]

    def found(self) -> Ints:
        """Return the best columns of each row [rows, count], -1 where there are no more."""
        found = np.full((len(self.least), self._count), -1, dtype=np.int32)
        rank = np.arange(len(self._row)) - np.searchsorted(self._row, self._row)
        found[self._row, rank] = self._column
        return found


def _distinct(rows: Floats) -> tuple[Floats, tuple[Indices, Indices]]:
    """Distinct rows, and for each of them the places where it stands (in compressed rows)."""
    rows = np.ascontiguousarray(rows)
    keys = rows.view(np.dtype((np.void, rows.shape[1] * rows.itemsize))).ravel()
    places: dict[bytes, int] = {}
    row_of = np.array(
        [places.setdefault(key.tobytes(), len(places)) for key in keys], dtype=np.int64
    )
    order = np.argsort(row_of, kind="stable")
    starts = np.searchsorted(row_of[order], np.arange(len(places) + 1))
    return rows[order[starts[:-1]]], (starts, order)


def _expanded_pairs(
    o: Indices,
    i: Indices,
    product: Floats,
    output_of: tuple[Indices, Indices],
    input_of: tuple[Indices, Indices],
) -> tuple[Indices, Indices, Floats]:
    """Pairs of distinct rows as pairs of all the places where these stand."""
    for starts, order in (output_of,):
        pair, place = _expanded(o, starts)
        o, i, product = order[place], i[pair], product[pair]
    starts, order = input_of
    pair, place = _expanded(i, starts)
    return o[pair], order[place], product[pair]


def _expanded(row: Indices, starts: Indices) -> tuple[Indices, Indices]:
    counts = starts[row + 1] - starts[row]
    pair = np.repeat(np.arange(len(row)), counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    return pair, np.repeat(starts[row], counts) + np.arange(len(pair)) - first
