"""Numbers: within bounds first, then where their name says."""

import pytest

from drawn_values import numbers


@pytest.mark.parametrize(
    ("name", "kind", "low", "high"),
    [
        ("latitude", "number", -90, 90),
        ("longitude", "number", -180, 180),
        ("page_size", "integer", 1, 100),
        ("confidence", "number", 0, 1),
        ("rating", "number", 1, 5),
        ("year", "integer", 1990, 2030),
        ("adults", "integer", 1, 9),
        ("percentage", "number", 0, 100),
        ("price", "number", 1, 10_000),
        ("coverage_limit", "number", 500, 50_000),
    ],
)
def test_numbers_lie_where_their_name_says(name, kind, low, high):
    made = numbers(name, kind)
    assert all(low <= value <= high for value in made)
    assert len(set(made)) > 2


def test_bounds_win_over_names():
    assert all(1000 <= value <= 1010 for value in numbers("rating", minimum=1000, maximum=1010))
    assert all(value % 7 == 0 for value in numbers("quantity", "integer", multipleOf=7, minimum=7))
