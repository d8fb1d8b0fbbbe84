"""The kinds of faults by name."""

from __future__ import annotations

import pytest

from toolmind.checks.faults.load import FAULTS, build_faults
from toolmind.errors import ConfigError


def test_every_kind_is_called_by_its_name_and_says_what_it_is_against() -> None:
    built = build_faults()
    assert [one.name for one in built] == list(FAULTS)
    assert {one.group for one in built} == {
        "structure",
        "grounding",
        "answer",
        "conduct",
        "environment",
    }


def test_your_own_are_named_by_module_and_class() -> None:
    (one,) = build_faults(["toolmind.checks.faults.values:OffByOne"])
    assert one.name == "off_by_one"


def test_a_kind_that_is_none_is_told_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match="wrong_number"):
        build_faults(["wrong_numbers"])
