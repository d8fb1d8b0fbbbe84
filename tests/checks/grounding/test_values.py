"""Values as they are written, and what was said of them."""

from datetime import datetime

import pytest

from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.grounding.values import choice_known, content_words, invented, name_words

CLOCK = datetime(2025, 3, 5, 10, 0)  # a Wednesday


def evidence(*texts, clock=CLOCK):
    index = Evidence(clock)
    for text in texts:
        index.add(text)
    return index


@pytest.mark.parametrize(
    ("said", "value", "kind"),
    [
        ("what happened on December 10th?", "12-10", None),
        ("what happened on December 10th?", "12-11", "identifier"),
        ("what is 5 times 10?", "5*10", None),
        ("what is 5 times 10?", "5*11", "number"),
        ("turn it on at 7", "True", None),
        ("I feel nauseous", "nausea", None),
        ("the stock of Netflix", "NFLX", None),
        ("the stock of Netflix", "AMZN", "text"),
        ("is it this hot in general?", "March", None),  # the clock's
        ("is it this hot in general?", "April", "text"),
        ("history of October 6, 2023", "history October 6 2023", None),
        ("history of October 6, 2023", "history October 6 2024", "identifier"),
        ("the book AB 12", "book AB 13", "identifier"),
    ],
)
def test_what_was_said_in_another_form_is_known(said, value, kind):
    name = "on" if value == "True" else "x"
    assert invented(value, {}, name, evidence(said)) == kind


@pytest.mark.parametrize(
    ("said", "value", "known"),
    [
        ("the meeting is at 8 am; ring 30 minutes before it", "07:30", True),
        ("the meeting is at 8 am; ring 30 minutes before it", "07:40", False),
        ("it leaves at 8 am and takes 10 hours", "18:00", True),
        ("did my meeting begin?", "10:00", True),
        ("did my meeting begin?", "11:00", True),
        ("did my meeting begin?", "12:00", False),
        ("from 9/15-9/21", "2025-09-15", True),
        ("from 9/15-9/21", "2025-09-21", True),
        ("from 9/15-9/21", "2025-09-18", False),
        ("the sync of 2025-03-03, weekly from now on", "2025-03-24", True),
        ("the sync of 2025-03-03, weekly from now on", "2025-03-25", False),
        ("rent on 2025-04-01 and every month", "2025-06-01", True),
        ("rent on 2025-04-01 and every month", "2025-06-02", False),
    ],
)
def test_times_and_days_that_are_made_of_others(said, value, known):
    assert (invented(value, {}, "x", evidence(said)) is None) is known


@pytest.mark.parametrize(
    ("said", "value", "known"),
    [
        ("on September 12th", "2023-09-12", True),
        ("on September 12th", "2031-09-12", True),
        ("on September 12th", "2023-09-13", False),
        ("on September 12th for 3 nights", "2023-09-15", True),
        ("on 9/12", "2023-09-12", True),
        ("on the 12th", "2023-09-12", False),
        ("tomorrow", "2023-09-12", False),
    ],
)
def test_without_a_clock_a_day_is_of_any_year(said, value, known):
    assert (invented(value, {}, "x", evidence(said, clock=None)) is None) is known


def test_choices_and_names_are_told_by_their_own_words():
    choices = ["UNIT_CELSIUS", "UNIT_FAHRENHEIT"]
    assert choice_known("UNIT_CELSIUS", choices, evidence("in celsius"))
    assert not choice_known("UNIT_CELSIUS", choices, evidence("which unit?"))
    assert name_words("fullTime") == ("full", "time")
    assert content_words("the day of the jackal") == ["day", "jackal"]
