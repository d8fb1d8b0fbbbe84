"""Random numbers of walkers: which they are, and that each walker has its own."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from toolmind.graph.chance import Chance, _spread


@given(st.integers(0, 2**32) | st.integers(0, 2**300))
def test_a_seed_is_spread_as_numpy_spreads_it(seed):
    assert _spread(seed) == np.random.SeedSequence(seed).generate_state(1, np.uint64)[0]


def test_what_a_walker_draws_does_not_depend_on_the_others():
    everyone, some = Chance(7, np.arange(100)), Chance(7, np.arange(40, 50))
    drawn = everyone.uniform(np.arange(100))
    assert (some.uniform(np.arange(10)) == drawn[40:50]).all()
    assert ((drawn >= 0) & (drawn < 1)).all() and len(set(drawn.tolist())) == 100
