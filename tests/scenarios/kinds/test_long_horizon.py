"""Fifteen calls and more."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from drawn_chains import CHAINS, drawn, outlines
from toolmind.scenarios.kinds.long_horizon import LongHorizon


def test_there_are_as_many_calls_as_asked_for_and_none_of_them_twice() -> None:
    for made in outlines(LongHorizon(min_calls=8, max_calls=12)):
        assert 8 <= len(made.chain.tools) <= 12
        assert len(set(made.chain.tools)) == len(made.chain.tools)
        assert made.manner == "gradually"
        assert all(link.src < link.dst for link in made.chain.links)


def test_fifteen_calls_are_the_least_by_default() -> None:
    assert LongHorizon().min_calls == 15


def test_what_undoes_what_was_done_is_not_joined() -> None:
    kind = LongHorizon(min_calls=8, max_calls=12)
    for index in range(CHAINS):
        alone = replace(drawn(index), at_odds=lambda first, second: True)
        made = kind.plan(alone, Random(0))
        assert made is None or "+" not in made.chain.id
