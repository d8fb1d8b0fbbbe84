"""What is said of the environment: its failures beside its own settings."""

from __future__ import annotations

from typing import get_args

import pytest

from toolmind.config import FaultsConfig, load_config
from toolmind.errors import ConfigError
from toolmind.records import FailureKind, FaultKind


def test_faults_stand_beside_the_settings_of_the_environment() -> None:
    config = load_config(None, ["environment={type: m:Own, size: 2, faults: {rate: 0.5}}"])
    assert config.environment.settings == {"size": 2}
    assert config.environment.faults.rate == 0.5
    assert load_config(None, ["environment=simulated"]).environment.faults == FaultsConfig()


@pytest.mark.parametrize(
    ("faults", "told"),
    [("rate: 2", "rate"), ("kinds: [time]", "kinds"), ("kinds: []", "kinds"), ("rat: 1", "rat")],
)
def test_what_is_no_fault_is_refused_with_its_place(faults: str, told: str) -> None:
    with pytest.raises(ConfigError, match=f"environment.faults.{told}"):
        load_config(None, [f"environment={{type: schema, faults: {{{faults}}}}}"])


def test_a_scenario_can_plan_what_can_be_drawn() -> None:
    assert {"", *get_args(FaultKind)} == set(get_args(FailureKind))
