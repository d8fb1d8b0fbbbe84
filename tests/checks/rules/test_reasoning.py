"""Reasoning and the tool that is called."""

import pytest

from dialogues import call, context, result, says, user
from toolmind.checks.rules.reasoning import Reasoning


@pytest.mark.parametrize(
    ("reasoning", "expected"),
    [
        ("I need book_hotel now.", ["other_tool"]),
        ("Before book_hotel comes get_weather.", []),
        ("First the weather, then book_hotel: so get the weather.", []),
        ("They want a room.", []),
        ("", []),
    ],
)
async def test_another_tool_is_named(reasoning, expected):
    turn = call("get_weather", {"city": "Oslo"}, reasoning=reasoning)
    verdicts = await Reasoning().verdicts(context(user("hi"), turn, result({}), says("ok")))
    assert [one.code for one in verdicts] == expected
