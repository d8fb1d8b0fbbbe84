"""What the player of tools is told: the story, the tool, what is needed."""

from __future__ import annotations

from simulated_shop import GET, LIST, TEXT, scenario
from toolmind.environments.briefing import definition, needed, story
from toolmind.environments.required_outputs import RequiredOutput
from toolmind.records import Step


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


def test_a_tool_is_told_with_the_parameters_that_the_call_gives() -> None:
    told = definition(LIST, {"city": "Rome"})
    assert told["parameters"] == {"type": "object", "properties": {"city": TEXT}}
    assert (told["id"], told["returns"]) == (LIST.id, LIST.returns)
    assert definition(GET, {})["parameters"] == {"type": "object", "properties": {}}


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
