"""Figures of an answer in another unit."""

import re

import pytest

from toolmind.checks.rules.converted import is_converted


@pytest.mark.parametrize(
    ("said", "known", "found"),
    [
        ("about 17 miles", {27.4}, True),
        ("about 19 miles", {27.4}, False),
        ("at 68 °F", {20.0}, True),
        ("at 68°F", {20.0}, True),
        ("at 75 °F", {20.0}, False),
        ("15.3% off", {0.153}, True),
        ("18.3% off", {0.153}, False),
        ("15 percent off", {0.15}, True),
        ("154.3 lbs", {70.0}, True),
        ("44 pounds", {20.0}, False),  # money
        ("17 apples", {27.4}, False),
        ("17", {27.4}, False),
    ],
)
def test_a_known_number_in_the_unit_that_follows(said, known, found):
    figure = re.search(r"[\d.]+", said)
    assert figure
    number, places = float(figure[0]), len(figure[0].partition(".")[2])
    assert is_converted(figure, number, places, known) is found


@pytest.mark.parametrize(("known", "found"), [({375.0}, True), ({6.25}, True), ({374.0}, False)])
def test_hours_and_minutes_of_a_known_time(known, found):
    figure = re.compile(r"15").search("It takes 6 hours and 15 minutes.")
    assert figure and is_converted(figure, 15, 0, known) is found
