"""What a later message may call off."""

from __future__ import annotations

import pytest

from dialogues import BOOK, call, context, result, says, user
from toolmind.checks.rules.called_off import may_be_called_off
from toolmind.checks.rules.coverage import Coverage
from toolmind.records import Step

WHAT = "have it brought to the school arrange delivery"


@pytest.mark.parametrize(
    ("said", "off"),
    [
        ("Never mind the delivery, my sister has her van.", True),
        ("Thanks! Oh, and forget about bringing it.", True),
        ("Hm, leave it then.", True),
        ("We no longer need it to be brought.", True),
        ("I don't want it on Sunday, make it Monday please.", False),
        ("Great, and have it brought to the school.", False),
        (
            "The invoice in my letter of last week was wrong, don't pay it before I have spoken.",
            False,
        ),
        ("Thank you, that is all.", False),
        ("I don't need anything else.", False),
        ("That's all, no need for more help.", False),
        ("I'll pass it on to my wife, thanks.", False),
        ("I'll do that myself.", True),
    ],
)
def test_who_takes_a_wish_back_names_it_or_says_little(said: str, off: bool) -> None:
    messages = [user("Book the sander and have it brought."), says("How?"), user(said)]
    assert may_be_called_off(messages, WHAT) is off
    assert not may_be_called_off(messages[2:], WHAT)  # what is said first is what is wanted


async def test_a_planned_write_that_was_called_off_is_for_a_judge() -> None:
    step = Step(tool=BOOK.id, goal="book a room", known={"hotel_id": "H1"})
    weather = call("get_weather", {"city": "Paris"}), result({"sky": "grey"}), says("Grey.")
    for said, outcome in (("Then forget about the room.", "unsure"), ("Go on then.", "fail")):
        made = context(
            user("Book H1, if it is dry."), *weather, user(said), says("Ok."), steps=[step]
        )
        [found] = await Coverage().verdicts(made)
        assert (found.code, found.outcome) == ("missing_call", outcome)
