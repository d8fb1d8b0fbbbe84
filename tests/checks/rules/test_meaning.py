"""Values that are the same, and words that mean the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.checks.rules.meaning import same_meaning, same_value


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (3, 3.0, True),
        (3, "3", True),
        ("2", "12", False),
        (2, 12, False),
        ("New York", "new  york", True),
        ("York", "New York", False),
        (True, "True", True),
        (True, 1, False),
        ([1, 2], [1.0, 2], True),
        ([1, 2], [2, 1], False),
        ({"a": 1}, {"a": "1"}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ("'x'", '"x"', True),
        ("", "?", False),
        (None, None, True),
        ("Nan", "Nan", True),
    ],
)
def test_values_are_compared_by_meaning(left, right, same):
    assert same_value(left, right) is same
    assert same_value(right, left) is same
    assert same_meaning(left, right) is same


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("noise cancelling wireless headphones", "wireless headphones with noise cancelling"),
        ("the Harbour View Hotel", "Harbour View Hotel"),
        ("Berg, Anna", "Anna Berg"),
        ("meeting about the yearly budget", "Yearly budget meeting"),
        ("2026-06-10 12:05:00", "2026-06-10T12:05"),
        ("25mg", "25 mg"),
        ("PT90M", "1h30m"),
        (["red shoes", "16GB"], ["shoes, red", "16 GB"]),
        ({"q": "red running shoes"}, {"q": "running shoes in red"}),
        (
            "The parcel came with a broken lid and two of the six glasses are missing",
            "Parcel arrived with its lid broken; two glasses of six are missing from it",
        ),
    ],
)
def test_what_means_the_same_is_the_same(wanted: Any, found: Any) -> None:
    assert same_meaning(wanted, found) and same_meaning(found, wanted)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("H-1", "H-2"),
        ("order 4711", "order 4712"),
        ("San Francisco airport", "San Jose airport"),
        ("Anna Berg", "Anna Holm"),
        ("first floor plan", "second floor plan"),
        ("with onions and cheese", "without onions and cheese"),
        ("2026-06-10 12:05:00", "2026-06-10T12:06"),
        ("25mg", "25 g"),
        ("red shoes", "shoes"),
        (["a b c"], ["a b c", "d"]),
        ("Paris", "Rome"),
        ("open", True),
        ("", "x"),
    ],
)
def test_what_means_something_else_is_not(wanted: Any, found: Any) -> None:
    assert not same_meaning(wanted, found) and not same_meaning(found, wanted)


def test_how_a_person_says_it_counts() -> None:
    wanted, spoken = "FLIGHT_CLASS_BUSINESS", "the business cabin"
    assert same_meaning(wanted, "business cabin", spoken)
    assert not same_meaning(wanted, "economy cabin", spoken)


@given(st.recursive(st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(), st.lists))
def test_everything_means_itself(value: Any) -> None:
    assert same_meaning(value, value)
