"""Kinds and their settings are found, or refused, from the configuration alone."""

from __future__ import annotations

from dataclasses import MISSING, fields
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn_chains import INDEXES, SEEDS, drawn
from toolmind.config import ScenariosConfig, load_config
from toolmind.errors import ConfigError
from toolmind.scenarios.kinds.load import BUILT_IN, KINDS, build_kinds
from toolmind.scenarios.kinds.multi_turn import MultiTurn
from toolmind.scenarios.kinds.tool_failure import ToolFailure


def test_each_kind_is_found_by_its_own_name() -> None:
    assert [kind.name for kind in build_kinds(ScenariosConfig())] == list(BUILT_IN)


def test_settings_reach_the_kind() -> None:
    kinds = [{"type": "multi_turn", "max_calls": 8}, {"type": "tool_failure", "times": [3]}]
    made = build_kinds(ScenariosConfig(kinds=kinds))
    assert made == [MultiTurn(max_calls=8), ToolFailure(times=(3,))]


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("{type: singel}", r"unknown 'singel' \(did you mean 'single'\?\)"),
        ("{type: single, wieght: 2}", r"single: unknown setting 'wieght' \(did you mean 'weight'"),
        ("{type: multi_step, max_cals: 2}", r"multi_step: unknown setting .*'max_calls'"),
        ("{type: multi_step, max_calls: many}", "multi_step: max_calls: .*valid integer"),
        ("{type: multi_step, max_calls: 1}", "multi_step: min_calls 2 and max_calls 1"),
        ("{type: tool_failure, times: [1, x]}", r"tool_failure: times\.1: .*valid integer"),
        ("{type: tool_failure, times: [0]}", r"tool_failure: times \[0\]"),
        ("{type: 'no_such_module:Kind'}", "cannot load 'no_such_module:Kind'"),
        ("{type: 'pathlib:Path'}", "pathlib:Path: it has no plan"),
    ],
)
def test_what_cannot_be_is_named_with_the_nearest_known(kind: str, message: str) -> None:
    with pytest.raises(ConfigError, match=f"^scenarios.kinds: .*{message}"):
        build_kinds(load_config(None, [f"scenarios.kinds=[{kind}]"]).scenarios)


@pytest.mark.parametrize("name", BUILT_IN)
def test_settings_have_types_and_defaults(name: str) -> None:
    for field in fields(KINDS.load(name).made):
        assert field.type
        assert field.default is not MISSING


@given(st.sampled_from(list(BUILT_IN)), INDEXES, SEEDS)
def test_every_kind_plans_the_same_for_the_same_seed(name: str, index: int, seed: int) -> None:
    kind = KINDS.load(name).build()
    made = kind.plan(drawn(index), Random(seed))
    assert made == kind.plan(drawn(index), Random(seed))
    assert made is None or made.kind == name
