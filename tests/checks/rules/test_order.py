"""Begins and ends."""

import pytest

from dialogues import call, context, result, says, user
from toolmind.checks.rules.order import Order, ends_of


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        ({"start_date": "2025-03-06", "end_date": "2025-03-05"}, True),
        ({"start_date": "2025-03-06", "end_date": "2025-03-06"}, False),
        ({"checkInDate": "2025-03-06", "checkOutDate": "2025-03-05"}, True),
        ({"start_time": "2025-03-06 10:00", "end_time": "2025-03-06T09:00:00Z"}, True),
        ({"start_time": "22:00", "end_time": "06:00"}, False),  # the next morning
        ({"from_time": "2025-03-06", "to_time": "2025-03-05"}, False),  # moved to earlier
        ({"min_price": 20, "max_price": 10}, True),
        ({"min_price": 20, "max_price": "10"}, False),
        ({"start_date": "2025-03-06"}, False),
    ],
)
async def test_what_ends_before_it_begins(arguments, wrong):
    made = (user("?"), call("search", arguments), result({}), says("Done."))
    codes = [one.code for one in await Order().verdicts(context(*made))]
    assert codes == (["ends_first"] if wrong else [])


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"item_ids": ["a"], "new_item_ids": ["b"]}, []),
        ({"item_ids": ["a"], "new_item_ids": ["a"]}, ["no_change"]),
        ({"item_ids": ["a", "b"], "new_item_ids": []}, ["unpaired"]),
        ({"oldName": "x", "newName": "x"}, ["no_change"]),
        ({"name": "", "new_name": ""}, []),
        ({"news_item": "x", "item": "x"}, []),
    ],
)
async def test_what_is_new_is_not_the_old(arguments, expected):
    made = (user("?"), call("change", arguments), result({}), says("Done."))
    assert [one.code for one in await Order().verdicts(context(*made))] == expected


async def test_an_exchange_may_be_for_the_same():
    broken = call("exchange_items", {"item_ids": ["a"], "new_item_ids": ["a"]})
    made = (user("It is broken."), broken, result({}), says("Done."))
    assert await Order().verdicts(context(*made)) == []


def test_pairs_are_found_by_their_names():
    assert list(ends_of({"end": 1, "start": 2})) == [("start", "end")]
    assert list(ends_of({"weekend": 1, "start": 2})) == []
