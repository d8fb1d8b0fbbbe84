"""What is made of a chain, and how long it may be played."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from toolmind.config import DialogueConfig, ScenariosConfig, load_config
from toolmind.errors import ConfigError


@given(
    st.dictionaries(st.sampled_from(["single", "m:Own", "no_tool"]), st.floats(0, 9), min_size=1)
)
def test_weights_and_a_list_of_kinds_are_the_same(weights: dict[str, float]) -> None:
    weights["parallel"] = 1.0
    as_list = [{"type": kind, "weight": weight} for kind, weight in weights.items()]
    one, other = ScenariosConfig(kinds=weights), ScenariosConfig(kinds=as_list)
    assert one == other
    assert ScenariosConfig(**one.model_dump(mode="json")) == one


def test_the_settings_of_a_kind_are_part_of_the_configuration_written() -> None:
    config = load_config(None, ["scenarios.kinds=[{type: multi_step, max_calls: 4}, single]"])
    assert config.model_dump(mode="json")["scenarios"]["kinds"] == [
        {"type": "multi_step", "weight": 1.0, "max_calls": 4},
        {"type": "single", "weight": 1.0},
    ]


def test_kinds_that_are_not_named_are_not_made() -> None:
    config = ScenariosConfig(kinds={"single": 1})
    assert [(kind.type, kind.weight) for kind in config.kinds] == [("single", 1.0)]


def test_the_weights_of_all_kinds_by_default_add_up_to_one() -> None:
    kinds = ScenariosConfig().kinds
    assert sum(kind.weight for kind in kinds) == pytest.approx(1)
    assert len({kind.type for kind in kinds}) == len(kinds) == 19


@pytest.mark.parametrize("weight", [".inf", ".nan", "-0.1", "[]"])
@pytest.mark.parametrize("kinds", ["[{{type: single, weight: {}}}, parallel]", "{{single: {}}}"])
def test_a_weight_is_a_number_from_zero_on(kinds: str, weight: str) -> None:
    with pytest.raises(ConfigError, match=r"scenarios\.kinds.*weight"):
        load_config(None, [f"scenarios.kinds={kinds.format(weight)}"])


def test_a_date_is_read_as_it_is_written() -> None:
    config = load_config(None, ["scenarios.clock_start=2026-02-03"])
    assert config.scenarios.clock_start == datetime(2026, 2, 3)


@pytest.mark.parametrize("limit", ["max_turns", "max_calls", "max_calls_per_turn"])
def test_a_dialogue_has_at_least_one_of_each(limit: str) -> None:
    assert getattr(DialogueConfig.model_validate({limit: 1}), limit) == 1
    with pytest.raises(ValidationError, match=limit):
        DialogueConfig.model_validate({limit: 0})
