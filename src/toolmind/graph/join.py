"""All pairs of vectors that are alike: blocked matrix products, nothing but numpy.

Exact and small in memory: a block of products at a time. Above `EXACT_LIMIT` pairs the inputs are
sorted into cells first and each output looks into the nearest cells only (an inverted file, as in
faiss), which costs a little recall and grows with the root of the pool instead of its square.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.packed import Vectors

Floats = NDArray[np.float32]
Indices = NDArray[np.int64]

EXACT_LIMIT = 500_000_000
_BLOCK = 1024
_WIDTH = 8192


def pairs_above(
    outputs: Floats, inputs: Floats, threshold: float
) -> Iterator[tuple[Indices, Indices, Floats]]:
    """All pairs whose product is at least `threshold`, as (output, input, product) by blocks.

    Equal rows are multiplied once. Exact.
    """
    rows, output_of = _merged(outputs)
    columns, input_of = _merged(inputs)
    for at in range(0, len(rows), _BLOCK):
        for across in range(0, len(columns), _WIDTH):
            product = rows[at : at + _BLOCK] @ columns[across : across + _WIDTH].T
            flat = np.flatnonzero(product.ravel() >= threshold)
            o, i = np.divmod(flat, product.shape[1])
            yield _spread(o + at, i + across, product.ravel()[flat], output_of, input_of)


def nearest(
    outputs: Vectors, inputs: Vectors, count: int, floor: float
) -> tuple[Indices, Indices, Floats]:
    """For each output its `count` nearest inputs with a product of at least `floor`.

    Exact up to `EXACT_LIMIT` pairs; approximate above.
    """
    if len(outputs) * len(inputs) > EXACT_LIMIT:
        return nearest_in_cells(outputs, inputs, count, floor)
    columns = inputs[:].T
    found = [
        _best(outputs[at : at + _BLOCK] @ columns, count, floor, at)
        for at in range(0, len(outputs), _BLOCK)
    ]
    return _joined(found)


def _merged(rows: Floats) -> tuple[Floats, tuple[Indices, Indices]]:
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


def _spread(
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


def _best(product: Floats, count: int, floor: float, at: int) -> tuple[Indices, Indices, Floats]:
    """Find the `count` best columns of each row, from the floor up; rows count from `at`."""
    flat = np.flatnonzero(product.ravel() >= floor)
    o, i = np.divmod(flat, product.shape[1])
    return _top(o + at, i, product.ravel()[flat], count)


def nearest_in_cells(
    outputs: Vectors, inputs: Vectors, count: int, floor: float, probes: int = 16
) -> tuple[Indices, Indices, Floats]:
    """As `nearest`, but each output looks only into the `probes` cells nearest to it."""
    centres = _centres(inputs, int(np.sqrt(len(inputs))))
    cell_of = _cells(inputs, centres)
    members = np.argsort(cell_of, kind="stable")
    starts = np.searchsorted(cell_of[members], np.arange(len(centres) + 1))
    o, cell = _nearest_cells(outputs, centres, probes)
    order = np.argsort(cell, kind="stable")
    bounds = np.searchsorted(cell[order], np.arange(len(centres) + 1))
    found = []
    for at in range(len(centres)):
        asking = o[order[bounds[at] : bounds[at + 1]]]
        here = members[starts[at] : starts[at + 1]]
        if len(asking) and len(here):
            row, column, product = _best(outputs[asking] @ inputs[here].T, count, floor, 0)
            found.append((asking[row], here[column], product))
    return _top(*_joined(found), count)


def _nearest_cells(outputs: Vectors, centres: Floats, probes: int) -> tuple[Indices, Indices]:
    probes = min(probes, len(centres))
    cells = np.concatenate(
        [
            np.argpartition(outputs[at : at + _BLOCK] @ centres.T, -probes, axis=1)[:, -probes:]
            for at in range(0, len(outputs), _BLOCK)
        ]
    )
    return np.repeat(np.arange(len(outputs)), probes), cells.ravel()


def _cells(rows: Vectors, centres: Floats) -> Indices:
    """Find the nearest centre of each row."""
    blocks = [
        (rows[at : at + _WIDTH] @ centres.T).argmax(axis=1) for at in range(0, len(rows), _WIDTH)
    ]
    return np.concatenate(blocks)


def _centres(rows: Vectors, count: int, rounds: int = 4) -> Floats:
    """Centres of `count` cells by a few rounds of k-means on a sample, seeded."""
    rng = np.random.default_rng(0)
    sample = rows[rng.permutation(len(rows))[: 32 * count]]
    centres = sample[:count].copy()
    for _ in range(rounds):
        cell = _cells(sample, centres)
        sums = np.zeros_like(centres)
        np.add.at(sums, cell, sample)
        filled = np.bincount(cell, minlength=count) > 0
        centres[filled] = sums[filled]
        centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
    return centres


def _top(o: Indices, i: Indices, product: Floats, count: int) -> tuple[Indices, Indices, Floats]:
    """Keep the `count` best pairs of each output."""
    if not len(o):
        return o, i, product
    order = np.lexsort((-product, o))
    o, i, product = o[order], i[order], product[order]
    first = np.flatnonzero(np.r_[True, o[1:] != o[:-1]])
    rank = np.arange(len(o)) - np.repeat(first, np.diff(np.r_[first, len(o)]))
    kept = rank < count
    return o[kept], i[kept], product[kept]


def _joined(found: list[tuple[Indices, Indices, Floats]]) -> tuple[Indices, Indices, Floats]:
    if not found:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, np.zeros(0, dtype=np.float32)
    o, i, product = (np.concatenate(column) for column in zip(*found, strict=True))
    return o.astype(np.int64), i.astype(np.int64), product.astype(np.float32)
