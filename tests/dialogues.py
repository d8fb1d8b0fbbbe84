"""Builders of small dialogues for the tests of checks, exporters and the audit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import orjson

from toolmind.checks.base import CheckContext
from toolmind.formats.base import KeptTrajectory
from toolmind.records import (
    Chain,
    Decision,
    Failure,
    Message,
    Scenario,
    Step,
    Tool,
    ToolCall,
    Trajectory,
)

WEATHER = Tool(
    id="pool/get_weather",
    name="get_weather",
    description="Weather of a city on a day",
    parameters={
        "type": "object",
        "properties": {
            "city": {"type": "string"},
            "date": {"type": "string", "format": "date"},
            "days": {"type": "integer"},
            "unit": {"type": "string", "enum": ["UNIT_CELSIUS", "UNIT_FAHRENHEIT"]},
            "include_wind": {"type": "boolean"},
            "lang": {"type": "string", "default": "en"},
        },
        "required": ["city"],
    },
    domain="weather",
    source="tests",
    licence="Apache-2.0",
)
BOOK = Tool(
    id="pool/book_hotel",
    name="book_hotel",
    description="Book a hotel room",
    parameters={
        "type": "object",
        "properties": {
            "hotel_id": {"type": "string"},
            "guests": {"type": "integer"},
            "note": {"type": "string"},
        },
        "required": ["hotel_id"],
    },
    domain="travel",
    source="tests",
    licence="MIT",
)
TOOLS = {tool.name: tool for tool in (WEATHER, BOOK)}


def user(text: str) -> Message:
    return Message(role="user", content=text)


def says(text: str, reasoning: str = "") -> Message:
    return Message(role="assistant", content=text, reasoning=reasoning)


def call(name: str, arguments: Any, call_id: str = "c1", reasoning: str = "") -> Message:
    text = arguments if isinstance(arguments, str) else orjson.dumps(arguments).decode()
    calls = (ToolCall(id=call_id, name=name, arguments=text),)
    return Message(role="assistant", tool_calls=calls, reasoning=reasoning)


def result(content: Any, call_id: str = "c1", status: Any = "ok") -> Message:
    text = content if isinstance(content, str) else orjson.dumps(content).decode()
    return Message(role="tool", content=text, tool_call_id=call_id, status=status)


def trajectory(*messages: Message, index: int = 0, **changes: Any) -> Trajectory:
    """Give each message the id m0, m1, … and make a trajectory of them."""
    numbered = tuple(
        message if message.id else msgspec.structs.replace(message, id=f"m{number}")
        for number, message in enumerate(messages)
    )
    fields: dict[str, Any] = {"ended": "stop", "models": {"assistant": "embedded"}} | changes
    return Trajectory(
        id=f"t{index}", index=index, scenario=f"s{index}", messages=numbered, **fields
    )


def scenario(
    *steps: Step,
    kind: str = "single",
    clock: str = "2025-03-05T10:00",
    index: int = 0,
    failures: Mapping[int, Failure] | None = None,
) -> Scenario:
    return Scenario(
        id=f"s{index}",
        index=index,
        kind=kind,
        chain=Chain(id=f"k{index}", tools=tuple(step.tool for step in steps)),
        steps=steps,
        tools=tuple(tool.id for tool in TOOLS.values()),
        intent="",
        persona="",
        clock=clock,
        seed=0,
        failures=dict(failures or {}),
    )


def context(*messages: Message, **changes: Any) -> CheckContext:
    """Make a check's context; what a scenario has goes to it, the rest to the trajectory."""
    steps = changes.pop("steps", ())
    fields = {key: changes.pop(key) for key in ("kind", "clock", "failures") if key in changes}
    ending = ("acceptance", "acceptance_steps", "checker")
    end = {key: changes.pop(key) for key in ending if key in changes}
    tools = changes.pop("tools", TOOLS)
    planned = msgspec.structs.replace(scenario(*steps, **fields), **end)
    played = trajectory(*messages, **changes)
    return CheckContext(trajectory=played, scenario=planned, tools=tools)


GOOD = (
    user("What will the weather be in Paris tomorrow?"),
    call("get_weather", {"city": "Paris", "date": "2025-03-06"}),
    result({"sky": "clear", "high": 14}),
    says("Clear, up to 14 degrees."),
)


def kept(*messages: Message, masked: Any = (), **changes: Any) -> KeptTrajectory:
    return KeptTrajectory(
        trajectory=trajectory(*messages, **changes),
        scenario=scenario(),
        decision=Decision(keep=True, masked=dict.fromkeys(masked, "arguments.invalid")),
        tools=(WEATHER, BOOK),
    )


def after(parent: str, message: Message) -> Message:
    return msgspec.structs.replace(message, parent=parent)


def given_up_and_compacted() -> KeptTrajectory:
    """m1 calls wrongly and is given up; m3 tries again; m6 goes on from a compacted context."""
    return kept(
        user("Paris?"),
        call("get_weather", {"city": "Rome"}, "c1"),
        result({}, "c1"),
        after("m0", call("get_weather", {"city": "Paris"}, "c2")),
        result({"sky": "clear"}, "c2"),
        says("Clear."),
        after("m0", user("It is clear, you said. And Oslo?")),
        call("get_weather", {"city": "Oslo"}, "c3"),
        result({"sky": "grey"}, "c3"),
        says("Grey."),
        masked=("m1",),
    )


def supplied() -> KeptTrajectory:
    """The weather is told; no tool books (m5 says so) before one comes with the user's m6."""
    one = kept(
        *GOOD,
        user("Book H-77."),
        says("I have no tool for that."),
        msgspec.structs.replace(user("It is there now."), adds_tools=(BOOK.name,)),
        call("book_hotel", {"hotel_id": "H-77"}, "c2"),
        result({}, "c2"),
        says("Booked."),
    )
    steps = (
        Step(tool=WEATHER.id, goal="see the weather", known={"city": "Paris"}),
        Step(tool=BOOK.id, goal="book H-77", known={"hotel_id": "H-77"}),
    )
    late = msgspec.structs.replace(scenario(*steps), later=(BOOK.id,))
    return msgspec.structs.replace(one, scenario=late)


HOSTILE = {
    "text": "quote \" slash \\ line\n tab\t 'single' {brace} \u2028 emoji 🌍",
    "nested": {"list": [1, "a", None, {"deep": [True]}]},
    "number": 10**18,
}


def hostile(index: int = 0) -> KeptTrajectory:
    """A dialogue of whatever breaks files; its first call is masked."""
    return kept(
        Message(role="system", content="It is 2025-03-05."),
        user(HOSTILE["text"]),
        call("get_weather", {"city": 1}, "c1", reasoning="I try a number."),
        result({"error": "city is text"}, "c1", "error"),
        call("get_weather", {"city": "Paris", "extra": HOSTILE}, "c2", reasoning="Text, then."),
        result(HOSTILE, "c2"),
        says("Done.", reasoning="All is known."),
        index=index,
        masked=("m2",),
    )


HOSTILE_ROWS = [kept(*GOOD), hostile(1)]
