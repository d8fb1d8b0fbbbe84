"""A result taken apart."""

import pytest

from toolmind.checks.grounding.leaves import leaves, tells


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"a": {"b": "x", "c": [1, "x"]}, "d": null}', {"a", "b", "c", "d", "x", "1"}),
        ("no JSON", {"no JSON"}),
        ("25", {"25"}),
        ("[true, 2.5]", {"true", "2.5"}),
    ],
)
def test_keys_and_values_are_texts(content, expected):
    found = leaves(content)
    assert set(found) == expected and len(found) == len(expected)


@pytest.mark.parametrize(
    ("leaf", "expected"), [("20250304", True), ("12", True), ("1234.5", False), ("12 pm", True)]
)
def test_what_may_hold_more_than_a_number(leaf, expected):
    assert tells(leaf) is expected
