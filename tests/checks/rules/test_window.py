"""Days outside the window that the user set."""

from datetime import datetime

import pytest

from dialogues import call, context, result, says, user
from toolmind.checks.rules.window import outside_window

CLOCK = datetime(2026, 4, 20, 9, 0)


def found(*messages):
    return [one.code for one in outside_window(context(*messages), CLOCK)]


def booked(day):
    return call("book_flight", {"to": "Rome", "departure_date": day})


@pytest.mark.parametrize(
    ("day", "codes"),
    [("2026-05-03", []), ("2026-05-07", []), ("2026-05-09", ["outside_window"])],
)
def test_a_day_of_the_call(day, codes):
    assert found(user("A flight to Rome between 3 and 7 May"), booked(day), result({})) == codes


def test_a_day_that_a_result_tells():
    offers = result([{"flight_id": "F1", "departs": "2026-05-09T10:00"}])
    search = call("search_flights", {"to": "Rome"})
    book = call("book_flight", {"flight_id": "F1"}, "c2")
    told = (user("A flight to Rome by May 7, please"), search, offers, book)
    assert found(*told) == ["outside_window"]


def test_a_day_that_was_agreed_to():
    asked = user("A flight to Rome by May 7, please")
    offer = says("There is none before 9 May. Shall I book that?")
    assert found(asked, offer, user("Yes"), booked("2026-05-09")) == []
    assert found(asked, user("Or 9 May, then"), booked("2026-05-09")) == []


def test_a_look_up_may_look_further():
    search = call("search_flights", {"departure_date": "2026-05-09"})
    assert found(user("A flight by May 7"), search, result([])) == []


def test_other_days_are_not_meant():
    book = call("book_flight", {"to": "Rome", "birth_date": "1990-01-01"})
    assert found(user("A flight by May 7"), book, result({})) == []
