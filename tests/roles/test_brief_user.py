"""The user for small models: shown notes and examples, never the dialogue."""

from __future__ import annotations

from typing import Any

from dialogues import WEATHER, call, result, says, scenario, user
from scripted import ScriptedModel, blocks
from toolmind.prompts import load_prompt
from toolmind.records import Message, Step
from toolmind.roles.brief_user import BriefUser
from toolmind.roles.stop import STOP

STEP = Step(tool=WEATHER.id, goal="See the weather", known={"city": "Paris"})


def person(*answers: Any) -> tuple[BriefUser, ScriptedModel]:
    model, tools = ScriptedModel(*answers), {WEATHER.id: WEATHER}
    return BriefUser(model, load_prompt("user_brief"), scenario(STEP), tools), model


async def test_its_prompt_is_a_conversation_that_ends_with_the_notes() -> None:
    someone, model = person(' "What is the weather in Paris?"\n')
    said = await someone.offer([])
    assert (said.role, said.content) == ("user", "What is the weather in Paris?")
    system, *shown = model.requests[0].messages
    assert system.role == "system" and "## " not in system.content
    assert [one.role for one in shown] == ["user", "assistant"] * (len(shown) // 2) + ["user"]
    assert not any("## Message" in one.content for one in shown)
    assert blocks(shown[-1].content)["Notes"] == {
        "message": "first",
        "wanted": ["See the weather"],
        "values": {"city": "Paris"},
    }


async def test_quotation_marks_within_a_message_stay() -> None:
    for text in ('Send it with the subject "Dinner"', '"Dinner" is the subject, not "Lunch"'):
        assert (await person(text)[0].offer([])).content == text


async def test_it_sees_neither_the_dialogue_nor_what_it_was_refused() -> None:
    someone, model = person("I want to see the weather in Paris.")
    heard = [user("The weather, please."), says("A secret. Where?")]
    refused = [Message(role="assistant", content="Refused."), user("It leaves out the city.")]
    await someone.offer(heard, refused, sample=1)
    sent = " ".join(message.content for message in model.requests[0].messages)
    assert "secret" not in sent and "Refused" not in sent
    assert sent.endswith("It leaves out the city.")


async def test_it_ends_without_being_asked() -> None:
    someone, model = person()
    done = (user("The weather in Paris?"), call("get_weather", {"city": "Paris"}), result({}))
    said = await someone.offer([*done, says("It is fine.")])
    assert (said.content, model.requests) == (STOP, [])


def codes(text: str, *heard: Message) -> list[str]:
    turn = Message(role="user", content=text)
    return [found.code for found in person()[0].objections(turn, heard)]


def test_a_message_must_ask_and_hold_its_values() -> None:
    assert codes("Could you see the weather in Paris?") == []
    assert codes("Could you see the weather?") == ["user.left_out"]
    assert codes("Here is the weather in Paris.") == ["user.asks_nothing"]
    assert codes("") == ["user.empty"]
    assert codes("Yes.", user("The weather in Paris?"), says("Shall I?")) == []
