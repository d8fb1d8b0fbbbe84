"""Figures of an answer, and who knew them."""

import pytest

from dialogues import call, context, result, says, user
from toolmind.checks.rules.answer import Answer

RESULT = {"price": 1250.5, "id": "AB-4711", "day": "2025-03-07", "nights": 23}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("It costs $1,250.50 for 23 nights.", []),
        ("It costs $1,205.50.", ["untraced_figure"]),
        ("The number is AB-4711.", []),
        ("The number is AB-4171.", ["untraced_figure"]),
        ("There are 3 of them, on March 7th, 2025.", []),
        ("In total that is $1,273.50.", []),  # the price and the nights: it may be worked out
        ("In total that is $9,999.99.", ["untraced_figure"]),
        ("It is rated 23 out of 100.", []),
        ("It is rated 23 over all of 100.", ["untraced_figure"]),
        ("Do you mean 9 May, or is a date wrong?", []),
        ("It is on 9 May.", ["untraced_figure"]),
        ("It is at 4:45 pm.", ["untraced_figure"]),
        ("You asked for 417.", []),
        ("The list is 417,23,1250.5", []),
    ],
)
async def test_figures_are_traced(said, expected):
    made = (user("Room 417?"), call("get_weather", {"city": "Oslo"}), result(RESULT), says(said))
    verdicts = await Answer().verdicts(context(*made))
    assert [(one.code, one.turn) for one in verdicts] == [(code, "m3") for code in expected]


async def test_what_a_result_tells_later_was_not_known_before():
    made = (user("How much?"), says("It is 1250."), user("?"), call("x", {}), result(RESULT))
    assert [one.turn for one in await Answer().verdicts(context(*made))] == ["m1"]
