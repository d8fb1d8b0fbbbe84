"""A plan is the outline of a kind, with a date; the same for the same seed."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn_chains import CHAINS, INDEXES, Further, distractors, material, planner
from toolmind.config import ScenariosConfig
from toolmind.errors import ConfigError
from toolmind.scenarios.kinds.load import BUILT_IN, build_kinds
from toolmind.scenarios.plan import Plan, Planner
from toolmind.schema.slots import missing, slots

SEEDS = st.integers(0, 2)


def plan(index: int, seed: int, **settings: object) -> Plan:
    _, chains = material()
    return planner(ScenariosConfig(**settings), seed).plan(index, chains[index])


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
    made = plan(index, seed, kinds={"multi_step": 1}, clock_start=start, clock_days=days)
    clock = datetime.fromisoformat(made.clock)
    assert start <= clock < start + timedelta(days=days)
    other = plan(index, seed, kinds={"multi_step": 1})
    assert (made.chain, made.wanted) == (other.chain, other.wanted), "a date changes nothing else"


def test_few_write_at_night() -> None:
    hours = [
        datetime.fromisoformat(plan(index % CHAINS, index // CHAINS).clock).hour
        for index in range(240)
    ]
    night = [hour for hour in hours if not 7 <= hour < 23]
    assert len(set(hours)) > 15 and len(night) < 0.1 * len(hours)


@given(SEEDS)
def test_kinds_are_made_by_their_weights_to_within_a_hundredth(seed: int) -> None:
    _, chains = material()
    kinds = {"single": 3, "no_tool": 1, "multi_step": 0, "multi_turn": 0.7}
    plans = planner(ScenariosConfig(kinds=kinds), seed)
    made = Counter(plans.plan(index, chains[index % CHAINS]).kind for index in range(400))
    assert set(made) == {"single", "no_tool", "multi_turn"}
    for kind, count in made.items():
        assert abs(count / 400 - kinds[kind] / 4.7) < 0.01


@pytest.mark.parametrize("kind", BUILT_IN)
def test_a_kind_is_made_when_only_it_is_asked_for(kind: str) -> None:
    _, chains = material()
    calls = {"min_calls": 8} if kind == "long_horizon" else {}  # a sixth of the tools, few chains
    plans = planner(ScenariosConfig(kinds=[{"type": kind, **calls}]), 0)
    made = [plans.plan(index, chain) for index, chain in enumerate(chains[:20])]
    assert {one.kind for one in made} == {kind}


def test_a_kind_that_no_chain_allows_is_named_and_leaves_its_share_to_the_others() -> None:
    _, chains = material()
    kinds = [{"type": "multi_step", "min_calls": 40, "max_calls": 50}, {"type": "single"}]
    plans = planner(ScenariosConfig(kinds=kinds), 0)
    assert plans.impossible == ("multi_step",)
    assert {plans.plan(index, chain).kind for index, chain in enumerate(chains)} == {"single"}
    with pytest.raises(ConfigError, match="no chain of these tools allows multi_step"):
        planner(ScenariosConfig(kinds=kinds[:1]), 0)


def test_tools_that_no_chain_comes_to_are_called_alone_as_often_as_there_are_such() -> None:
    tools, chains = material()
    lone = tuple(sorted(tools)[: len(tools) // 4])
    config = ScenariosConfig(kinds={"single": 1, "no_tool": 1})
    source = Further(lone=lone)
    plans = Planner(config, build_kinds(config), tools, source, distractors(), 0)
    made = [plans.plan(index, chains[index % CHAINS]).chain.id for index in range(400)]
    alone = [one for one in made if one.startswith("lone-")]
    assert 90 < len(alone) < 110
    assert len(set(alone)) > 0.8 * len(alone)


@given(INDEXES, SEEDS)
def test_the_tools_needed_are_shown_but_those_hidden(index: int, seed: int) -> None:
    made = plan(index, seed)
    needed = set(made.chain.tools).difference(made.hidden)
    assert needed <= set(made.tools)
    assert not set(made.hidden) & set(made.tools)
    assert made.tools


def test_wishes_come_up_gradually_as_often_as_is_set() -> None:
    kinds = {"multi_step": 1}
    plain = [plan(index, 0, kinds=kinds, reveal=0) for index in range(10)]
    hard = [plan(index, 0, kinds=kinds, reveal=1) for index in range(10)]
    assert {one.manner for one in plain} == {"at once"}
    assert {one.manner for one in hard} == {"gradually"}


def test_look_ups_are_left_unasked_as_often_as_is_set() -> None:
    kinds = {"multi_step": 1}
    asked = [plan(index, 0, kinds=kinds, unasked=0) for index in range(30)]
    unasked = [plan(index, 0, kinds=kinds, unasked=1) for index in range(30)]
    assert not any(one.implied or one.referred for one in asked)
    assert any(one.implied and one.referred for one in unasked)


def test_calls_made_at_once_are_one_round() -> None:
    made = [plan(index, 1) for index in range(CHAINS)]
    assert all(
        one.rounds() == (1 if one.parallel else max(1, len(one.chain.tools))) for one in made
    )
    assert {one.parallel for one in made} == {True, False}
