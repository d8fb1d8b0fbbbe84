"""Days that are told by name."""

from datetime import date

import pytest

from toolmind.checks.grounding.dates import dates_in
from toolmind.checks.grounding.occasions import occasions_in

CLOCK = date(2025, 3, 5)  # a Wednesday


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("on New Year's Eve at 8pm", date(2025, 12, 31)),
        ("on New Year’s Day", date(2026, 1, 1)),
        ("Christmas dinner", date(2025, 12, 25)),
        ("on christmas eve", date(2025, 12, 24)),
        ("for Valentine's", date(2025, 2, 14)),
        ("Thanksgiving with the family", date(2025, 11, 27)),
        ("at the end of the month", date(2025, 3, 31)),
        ("the beginning of the month", date(2025, 4, 1)),
        ("by the end of the week", date(2025, 3, 7)),
        ("the end of this year", date(2025, 12, 31)),
    ],
)
def test_a_day_by_its_name(said, day):
    assert day in dates_in(said, CLOCK)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("on new year's eve", date(2026, 1, 1)),
        ("on christmas eve", date(2025, 12, 25)),
        ("at the end of the month", date(2025, 3, 30)),
        ("a new year of the rabbit calendar", date(2025, 12, 31)),
    ],
)
def test_another_day_is_not_meant(said, day):
    assert day not in occasions_in(said, CLOCK, CLOCK)


def test_without_a_clock_nobody_knows_which_month_ends():
    assert list(occasions_in("the end of the month", None, None)) == []
    assert date(2024, 12, 25) in occasions_in("christmas", date(2024, 7, 1), None)


@pytest.mark.parametrize("clock", [date.min, date.max])
def test_at_the_ends_of_the_calendar_the_days_that_there_are_are_told(clock):
    assert {day.year for day in dates_in("before christmas", clock)} <= {1, 2, 9998, 9999}
