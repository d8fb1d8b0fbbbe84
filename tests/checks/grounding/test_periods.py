"""Months, seasons, quarters and years, by their ends."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.checks.grounding.dates import digits
from toolmind.checks.grounding.periods import letter_first, periods_in

CLOCK = date(2026, 6, 10)


def told(text: str, clock: date | None = CLOCK) -> set[str]:
    return {day.isoformat() for day in periods_in(digits(text), clock)}


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("September through November", {"2026-09-01", "2026-11-30"}),
        ("from September to November", {"2026-09-01", "2026-11-30"}),
        ("between May and July", {"2026-05-01", "2026-07-31"}),
        ("all of March", {"2026-03-01", "2026-03-31"}),
        ("the end of Feb", {"2026-02-28"}),
        ("in February 2024", {"2024-02-01", "2024-02-29"}),
        ("mid-May", {"2026-05-15"}),
        ("this summer", {"2026-06-01", "2026-08-31"}),
        ("last winter", {"2025-12-01", "2026-02-28"}),
        ("in the autumn of 2025", {"2025-09-01", "2025-11-30"}),
        ("in the third quarter", {"2026-07-01", "2026-09-30"}),
        ("Q1 2025", {"2025-01-01", "2025-03-31"}),
        ("in 2025", {"2025-01-01", "2025-12-31"}),
        ("this year", {"2026-01-01", "2026-12-31"}),
        ("next year", {"2027-01-01", "2027-12-31"}),
    ],
)
def test_both_ends_of_a_period_are_spoken_of(text: str, ends: set[str]) -> None:
    assert ends <= told(text)


@pytest.mark.parametrize(
    "text",
    [
        "on 30 December",
        "the 9th of May",
        "May 5th",
        "you may go",
        "we march on",
        "a quarter past five",
        "flight 2025",
        "spring rolls",
        "she will fall",
        "2025-07-04",
        "a summary of marches",
    ],
)
def test_what_speaks_of_no_period_gives_no_day(text: str) -> None:
    assert told(text) == set()


def test_without_a_clock_only_a_period_with_its_year_is_known() -> None:
    assert told("September through November, all of 2025", None) == {"2025-01-01", "2025-12-31"}


def test_a_period_with_its_year_is_of_no_other() -> None:
    assert told("in March 2025") == {"2025-03-01", "2025-03-31"}


@given(st.text("may jun1_é\n", max_size=20))
def test_a_pattern_that_begins_with_its_letters_finds_what_one_with_a_boundary_does(
    text: str,
) -> None:
    phrases = ["may", "ma", "jun", "june", "a"]
    quick, plain = letter_first(phrases), r"\b(?:june|may|jun|ma|a)"
    assert re.findall(quick, text) == re.findall(plain, text)


@pytest.mark.parametrize("text", ["in may", "this winter", "in the year 9999", "next year"])
@pytest.mark.parametrize("clock", [date.min, date.max])
def test_at_the_ends_of_the_calendar_nothing_is_told_that_is_no_day(text: str, clock: date) -> None:
    assert all(day.year in (1, 2, 3, 9997, 9998, 9999) for day in periods_in(text, clock))
