"""The nearest inputs of very many outputs, by an inverted file: only near cells are probed.

As in faiss, but that each output probes as many cells as it takes: those
whose centre is not much further from it than the worst of the best found so far.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.index import knn_exact
from toolmind.graph.index.knn_exact import Floats, Indices, Ints, TopK
from toolmind.graph.index.parallel import map_in_order
from toolmind.graph.index.quantized import Vectors
from toolmind.graph.index.ranges import expand_ranges

EXACT_LIMIT = 500_000_000
"""Pairs up to which all are looked at."""
_FIRST_PROBES = 16
"""Cells that a group of outputs probes first."""
_MARGIN = 0.25
"""How much further a cell's centre may be than the worst of the best found so far."""
_GROUP = 128
"""Outputs that probe the same cells."""
_PART = 8192
_AXES, _AXES_FROM = 128, 20_000
"""Axes of the short vectors, and inputs that these are found from."""
_SLACK = 1e-4
"""Rounding of a product, at most."""
_SAMPLE, _ROUNDS = 16, 4
"""Inputs for each cell that k-means looks at, and how often."""


def nearest(outputs: Vectors, inputs: Vectors, count: int, floor: float) -> Ints:
    """As `knn_exact.nearest`; exact up to `EXACT_LIMIT` pairs, nearly so above."""
    if len(outputs) * len(inputs) > EXACT_LIMIT:
        return nearest_approximately(outputs, inputs, count, floor)
    return knn_exact.nearest(outputs, inputs, count, floor)


def nearest_approximately(outputs: Vectors, inputs: Vectors, count: int, floor: float) -> Ints:
    """As `knn_exact.nearest`, but outputs probe only the cells near them."""
    inverted_file = _InvertedFile(inputs, min(4 * int(np.sqrt(len(inputs))), len(inputs)))
    found = np.empty((len(outputs), count), dtype=np.int32)

    def search(group: Indices) -> None:
        found[group] = inverted_file.nearest(outputs[group], count, floor)

    for _ in map_in_order(search, inverted_file.groups(outputs)):
        pass
    return found


class _InvertedFile:
    """Inputs by the nearest of some centres."""

    def __init__(self, inputs: Vectors, count: int) -> None:
        self._inputs = inputs
        self._centres = _centres(inputs, count)
        self._members, self._starts = _by_cell(inputs, self._centres)
        self._bounds = _BoundVectors(inputs[self._members[:: 1 + len(self._members) // _AXES_FROM]])
        self._short = np.concatenate(
            list(
                map_in_order(
                    lambda at: self._bounds.of(inputs[self._members[at : at + _PART]]),
                    range(0, len(self._members), _PART),
                )
            )
        )

    def groups(self, outputs: Vectors) -> Iterator[Indices]:
        """Yield outputs that lie in one cell, so that they probe much the same cells."""
        order, starts = _by_cell(outputs, self._centres)
        for start, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
            for at in range(start, end, _GROUP):
                yield order[at : min(at + _GROUP, end)]

    def nearest(self, rows: Floats, count: int, floor: float) -> Ints:
        """Find the best inputs for each of a few rows that are alike [rows, count]."""
        near = rows @ self._centres.T
        best = TopK(len(rows), count, floor)
        first = np.zeros(len(self._centres), dtype=np.bool_)
        few = min(_FIRST_PROBES, len(first))
        first[np.argpartition(near.max(axis=0), -few)[-few:]] = True
        self._probe(rows, best, first)
        self._probe(rows, best, (near >= best.least[:, None] - _MARGIN).any(axis=0) & ~first)
        return best.found()

    def _probe(self, rows: Floats, best: TopK, cells: NDArray[np.bool_]) -> None:
        """Multiply with the inputs of some cells that may be among the best."""
        short = self._bounds.of(rows)
        chosen = np.flatnonzero(cells)
        first = self._starts[chosen]
        places = expand_ranges(first, self._starts[chosen + 1] - first)
        for at in range(0, len(places), _PART):
            part = places[at : at + _PART]
            # Seen once in hundreds of runs, of finite numbers: numpy warns of a NaN or overflow in
            # this product. A bound that is no number leaves nothing out.
            with np.errstate(all="ignore"):
                bound = short @ self._short[part].T
            pruned = (bound < best.least[:, None] - _SLACK).all(axis=0)
            part = self._members[part[~pruned]]
            best.add(rows @ self._inputs[part].T, part)


class _BoundVectors:
    """Short vectors whose product is no less than that of the long ones they are made of.

    The long ones' parts along a few axes, and the length of the rest.
    """

    def __init__(self, sample: Floats) -> None:
        _, axes = np.linalg.eigh(sample.T @ sample)
        self._axes: Floats = axes[:, -_AXES:].astype(np.float32)

    def of(self, rows: Floats) -> Floats:
        """Short vectors of some rows [rows, _AXES + 1]."""
        part = rows @ self._axes
        rest = np.einsum("nd,nd->n", rows, rows) - np.einsum("nd,nd->n", part, part)
        return np.concatenate([part, np.sqrt(np.maximum(rest, 0))[:, None]], axis=1)


def _by_cell(rows: Vectors, centres: Floats) -> tuple[Indices, Indices]:
    """Positions of rows ordered by their nearest centre, and where those of each centre start."""
    cell = np.concatenate(
        list(
            map_in_order(
                lambda at: (rows[at : at + _PART] @ centres.T).argmax(axis=1).astype(np.int32),
                range(0, len(rows), _PART),
            )
        )
    )
    order = np.argsort(cell, kind="stable")
    return order, np.searchsorted(cell[order], np.arange(len(centres) + 1))


def _centres(rows: Vectors, count: int) -> Floats:
    """Centres of `count` cells by a few rounds of k-means on a sample, seeded."""
    rng = np.random.default_rng(0)
    sample = rows[rng.permutation(len(rows))[: _SAMPLE * count]]
    centres: Floats = sample[:count].copy()
    for _ in range(_ROUNDS):
        order, starts = _by_cell(sample, centres)
        filled = starts[1:] > starts[:-1]
        centres[filled] = np.add.reduceat(sample[order], starts[:-1][filled], axis=0)
        centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
    return centres
