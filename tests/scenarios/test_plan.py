"""A plan is the outline of a kind, with a date; the same for the same seed."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn_chains import CHAINS, INDEXES, SEEDS, material
from toolmind.config import ScenariosConfig
from toolmind.scenarios.kinds.load import build_kinds
from toolmind.scenarios.plan import Plan, Planner
from toolmind.schema.slots import missing, slots


def plan(index: int, seed: int, **settings: object) -> Plan:
    tools, chains = material()
    config = ScenariosConfig(**settings)
    return Planner(config, build_kinds(config), tools, seed).plan(index, chains[index])


@given(INDEXES, SEEDS)
def test_the_same_seed_gives_the_same_plan(index: int, seed: int) -> None:
    assert plan(index, seed) == plan(index, seed)


@given(INDEXES, SEEDS)
def test_every_value_comes_from_the_user_or_from_an_earlier_step(index: int, seed: int) -> None:
    made = plan(index, seed)
    tools, _ = material()
    for step, tool in enumerate(made.chain.tools):
        fed = {link.dst_input for link in made.chain.links if link.dst == step}
        assert all(link.src < step for link in made.chain.links if link.dst == step)
        assert not fed & set(made.wanted[step])
        assert not missing(tools[tool].parameters, fed | set(made.wanted[step]))
        assert set(made.wanted[step]) <= set(slots(tools[tool].parameters))


@given(INDEXES, SEEDS, st.integers(1, 900), st.datetimes(datetime(2020, 1, 1)))
def test_the_clock_is_within_the_days_configured(
    index: int, seed: int, days: int, start: datetime
) -> None:
    start = min(start, datetime(2100, 1, 1)).replace(second=0, microsecond=0)
    made = plan(index, seed, clock_start=start, clock_days=days)
    clock = datetime.fromisoformat(made.clock)
    assert start <= clock < start + timedelta(days=days)
    other = plan(index, seed)
    assert (made.chain, made.wanted) == (other.chain, other.wanted), "a date changes nothing else"


def test_kinds_are_made_by_their_weights() -> None:
    kinds = {"single": 3, "no_tool": 1, "multi_step": 0}
    made = Counter(plan(0, seed, kinds=kinds).kind for seed in range(400))
    assert set(made) == {"single", "no_tool"}
    assert 2 < made["single"] / made["no_tool"] < 4.5


@pytest.mark.parametrize("kind", ["single", "parallel", "multi_step", "no_tool", "tool_failure"])
def test_a_kind_is_made_when_only_it_is_asked_for(kind: str) -> None:
    made = [plan(index, 0, kinds={kind: 1}) for index in range(CHAINS)]
    assert {one.kind for one in made} <= {kind, "single"}
    assert any(one.kind == kind for one in made)


def test_calls_made_at_once_are_one_round() -> None:
    made = [plan(index, 1) for index in range(CHAINS)]
    assert all(one.rounds() == (1 if one.parallel else len(one.chain.tools)) for one in made)
    assert {one.parallel for one in made} == {True, False}
