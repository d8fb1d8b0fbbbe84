"""Runs of positions end to end."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from toolmind.graph.index.ranges import expand_ranges


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 6)), max_size=12))
def test_each_run_is_there_in_its_order(runs: list[tuple[int, int]]) -> None:
    first, sizes = (np.array([run[k] for run in runs], dtype=np.int64) for k in (0, 1))
    wanted = [place for start, size in runs for place in range(start, start + size)]
    assert expand_ranges(first, sizes).tolist() == wanted
