"""Claims of what nobody did."""

import pytest

from dialogues import call, context, result, says, user
from toolmind.checks.rules.claim import Claim


async def outcomes(*messages):
    found = await Claim().verdicts(context(*messages))
    return [(one.code, one.turn, one.outcome) for one in found]


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("I have booked the room.", ["no_action"]),
        ("The appointment has been successfully cancelled.", ["no_action"]),
        ("Once it has been cancelled, you get a mail.", []),
        ("I have not booked it.", []),
        ("Please confirm: a table has been booked for two.", []),
        ("Shall I book the room?", []),
        ("There are 10 rooms, such as the Ritz.", ["no_look_up"]),
        ("I found a room in the Ritz.", ["no_look_up"]),
    ],
)
async def test_without_any_call(said, codes):
    assert [code for code, *_ in await outcomes(user("a hotel in Oslo"), says(said))] == codes


async def test_a_call_that_may_change_something_is_believed():
    book = call("book_hotel", {"hotel_id": "H1"})
    done = says("I have booked the room.")
    assert await outcomes(user("book"), book, result({}), done) == []
    failed = result({"error": "x"}, status="error")
    [found] = await outcomes(user("book"), book, failed, done)
    assert found == ("no_action", "m3", "unsure")


async def test_after_look_ups_alone_nobody_is_sure():
    made = (user("room"), call("get_ride", {}), result({}), says("I have booked the ride."))
    assert await outcomes(*made) == [("no_action", "m3", "unsure")]


async def test_what_a_result_tells_is_no_claim():
    state = result({"status": "cancelled"})
    made = (user("?"), call("get_order", {}), state, says("It has been cancelled."))
    assert await outcomes(*made) == []
