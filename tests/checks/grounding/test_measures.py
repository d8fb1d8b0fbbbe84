"""Quantities, durations and distances in time, as people say them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.checks.grounding.measures import (
    duration,
    durations_in,
    measured,
    moments_in,
    quantities_in,
    quantity,
)

CLOCK = datetime(2026, 6, 10, 12, 20)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("25 mg of it", "25mg"),
        ("twenty-five milligrams", "25mg"),
        ("25mg", "25 mg"),
        ("a disk of 16 GB", "16GB"),
        ("sixteen gigs", "16GB"),
        ("1.5 kilos", "1.5 kg"),
        ("a litre and a half", "1.5l"),
        ("about 20 minutes", "20min"),
        ("0.3 kg", "0.3kg"),
        ("80 percent", "80%"),
        ("12 apples", "12apples"),
    ],
)
def test_a_number_and_its_unit_are_known_however_they_are_written(said: str, value: str) -> None:
    assert quantity(value) in set(quantities_in(said))


@pytest.mark.parametrize(
    ("said", "value"), [("25 mg", "25g"), ("25 mg", "250mg"), ("125 mg", "25mg"), ("2.5 mg", "5mg")]
)
def test_another_number_or_unit_is_another_quantity(said: str, value: str) -> None:
    assert quantity(value) not in set(quantities_in(said))


@pytest.mark.parametrize("value", ["A12", "4B", "mg", "25", "25 mg a day", "x25mg", ""])
def test_what_is_no_quantity_is_none(value: str) -> None:
    assert quantity(value) is None


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("for ninety minutes", "PT90M"),
        ("an hour and a half", "1h30m"),
        ("an hour and thirty minutes", "PT1H30M"),
        ("2 hours, 15 minutes", "2h 15min"),
        ("half an hour", "1800s"),
        ("three quarters of an hour", "PT45M"),
        ("two days", "P2D"),
        ("a week", "P1W"),
        ("two and a half hours", "150min"),
    ],
)
def test_a_duration_is_known_however_it_is_written(said: str, value: str) -> None:
    seconds = duration(value)
    assert seconds and seconds in durations_in(said)


@pytest.mark.parametrize("value", ["P", "PT", "25mg", "hm", "1h x", "", "12"])
def test_what_is_no_duration_is_none(value: str) -> None:
    assert duration(value) is None


def test_durations_that_are_apart_are_not_added() -> None:
    assert 5400.0 not in durations_in("one hour there, then a break of 30 minutes")


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("a quarter of an hour ago", "12:05"),
        ("half an hour ago", "11:50"),
        ("twenty minutes ago", "12:00"),
        ("an hour ago", "11:20"),
        ("an hour and a half ago", "10:50"),
        ("in two hours", "14:20"),
        ("in about 10 minutes", "12:30"),
        ("3 hours from now", "15:20"),
        ("2 hours and 10 minutes later", "14:30"),
    ],
)
def test_a_distance_from_the_clock_is_a_moment(said: str, moment: str) -> None:
    assert [f"{found:%H:%M}" for found in moments_in(said, CLOCK)] == [moment]


@pytest.mark.parametrize("said", ["for two hours", "a visit of 30 minutes", "in town", "long ago"])
def test_a_span_without_a_direction_is_none(said: str) -> None:
    assert list(moments_in(said, CLOCK)) == []


@given(
    st.integers(1, 500), st.sampled_from(["mg", "GB", "km", "kg"]), st.sampled_from(["", " ", "-"])
)
def test_whatever_stands_between_a_number_and_its_unit(number: int, unit: str, sign: str) -> None:
    told = set(quantities_in(f"I need {number}{sign}{unit} now"))
    assert quantity(f"{number}{unit}") in told and quantity(f"{number + 1}{unit}") not in told


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    list(quantities_in(text)), durations_in(text), list(moments_in(text, CLOCK))
    assert measured(measured(text)) == measured(text) or "half" in text or "quarter" in text
