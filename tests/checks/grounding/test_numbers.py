"""Numbers of a text, as they are written and as they are said."""

import pytest

from toolmind.checks.grounding.numbers import numbers_in


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1,200 of them", [1200]),
        ("[1,200]", [1, 200]),
        ("about 5k", [5, 5000]),
        ("20% off", [20, 0.2]),
        ("A12 and AB-7", []),
        ("twenty-five", [25]),
        ("one hundred and twenty", [1, 100, 20, 120]),
        ("2 and a half", [2, 2.5]),
        ("-3 or .5", [-3, 0.5]),
        ("me and my wife", [2]),
        ("my wife, my son and me", [3]),
        ("for my wife", []),
        ("give me my usual table", []),
        ("my mommy and me", [2]),
    ],
)
def test_numbers_are_read(text, numbers):
    assert sorted(set(numbers_in(text))) == sorted(set(numbers))
