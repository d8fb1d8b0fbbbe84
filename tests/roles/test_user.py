"""What the simulated user is told: facts by their words, references that can be understood."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues import WEATHER, scenario
from scripted import ScriptedModel, blocks
from toolmind.prompts import load_prompt
from toolmind.records import Chain, Link, Manner, Message, Scenario, Schema, Step, Tool, ToolCall
from toolmind.roles.user import STOP, User, brief

NAMES = ["city", "id", "status", "itemId", "item", "total"]


def schema(fields: list[str]) -> Schema:
    return {"type": "object", "properties": {field: {"type": "string"} for field in fields}}


def told(goals: list[str], returns: list[list[str] | None], output: str) -> dict[str, Any]:
    """Return how the last step's user refers to `output` of the first."""
    tools = {
        f"t{i}": Tool(
            id=f"t{i}",
            name=f"t{i}",
            parameters=schema(["into"]),
            returns=None if fields is None else schema(fields),
        )
        for i, fields in enumerate(returns)
    }
    last = len(goals) - 1
    link = Link(src=0, src_output=output, dst=last, dst_input="into")
    steps = tuple(
        Step(tool=f"t{i}", goal=goal, links=(link,) if i == last else ())
        for i, goal in enumerate(goals)
    )
    linked = Scenario(
        id="s000000",
        index=0,
        kind="multi_step",
        chain=Chain(id="c", tools=tuple(tools), links=(link,)),
        steps=steps,
        tools=tuple(tools),
        intent="",
        persona="",
        clock="2026-03-14T09:30",
        seed=0,
    )
    wishes: Any = brief(linked, tools)["wishes"]
    return wishes[last]["from results"][0]


@given(
    st.lists(st.lists(st.sampled_from(NAMES), min_size=1, unique=True), min_size=1, max_size=4),
    st.data(),
)
def test_an_earlier_wish_is_quoted_where_a_later_result_may_hold_the_same_words(
    between: list[list[str]], data: Any
) -> None:
    output = data.draw(st.sampled_from(NAMES))
    goals = [f"do thing {i}" for i in range(len(between) + 2)]
    reference = told(goals, [NAMES, *between, ["other"]], output)
    assert ("of" in reference) == any(output in fields for fields in between)


def test_a_tool_without_a_declared_result_may_answer_what_it_was_given() -> None:
    assert "of" in told(["a", "b", "c"], [["status"], None, ["x"]], "status")
    assert "of" in told(["a", "b", "c"], [["into"], None, ["x"]], "into")
    assert "of" not in told(["a", "b", "c"], [["city"], None, ["x"]], "city")


def test_as_many_words_are_quoted_as_tell_the_wish_from_the_others() -> None:
    start = "show all of the events that there are for a trip"
    goals = [f"{start} by bus to town", f"{start} by rail to town", "end it"]
    reference = told(goals, [["id"], ["id"], ["x"]], "id")
    assert reference["of"] == f"{start} by bus"
    reference = told([start, f"{start} by rail", "end it"], [["id"], ["id"], ["x"]], "id")
    assert reference["of"] == start


def test_no_quote_ends_on_a_word_that_begins_a_part() -> None:
    start = "show all events that somebody planned for the trips"
    goals = [f"{start} of a friend", f"{start} of a town", "end it"]
    assert told(goals, [["id"], ["id"], ["x"]], "id")["of"] == f"{start} of a friend"
    goals = ["show all events that somebody planned for a trip", "end", "end it"]
    assert told(goals, [["id"], ["id"], ["x"]], "id")["of"] == goals[0]


def test_the_user_is_told_how_to_bring_wishes_up() -> None:
    for manner in get_args(Manner):
        mannered = Scenario(
            id="s000000",
            index=0,
            kind="a kind of one's own",
            chain=Chain(id="c", tools=()),
            steps=(),
            tools=(),
            intent="",
            persona="",
            clock="2026-03-14T09:30",
            seed=0,
            manner=manner,
        )
        told = brief(mannered, {})
        assert (told["all at once"], told["any order"]) == {
            "at once": (True, False),
            "at the same time": (True, True),
            "gradually": (False, False),
        }[manner]
        assert all(f"`{key}`" in load_prompt("user").text for key in ("all at once", "any order"))


def person(*answers: Any) -> tuple[User, ScriptedModel]:
    model = ScriptedModel(*answers)
    steps = (
        Step(
            tool=WEATHER.id,
            goal="see the weather",
            known={"city": "Paris", "days": 3},
            withheld=("days",),
        ),
    )
    tools = {tool.id: tool for tool in (WEATHER,)}
    return User(model, load_prompt("user"), scenario(*steps), tools), model


async def test_a_wish_tells_facts_by_words_and_keeps_those_that_must_be_asked_for() -> None:
    user, model = person("Hello.")
    await user.speak([])
    told: Any = blocks(model.prompts[0])["Brief"]
    assert told["wishes"] == [
        {"wish": "see the weather", "you know": {"city": "Paris"}, "only when asked": {"days": 3}}
    ]
    assert (told["now"], told["weekday"]) == ("2025-03-05T10:00", "Wednesday")


async def test_the_user_speaks_from_the_other_side_and_sees_neither_tools_nor_calls() -> None:
    user, model = person("Hello, the weather please.", "In Paris.")
    first = await user.speak([Message(role="system", content="secret")])
    assert (first.message.role, first.message.content) == ("user", "Hello, the weather please.")
    assert not first.stop
    call = ToolCall(id="c", name="get_weather", arguments="{}")
    said = [
        Message(role="system", content="secret"),
        first.message,
        Message(role="assistant", tool_calls=(call,), reasoning="hidden"),
        Message(role="tool", content="{}", tool_call_id="c"),
        Message(role="assistant", content="Where?", reasoning="hidden"),
    ]
    await user.speak(said)
    seen = model.requests[1]
    assert [message.role for message in seen.messages] == ["system", "user", "assistant", "user"]
    assert [message.content for message in seen.messages[2:]] == [
        "Hello, the weather please.",
        "Where?",
    ]
    assert not seen.tools and not any(message.reasoning for message in seen.messages)
    assert seen.sampling.seed == 0


@pytest.mark.parametrize(
    ("text", "said", "stop"),
    [
        ("  In Paris.\n", "In Paris.", False),
        ("###STOP###", "", True),
        ("Thanks, bye.\n###STOP###", "Thanks, bye.", True),
        ("", "", False),
    ],
)
async def test_a_message_with_the_sign_is_the_last(text: str, said: str, stop: bool) -> None:
    utterance = await person(text)[0].speak([])
    assert (utterance.message.content, utterance.stop) == (said, stop)
    assert utterance.message.origin is not None


def test_the_sign_is_that_of_the_prompt() -> None:
    assert STOP in load_prompt("user").text
