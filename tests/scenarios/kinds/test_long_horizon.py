"""Fifteen calls and more."""

from __future__ import annotations

from drawn_chains import outlines
from toolmind.scenarios.kinds.long_horizon import LongHorizon


def test_there_are_as_many_calls_as_asked_for_and_none_of_them_twice() -> None:
    for made in outlines(LongHorizon(min_calls=8, max_calls=12)):
        assert 8 <= len(made.chain.tools) <= 12
        assert len(set(made.chain.tools)) == len(made.chain.tools)
        assert made.manner == "gradually"
        assert all(link.src < link.dst for link in made.chain.links)


def test_fifteen_calls_are_the_least_by_default() -> None:
    assert LongHorizon().min_calls == 15
