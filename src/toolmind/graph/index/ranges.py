"""Runs of consecutive positions, end to end in one array."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]


def expand_ranges(first: Indices, sizes: Indices) -> Indices:
    """Positions first, first + 1, … of each run, end to end."""
    offset = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    places: Indices = np.repeat(first, sizes) + offset
    return places
