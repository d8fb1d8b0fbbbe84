"""Criteria that calls and end state decide, and those that they leave to a judge."""

from __future__ import annotations

from typing import Any

import pytest

from dialogues import BOOK, call, context, result, says, user
from toolmind.checks.execution.acceptance import undecided
from toolmind.records import Step, Tool

CANCEL = Tool(id="pool/cancel_booking", name="cancel_booking")
TOOLS = {"book_hotel": BOOK, "cancel_booking": CANCEL}
WRITE = Step(tool=BOOK.id, goal="book", known={"hotel_id": "H1", "guests": 2})
BOOKED = (call("book_hotel", {"hotel_id": "H1", "guests": 2}, "b"), result({}, "b"))
CANCELLED = (call("cancel_booking", {"id": "1"}, "c"), result({}, "c"))
REFUSED = (BOOKED[0], result({}, "b", "error"))


def left(*calls: Any, steps: Any = (WRITE,), by: Any = None, state: Any = None) -> list[int]:
    played = context(
        user("Book H1 for two"),
        *calls,
        says("Done."),
        steps=steps,
        tools=TOOLS,
        acceptance=("it is booked", "all is well"),
        acceptance_steps={0: 0} if by is None else by,
        final_state=state or {},
    )
    return undecided(played)


def test_a_write_that_was_made_meets_its_criterion_and_words_alone_are_a_judges() -> None:
    assert left(*BOOKED) == [1]
    assert left(*BOOKED, by={}) == [0, 1]


@pytest.mark.parametrize("calls", [(), REFUSED, CANCELLED])
def test_a_write_that_was_not_made_meets_nothing(calls: Any) -> None:
    assert left(*calls) == [0, 1]


def test_a_write_that_nobody_expects_may_have_undone_it() -> None:
    assert left(*BOOKED, *CANCELLED) == [0, 1]
    planned = (WRITE, Step(tool=CANCEL.id, goal="cancel another", known={"id": "1"}))
    assert left(*BOOKED, *CANCELLED, steps=planned) == [1]


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ({"records": {"booking": [{"hotelId": "H1", "guests": 2.0, "room": 3}]}}, [1]),
        ({"bookings": {"1": {"hotel_id": "h1", "guests": "2"}}}, [1]),
        ({"records": {"booking": [{"hotel_id": "H1", "guests": 3}]}}, [0, 1]),
        ({"records": {"booking": [{"hotel_id": "H1"}]}}, [0, 1]),
        # What was called is no record of what is there.
        ({"records": {}, "calls": [{"arguments": {"hotel_id": "H1", "guests": 2}}]}, [0, 1]),
    ],
)
def test_where_there_is_an_end_state_it_shows_the_record(state: Any, found: list[int]) -> None:
    assert left(*BOOKED, state=state) == found


def test_a_record_is_held_against_what_the_user_said_last() -> None:
    calls = (call("book_hotel", {"hotel_id": "H1", "guests": 3}, "b"), result({}, "b"))
    later = (says("Two?"), user("No, make it 3 guests."), *calls)
    assert left(*later, state={"x": [{"hotel_id": "H1", "guests": 3}]}) == [1]
    assert left(*later, state={"x": [{"hotel_id": "H1", "guests": 2}]}) == [0, 1]
