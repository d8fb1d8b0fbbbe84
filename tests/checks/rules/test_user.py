"""What the simulated user must not do is found, counted, and drops nothing unless asked to."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from dialogues import BOOK, WEATHER, call, context, result, says, user
from toolmind.checks.base import CheckContext
from toolmind.checks.policy import decide
from toolmind.checks.rules.user import UserFaults
from toolmind.records import Message, Step

SEE = Step(
    tool=WEATHER.id,
    goal="see the weather forecast",
    known={"city": "Paris", "date": "2025-03-06", "note": "room 4711-B"},
    spoken={"date": "tomorrow"},
    withheld=("note",),
)


def played(*messages: Message, **fields: Any) -> CheckContext:
    made = context(*messages, steps=fields.pop("steps", (SEE,)))
    told = replace(made.scenario, intent="To pack the right things.", persona="Ada, 34.", **fields)
    return CheckContext(trajectory=made.trajectory, scenario=told, tools=made.tools)


async def codes(*messages: Message, **fields: Any) -> list[str]:
    return [one.code for one in await UserFaults().verdicts(played(*messages, **fields))]


@pytest.mark.parametrize(
    "said",
    [
        "What will the weather be in Paris tomorrow, on the 6th of March?",
        "The forecast for Paris please, I am 34 and the three of us leave at 10.",
        "Weather in Paris on 2025-03-06?",
        "The weather in Paris, at 10:00.",
    ],
)
async def test_what_the_brief_holds_in_any_words_may_be_said(said: str) -> None:
    assert await codes(user(said), says("Clear.")) == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("The weather in Paris, my booking is AX-9917.", "invents_fact"),
        ("The weather in Paris; write to ada@example.org.", "invents_fact"),
        ("The weather in Paris for 450 guests.", "invents_fact"),
        ("Please call get_weather for Paris.", "names_tool"),
        ("The weather in Paris, and set include_wind.", "leaks_plan"),
        ("Make the tool calls for the weather in Paris.", "leaks_plan"),
        ("The weather in Paris. How can I help you today?", "plays_assistant"),
        ("Sure, I'd be happy to help! What would you like me to do for you?", "plays_assistant"),
        ("Sure! What would you like me to do?", "plays_assistant"),
        ("Sure, I can help you with that. The weather in Paris?", "plays_assistant"),
        ("I'm sorry, but I cannot assist with that.", "plays_assistant"),
        ("Give me details so that I can understand your request.", "plays_assistant"),
        ("You're welcome! I'm glad I could help.", "plays_assistant"),
        ("Good luck! If you have any other questions, feel free to ask.", "plays_assistant"),
        ("I'm ready to assist. What is it?", "plays_assistant"),
        ("Please let me know what you need help with.", "plays_assistant"),
        ("Of course, feel free to ask your questions.", "plays_assistant"),
        ("The weather is fine. I have booked a room in Paris for you.", "plays_assistant"),
        ("The weather in Paris; I am in room 4711-B.", "told_unasked"),
        ("Hello there.", "gave_up"),
    ],
)
async def test_a_fault_is_found(said: str, code: str) -> None:
    assert code in await codes(user(said), says("Clear."))


async def test_what_the_assistant_said_may_be_said_again() -> None:
    talk = (user("The weather in Paris?"), says("Under AX-9917 or BX-2?"), user("AX-9917."))
    assert await codes(*talk, says("Clear.")) == []


@pytest.mark.parametrize(
    "said",
    ["He was happy to help.", "Feel free to ask for more.", "What would you like me to do next?"],
)
async def test_what_a_person_says_to_an_assistant_is_not_as_one(said: str) -> None:
    assert await codes(user(f"The weather in Paris? {said}"), says("Clear.")) == []


async def test_what_was_asked_for_may_be_told() -> None:
    talk = (user("The weather in Paris?"), says("Which room?"), user("4711-B, room 4711-B."))
    assert await codes(*talk, says("Clear.")) == []


async def test_what_only_a_tool_returned_the_user_cannot_know() -> None:
    looked = (call("get_weather", {"city": "Paris"}), result({"id": "W-88231"}), says("Clear."))
    found = await codes(user("Weather in Paris?"), *looked, user("Is it W-88231?"), says("Yes."))
    assert found == ["invents_fact"]


async def test_a_wish_is_given_up_only_by_who_ends_the_dialogue() -> None:
    both = (SEE, Step(tool=BOOK.id, goal="book a hotel room"))
    talk = (user("The weather in Paris?"), says("Clear."))
    assert await codes(*talk, steps=both) == ["gave_up"]
    cut = played(*talk, steps=both)
    cut = replace_ended(cut)
    assert await UserFaults().verdicts(cut) == []


def replace_ended(made: CheckContext) -> CheckContext:
    cut = replace(made.trajectory, ended="max_turns")
    return CheckContext(trajectory=cut, scenario=made.scenario, tools=made.tools)


async def test_of_a_dialogue_without_a_brief_nothing_is_said() -> None:
    assert await UserFaults().verdicts(context(user("AX-9917"), says("Clear."))) == []


async def test_the_users_faults_are_noted_and_drop_a_dialogue_only_where_they_are_to() -> None:
    made = played(user("The weather in Paris for AX-9917?"), says("Clear."))
    (verdict,) = await UserFaults().verdicts(made)
    assert (verdict.role, verdict.turn, verdict.scope) == ("user", "m0", "turn")
    noted = decide([verdict], ["m1"])
    assert noted.keep and not noted.masked and noted.user_faults == ("user.invents_fact",)
    dropped = decide(await UserFaults(drop=("invents_fact",)).verdicts(made), ["m1"])
    assert (dropped.keep, dropped.reasons) == (False, ("user.invents_fact",))
