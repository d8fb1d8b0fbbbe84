"""What changes results is in the fingerprint, by a key that can be named."""

from __future__ import annotations

import pytest

from toolmind.config import load_config
from toolmind.runs.fingerprint import differences, fingerprint

KINDS = "scenarios.kinds=[{type: single}, {type: multi_turn, weight: 2, max_calls: 12}]"


def changed(before: list[str], after: list[str]) -> list[str]:
    one, other = (fingerprint(load_config(None, each), "pool", {}) for each in (before, after))
    return differences(one, other)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (KINDS.replace("12", "9"), ["scenarios.kinds.1.max_calls: 12 → 9"]),
        (KINDS.replace("2, ", "3, "), ["scenarios.kinds.1.weight: 2.0 → 3.0"]),
        (KINDS.replace(", max_calls: 12", ""), ["scenarios.kinds.1.max_calls: 12 → None"]),
        ("scenarios.distractors=7", ["scenarios.distractors: 6 → 7"]),
        ("count=5", []),
        ("runtime.concurrency=5", []),
    ],
)
def test_a_changed_setting_is_named(after: str, expected: list[str]) -> None:
    assert changed([KINDS], [KINDS, after]) == expected


def test_a_mapping_of_weights_and_the_list_that_says_the_same_are_one_run() -> None:
    mapping = "scenarios.kinds={single: 1, multi_turn: 2}"
    assert changed([mapping], [KINDS.replace(", max_calls: 12", "")]) == []


def test_another_order_of_kinds_is_another_run() -> None:
    one, other = (
        "scenarios.kinds={single: 1, no_tool: 1}",
        "scenarios.kinds={no_tool: 1, single: 1}",
    )
    assert len(changed([one], [other])) == 2
