"""Limits that the user sets."""

import pytest

from dialogues import call, context, result, says, user
from toolmind.checks.rules.constraint import Constraint, price_of

ROOMS = {"rooms": [{"hotel_id": "H1", "price": 90}, {"hotel_id": "H2", "price": 140.5}]}


async def codes(*messages):
    return [one.code for one in await Constraint().verdicts(context(*messages))]


def dialogue(said, hotel, *between):
    look = (call("find_hotels", {}, "a"), result(ROOMS, "a"), *between)
    return (user(said), *look, call("book_hotel", {"hotel_id": hotel}), result({}), says("Done."))


@pytest.mark.parametrize(
    ("said", "hotel", "expected"),
    [
        ("a room for under $100", "H1", []),
        ("a room for under $100", "H2", ["above_limit"]),
        ("at most 100 dollars, please", "H2", ["above_limit"]),
        ("my budget is €150", "H2", []),
        ("a room for under 100 people", "H2", []),
        ("a room", "H2", []),
    ],
)
async def test_what_is_bought_keeps_to_it(said, hotel, expected):
    assert await codes(*dialogue(said, hotel)) == expected


async def test_a_price_that_was_told_may_have_been_agreed_to():
    agreed = (says("It is $140.50."), user("all right"))
    assert await codes(*dialogue("under $100", "H2", *agreed)) == []
    insists = (says("It is $140.50."), user("no more than $120!"))
    assert await codes(*dialogue("under $100", "H2", *insists)) == ["above_limit"]


def test_a_price_is_the_calls_own_or_that_of_what_it_names():
    (buy,) = call("buy", {"total_price": "80"}).tool_calls
    assert price_of(buy, []) == 80
    (book,) = call("book_hotel", {"hotel_id": "H2"}).tool_calls
    assert price_of(book, [result(ROOMS)]) == 140.5
    assert price_of(book, [result(ROOMS)], limit=200) is None
