"""What the simulated user is told: facts by their words, references that can be understood."""

from __future__ import annotations

import re
from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dialogues import WEATHER, scenario
from scripted import ScriptedModel, blocks
from toolmind.prompts import load_prompt
from toolmind.records import Chain, Link, Manner, Message, Scenario, Schema, Step, Tool, ToolCall
from toolmind.roles.stop import STOP
from toolmind.roles.user import _PARTS, User, brief

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
    await user.offer([])
    told: Any = blocks(model.prompts[0])["Brief"]
    assert told["wishes"] == [
        {"wish": "see the weather", "you know": {"city": "Paris"}, "only when asked": {"days": 3}}
    ]
    assert (told["now"], told["weekday"]) == ("2025-03-05T10:00", "Wednesday")


async def test_the_user_speaks_from_the_other_side_and_sees_neither_tools_nor_calls() -> None:
    user, model = person("Hello, the weather please.", "In Paris.")
    first = await user.offer([Message(role="system", content="secret")])
    assert (first.role, first.content) == ("user", "Hello, the weather please.")
    call = ToolCall(id="c", name="get_weather", arguments="{}")
    said = [
        Message(role="system", content="secret"),
        first,
        Message(role="assistant", tool_calls=(call,), reasoning="hidden"),
        Message(role="tool", content="{}", tool_call_id="c"),
        Message(role="assistant", content="Where?", reasoning="hidden"),
    ]
    await user.offer(said)
    seen = model.requests[1]
    assert [message.role for message in seen.messages] == ["system", "user", "assistant", "user"]
    assert [message.content for message in seen.messages[2:]] == [
        "Hello, the weather please.",
        "Where?",
    ]
    assert not seen.tools and not any(message.reasoning for message in seen.messages)
    assert seen.sampling.seed == 0


async def test_what_it_says_is_kept_word_for_word_and_signed() -> None:
    said = await person("  In Paris.\n")[0].offer([])
    assert said.content == "In Paris."
    assert said.origin is not None


def codes(user: User, text: str, *messages: Message) -> list[str]:
    turn = Message(role="user", content=text)
    return [objection.code for objection in user.objections(turn, messages)]


ASKED = Message(role="user", content="I want to see the weather.")
ANSWERED = Message(role="assistant", content="It is fine.")
LOOKED = Message(role="assistant", tool_calls=(ToolCall(id="c", name="get_weather", arguments=""),))


def test_the_first_message_must_not_end_the_dialogue_and_none_may_be_empty() -> None:
    user, _ = person()
    assert codes(user, STOP) == ["user.stopped_first"]
    assert codes(user, "") == ["user.empty"]
    assert codes(user, "I want to see the weather.") == []


def test_a_wish_that_was_never_brought_up_must_be_before_the_end() -> None:
    user, _ = person()
    hello = Message(role="user", content="Hello there, how are things?")
    assert codes(user, f"Bye. {STOP}", hello, ANSWERED) == ["user.gave_up"]
    in_paris = Message(role="user", content="What is it like outside in Paris?")
    assert codes(user, f"Bye. {STOP}", in_paris, LOOKED, ANSWERED) == []


def test_a_user_is_reminded_once_that_nothing_was_done() -> None:
    user, _ = person()
    assert codes(user, STOP, ASKED, LOOKED, ANSWERED) == []
    assert codes(user, STOP, ASKED, ANSWERED) == ["user.not_done"]
    assert codes(user, STOP, ASKED, ANSWERED) == [], "it was told that it cannot be"


def test_the_brief_tells_what_the_scenario_tells_and_no_more() -> None:
    step = Step(
        tool=WEATHER.id,
        goal="see the weather",
        known={"date": "2025-03-06"},
        spoken={"date": "tomorrow"},
        first_told={"date": "2025-03-05"},
        references={"city": "where my sister lives"},
    )
    plain = brief(scenario(), {})
    assert plain.keys().isdisjoint({"background", "style", "language", "does not know"})
    full = replace(
        scenario(step),
        background="A trip.",
        style="curt",
        language="de",
        unknown=("the hotel",),
        constraints=("no rain",),
    )
    told: Any = brief(full, {WEATHER.id: WEATHER})
    assert (told["background"], told["style"], told["language"]) == ("A trip.", "curt", "de")
    assert (told["does not know"], told["constraints"]) == (("the hotel",), ("no rain",))
    assert told["wishes"] == [
        {
            "wish": "see the weather",
            "you know": {"date": "2025-03-06"},
            "in words": {"date": "tomorrow"},
            "says at first": {"date": "2025-03-05"},
            "means": {"city": "where my sister lives"},
        }
    ]


def test_the_prompt_speaks_of_the_parts_that_the_brief_has() -> None:
    bare = scenario(Step(tool="get_weather", goal="see the weather"))
    full = replace(
        scenario(
            Step(
                tool="get_weather",
                goal="see the weather",
                known={"city": "Rome", "date": "2026-03-03"},
                withheld=("date",),
                spoken={"city": "in Rome"},
                vague="know it",
            )
        ),
        constraints=("no rain",),
    )
    model, prompt, tools = ScriptedModel(), load_prompt("user"), {"get_weather": WEATHER}
    parts = ("you know", "in words", "only when asked", "put at first as", "constraints")
    for played, there in ((bare, ()), (full, parts)):
        text = User(model, prompt, played, tools)._instructions.content
        points = re.findall(r"^- `([^`]+)`", text, re.MULTILINE)
        assert sorted(points) == sorted(there)


def test_every_part_that_a_brief_can_have_is_explained() -> None:
    points = re.findall(r"^- `([^`]+)`", load_prompt("user").text, re.MULTILINE)
    assert set(points) == _PARTS


def test_the_sign_is_that_of_the_prompt() -> None:
    assert STOP in load_prompt("user").text
