"""What only stands for a value."""

import pytest

from dialogues import call, context, result, says, user
from toolmind.checks.rules.placeholder import Placeholder


def played(value, asked="Weather, please"):
    made = call("get_weather", {"city": value})
    return context(user(asked), made, result({}), says("ok"))


@pytest.mark.parametrize(
    "value", ["YOUR_API_KEY", "<city>", "{{city}}", "[INSERT CITY]", "TBD", "xxxx", ["<a>"]]
)
async def test_placeholders_are_found(value):
    (found,) = await Placeholder().verdicts(played(value))
    assert (found.code, found.turn) == ("value", "m1")


@pytest.mark.parametrize(
    "value", ["Paris", "a < b", "<p>Hello</p>", "your hotel", "my-city", "", 3]
)
async def test_values_are_none(value):
    found = await Placeholder().verdicts(played(value))
    assert not found or value == "my-city"


async def test_what_somebody_said_is_meant_and_unreadable_arguments_have_none():
    assert not await Placeholder().verdicts(played("<city>", "Search for <city>"))
    assert not await Placeholder().verdicts(context(user("hi"), call("x", "{"), result("1")))
