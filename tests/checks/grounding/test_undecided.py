"""Where a rule cannot know whether a person meant a value, it says so."""

from datetime import datetime

import pytest

from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.grounding.undecided import Argument, undecided

CLOCK = datetime(2025, 3, 5, 10, 0)  # a Wednesday


def unsure(said, kind, name, value, schema=None, clock=CLOCK, **others):
    index = Evidence(clock)
    for text in said if isinstance(said, list) else [said]:
        index.add(text)
    return undecided(Argument(kind, value, name, schema or {}, {name: value, **others}), index)


@pytest.mark.parametrize(
    ("said", "kind", "name", "value", "expected"),
    [
        ("find some", "number", "limit", 20, True),
        ("find some", "number", "price", 20, False),
        ("lobster", "text", "cuisine", "Seafood", True),
        ("lobster", "text", "city", "Rome", False),
        ("lobster in Chi-town", "text", "city", "Chicago", True),
        ("the gate of Steins", "identifier", "id", "steins_gate_ppt", True),
        ("the gate of Steins", "identifier", "id", "ppt_4711", False),
        ("in Philly", "text", "city", "Philadelphia", True),
        ("a table for some", "number", "party_size", 40, False),
        ("apples", "text", "symbol", "AAPL", True),
        ("at AMC Bay Street", "identifier", "theater", "AMC Bay Street 16", True),
        ("at AMC Bay Street", "identifier", "theater", "Century 20", False),
        ("at AMC Bay Street", "identifier", "order", "AMC Bay 4711", False),
        ("in Rio", "text", "city", "Rio de Janeiro", True),
        ("in Janeiro or Rio", "text", "city", "Rome de Lima", False),
        ("on the rainy day", "date", "due_date", "2025-03-05 08:00", True),
        ("at 9 am", "date", "due_date", "2025-03-05 08:00", False),
        ("at 9 am", "date", "end_time", "2025-03-05 08:00", True),
    ],
)
def test_what_a_person_may_have_meant(said, kind, name, value, expected):
    assert unsure(said, kind, name, value) is expected


@pytest.mark.parametrize(
    ("said", "value", "expected"),
    [
        ("tomorrow", "2023-09-12", True),
        ("on Tuesday", "2023-09-12", True),
        ("on Tuesday", "2023-09-13", False),
        ("on the 12th", "2023-09-12", True),
        ("on the 12th", "2023-09-13", False),
        ("on August 12th", "2023-09-12", False),
    ],
)
def test_without_a_clock_nobody_knows_when_tomorrow_is(said, value, expected):
    assert unsure(said, "date", "day", value, clock=None) is expected


def test_what_ends_does_so_soon_after_it_began():
    begin = {"start_date": "2025-03-05"}
    assert unsure("a room", "date", "end_date", "2025-03-09", **begin)
    assert not unsure("a room", "date", "end_date", "2025-03-01", **begin)
    assert not unsure("a room", "date", "end_date", "2025-09-09", **begin)
    assert not unsure("a room", "date", "start_date", "2025-03-09", end_date="2025-03-10")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Tomorrow, that is 2025-03-09 11:00", False),
        ("Tomorrow, March 9th, 2025, at 11 am", False),
        ("Tomorrow at 11 am, 2025-03-08 or 2025-03-09", True),
        ("Tomorrow, at 10 am on 2025-03-09", True),
    ],
)
def test_a_day_that_was_told_with_its_time(said, expected):
    assert unsure(said, "date", "at", "2025-03-10 11:00", clock=None) is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("The end is 2025-03-09 11:00:00.", False),
        ("on March 9, 11am", False),
        (["on March 9, 11am", "No, the day after tomorrow."], True),
        (["tomorrow", "on March 9, 11am"], False),
        ("The end is 2025-03-09 12:00:00, I guess; tomorrow.", True),
    ],
)
def test_a_time_that_was_told_with_another_day(said, expected):
    begin = {"start_time": "2025-03-10 09:00:00"}
    assert unsure(said, "date", "end_time", "2025-03-10 11:00:00", None, None, **begin) is expected


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        ("2025-03-10 15:00:00", "2025-03-10 16:00:00", True),
        ("2025-03-10 15:00:00", "2025-03-11 16:00:00", False),
        ("2025-03-10 15:00:00", "2025-03-09 16:00:00", False),
        ("2025-03-10 22:00:00", "2025-03-11 06:00:00", True),
        ("2025-03-10 00:00:00", "2025-03-11 16:00:00", True),
        ("2025-03-10 15:00:00", "2025-03-11 23:59:59", True),
        ("2025-03-10", "2025-03-14 16:00:00", True),
    ],
)
def test_what_begins_at_a_time_of_the_day_lasts_a_day_at_most(begin, end, expected):
    assert unsure("a meeting", "date", "end_time", end, start_time=begin) is expected


def test_a_time_of_one_zone_may_be_one_of_another():
    value = "2025-03-10T23:00:00Z"
    assert unsure("at 3pm PST on 2025-03-10", "date", "start", value)
    assert not unsure("at 3pm on 2025-03-10", "date", "start", value)
    assert not unsure("at 3pm PST on 2025-03-10", "date", "start", value[:-1])


def test_another_choice_counts_where_it_was_made_last():
    schema = {"enum": ["small", "large"]}
    assert unsure(["a large one", "a tiny one"], "enum", "size", "small", schema)
    assert not unsure(["a tiny one", "a large one"], "enum", "size", "small", schema)


def test_of_what_was_cut_short_nobody_knows_all():
    index = Evidence(CLOCK)
    argument = Argument("identifier", "AB-4711", "order", {}, {})
    index.add_result("the orders are AB-1, AB-2")
    assert not undecided(argument, index)
    index.add_result("the orders are AB-1, AB-2 …[truncated]")
    assert undecided(argument, index)
