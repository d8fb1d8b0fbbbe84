"""Moments that a text tells."""

from datetime import date

import pytest

from toolmind.checks.grounding.moments import moments_told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The end is 2023-03-27 11:00:00.", [(2023, 3, 27, {(11, 0)})]),
        (
            "2023-03-27T11:00 or 2023-03-28 12:30",
            [(2023, 3, 27, {(11, 0)}), (2023, 3, 28, {(12, 30)})],
        ),
        ("on March 23, 2pm", [(0, 3, 23, {(14, 0)})]),
        ("March 9th, 2025, at 11 am", [(2025, 3, 9, {(11, 0)})]),
        ("March 9th or 10th April at 11 am", []),
        ("March 9th between 10 am and 11 am", []),
        ("2023-03-27 and 11", []),
    ],
)
def test_a_day_with_its_time(text, told):
    found = [(one.year, one.month, one.day, set(one.times)) for one in moments_told(text)]
    assert found == told


def test_a_day_without_a_year_is_of_any():
    [without] = moments_told("March 23, 2pm")
    assert without.is_on(date(2024, 3, 23)) and not without.is_on(date(2024, 3, 24))
    [full] = moments_told("2023-03-23 14:00")
    assert full.is_on(date(2023, 3, 23)) and not full.is_on(date(2024, 3, 23))
