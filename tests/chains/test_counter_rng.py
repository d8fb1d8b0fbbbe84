"""Random numbers of walkers: which they are, and that each walker has its own."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from toolmind.chains.counter_rng import CounterRng


@given(st.integers(0, 2**300), st.integers(1, 2**300))
def test_seeds_that_differ_have_streams_of_their_own(seed, more):
    few = np.arange(4)
    one, other, again = (CounterRng(at, few).uniform(few) for at in (seed, seed + more, seed))
    assert (one == again).all()
    assert not np.isin(one, other).any()


def test_the_streams_of_a_seed_stay_as_they_are():
    drawn = CounterRng(7, np.arange(2)).uniform(np.arange(2))
    assert drawn.tolist() == [0.3306340823464403, 0.05595536015195324]


def test_what_a_walker_draws_does_not_depend_on_the_others():
    everyone, some = CounterRng(7, np.arange(100)), CounterRng(7, np.arange(40, 50))
    drawn = everyone.uniform(np.arange(100))
    assert (some.uniform(np.arange(10)) == drawn[40:50]).all()
    assert ((drawn >= 0) & (drawn < 1)).all() and len(set(drawn.tolist())) == 100
