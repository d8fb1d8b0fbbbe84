"""What the player of tools is told: the story, the tool, what is needed."""

from __future__ import annotations

from typing import Any

from scripted import blocks
from simulated_shop import GET, LIST, TEXT, UPDATE, scenario, tool
from toolmind.environments.briefing import Briefing, needed, story
from toolmind.environments.required_outputs import RequiredOutput
from toolmind.records import Message, Step, Tool
from toolmind.schema.outline import outline


def test_the_story_is_what_a_person_names_and_means_without_what_is_empty() -> None:
    steps = (
        Step(tool="a", goal="find it", known={"city": "Rome"}, first_told={"city": "Oslo"}),
        Step(tool="b", goal="pay it", references={"order_id": "the lamp of last week"}),
    )
    told = story(scenario(*steps, intent="To pay for a lamp.", background="A lamp broke."))
    assert told == {
        "background": "A lamp broke.",
        "wish": "To pay for a lamp.",
        "steps": [
            {"goal": "find it", "names": {"city": "Rome"}},
            {"goal": "pay it", "means": {"order_id": "the lamp of last week"}},
        ],
    }
    assert story(scenario()) == {}


def asked(briefing: Briefing, called: Tool, **arguments: Any) -> tuple[Message, ...]:
    return briefing.asked(called, arguments, (), may_fail=False)


def test_a_tool_is_told_once_with_the_parameters_that_a_call_gives() -> None:
    briefing = Briefing("Play the shop.")
    first = asked(briefing, UPDATE, order_id="o1")
    told = blocks(first[-1].content)
    assert told["Tool"]["parameters"] == {"order_id": "string"}
    assert (told["Tool"]["id"], told["Tool"]["returns"]) == (UPDATE.id, outline(UPDATE.returns))
    briefing.answered(first[-1], UPDATE, ["order_id"], "{}")
    assert set(blocks(asked(briefing, UPDATE, order_id="o2")[-1].content)) == {"Call"}
    more = blocks(asked(briefing, UPDATE, order_id="o2", city="Rome")[-1].content)
    assert more["Tool"] == {"name": UPDATE.name, "parameters": {"city?": "string"}}


def test_a_request_is_the_one_before_its_answer_and_one_call_more() -> None:
    briefing = Briefing("Play the shop.")
    first = asked(briefing, GET, order_id="o1")
    assert [message.role for message in first] == ["system", "user"]
    assert asked(briefing, GET, order_id="o1") == first, "asking alone changes nothing"
    briefing.answered(first[-1], GET, ["order_id"], '{"order_id":"o1"}')
    second = asked(briefing, LIST, city="Rome")
    assert second[:3] == (*first, Message(role="assistant", content='{"order_id":"o1"}'))
    assert blocks(second[3].content)["Call"] == {
        "name": LIST.name,
        "arguments": {"city": "Rome"},
        "may_fail": False,
    }


def test_what_is_empty_is_not_told() -> None:
    bare = tool("ping", {"type": "object", "properties": {}})
    told = blocks(asked(Briefing(""), bare)[-1].content)
    assert told["Tool"] == {"name": "ping", "id": "shop.ping"}
    assert "Needed" not in told
    feeds = (RequiredOutput("id", TEXT),)
    (_, message) = Briefing("").asked(bare, {}, feeds, may_fail=True)
    assert blocks(message.content)["Needed"] == {"id": TEXT}


def test_what_is_needed_is_named_once_by_its_types_alone() -> None:
    into = {
        "type": "string",
        "description": "The amount claimed.",
        "examples": ["9"],
        "minLength": 1,
    }
    listed = {"type": "array", "items": {"type": "string", "title": "Flight"}}
    feeds = [
        RequiredOutput("flights[].id", into),
        RequiredOutput("flights[].id", {"type": "string", "maxLength": 9}),
        RequiredOutput("names", listed),
        RequiredOutput("names", {**listed, "description": "Those."}),
    ]
    assert needed(feeds) == {
        "flights[].id": {
            "allOf": [{"type": "string", "minLength": 1}, {"type": "string", "maxLength": 9}]
        },
        "names": {"type": "array", "items": {"type": "string"}},
    }
