"""The conversation loop with its real roles; what their models say is scripted."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from dialogues import scenario
from scripted import ScriptedModel
from toolmind.config import DialogueConfig
from toolmind.environments.python import PythonEnvironment
from toolmind.errors import ModelError, SimulationError
from toolmind.prompts import load_prompt
from toolmind.records import Message, Step, Tool, ToolCall, Trajectory
from toolmind.roles.assistant import Assistant
from toolmind.roles.conversation import converse
from toolmind.roles.user import User

SCENARIO = scenario(index=3)
TOOLS = {name: Tool(id=name, name=name) for name in ("look", "broken", "meet")}
ASK, STOP = "Do it.", "Thanks. ###STOP###"


class World:
    """Two calls of `meet` that are made at once meet; one alone would wait for ever."""

    def __init__(self) -> None:
        self._met = asyncio.Barrier(2)

    async def look(self) -> str:
        return "clear"

    async def broken(self) -> None:
        raise ValueError("out of order")

    async def meet(self) -> str:
        await self._met.wait()
        return "met"


def calls(*names: str) -> Message:
    made = tuple(ToolCall(id="x", name=name, arguments="{}") for name in names)
    return Message(role="assistant", tool_calls=made)


async def play(user: list[Any], assistant: list[Any], **limits: int) -> Trajectory:
    return await converse(
        SCENARIO,
        User(ScriptedModel(*user), load_prompt("user"), SCENARIO, TOOLS),
        Assistant(ScriptedModel(*assistant), load_prompt("assistant"), SCENARIO, [*TOOLS.values()]),
        PythonEnvironment(TOOLS, factory=World),
        DialogueConfig(**limits),
    )


async def test_a_dialogue_is_told_from_its_instructions_to_the_last_answer() -> None:
    trajectory = await play([ASK, STOP], ["Done."])
    assert (trajectory.id, trajectory.index, trajectory.scenario) == ("t3", 3, "s3")
    assert trajectory.ended == "stop"
    assert [message.role for message in trajectory.messages] == ["system", "user", "assistant"]
    assert "2025-03-05 10:00, Wednesday" in trajectory.messages[0].content
    assert [message.content for message in trajectory.messages[1:]] == [ASK, "Done."]
    assert trajectory.models == {"user": "scripted", "assistant": "scripted"}


async def test_calls_are_numbered_and_each_result_is_linked_with_its_status() -> None:
    trajectory = await play([ASK, STOP], [calls("look", "broken"), calls("sing"), "Done."])
    messages = trajectory.messages
    assert [m.id for m in messages] == [f"m{n}" for n in range(len(messages))]
    assert [c.id for m in messages for c in m.tool_calls] == ["call_0", "call_1", "call_2"]
    results = [(m.tool_call_id, m.status, m.code) for m in messages if m.role == "tool"]
    assert results == [
        ("call_0", "ok", ""),
        ("call_1", "error", "exception"),
        ("call_2", "error", "unknown_tool"),
    ]
    assert next(m.content for m in messages if m.role == "tool") == '"clear"'


async def test_calls_made_at_once_are_answered_at_once_in_their_order() -> None:
    trajectory = await play([ASK, STOP], [calls("meet", "look", "meet"), "Done."])
    contents = [message.content for message in trajectory.messages if message.role == "tool"]
    assert contents == ['"met"', '"clear"', '"met"']


async def test_each_role_sees_its_own_side() -> None:
    user = ScriptedModel(ASK, "And again?", STOP)
    assistant = ScriptedModel(calls("look"), "Done.", "Again.")
    await converse(
        SCENARIO,
        User(user, load_prompt("user"), SCENARIO, TOOLS),
        Assistant(assistant, load_prompt("assistant"), SCENARIO, [TOOLS["look"]]),
        PythonEnvironment(TOOLS, factory=World),
        DialogueConfig(),
    )
    told = [[message.content for message in request.messages[2:]] for request in user.requests]
    assert told == [[], [ASK, "Done."], [ASK, "Done.", "And again?", "Again."]]
    seen = [[message.role for message in request.messages] for request in assistant.requests]
    assert seen == [
        ["system", "user"],
        ["system", "user", "assistant", "tool"],
        ["system", "user", "assistant", "tool", "assistant", "user"],
    ]


async def test_a_user_who_stops_before_asking_is_an_error_of_the_item() -> None:
    with pytest.raises(SimulationError, match=r"user\.stopped_first"):
        await play([STOP, STOP], [])


async def test_who_stops_first_or_too_early_is_asked_again_out_of_the_dialogue() -> None:
    trajectory = await play([STOP, ASK, STOP], ["Done."])
    assert [message.content for message in trajectory.messages[1:]] == [ASK, "Done."]
    origin = trajectory.messages[1].origin
    assert origin is not None
    assert [one.content for one in origin.alternatives] == [STOP]
    assert [one.origin.faults for one in origin.alternatives if one.origin] == [
        ("user.stopped_first",)
    ]


async def test_a_model_that_does_not_answer_fails_the_dialogue() -> None:
    with pytest.raises(ModelError, match=r"model\.http_500"):
        await play([ASK], [ModelError("model.http_500")])


@pytest.mark.parametrize(
    ("user", "assistant", "limits", "ended", "last"),
    [
        ([ASK], [calls("look")] * 3, {"max_calls_per_turn": 3}, "max_calls", "tool"),
        ([ASK], [calls("look"), "Done."], {"max_calls": 1}, "max_calls", "assistant"),
        ([ASK, STOP], [calls("look"), "Done."], {"max_calls": 2}, "stop", "assistant"),
        ([ASK, ASK], ["Hm.", "Hm."], {"max_turns": 2}, "max_turns", "assistant"),
        ([ASK, ASK, STOP], ["Hm.", "Hm."], {"max_turns": 3}, "stop", "assistant"),
    ],
)
async def test_limits_end_a_dialogue_that_would_not_end(
    user: list[Any], assistant: list[Any], limits: dict[str, int], ended: str, last: str
) -> None:
    trajectory = await play(user, assistant, **limits)
    assert (trajectory.ended, trajectory.messages[-1].role) == (ended, last)


async def test_a_tool_that_comes_later_is_offered_from_that_message_on() -> None:
    steps = tuple(Step(tool=name, goal=f"go and {name}") for name in ("look", "broken"))
    late = replace(scenario(*steps), tools=("look", "broken"), later=("broken",))
    user = ScriptedModel("Go and look, go and broken.", STOP, "It is there now.", STOP)
    assistant = ScriptedModel(calls("look"), calls("broken"), "No.", calls("broken"), "It broke.")
    trajectory = await converse(
        late,
        User(user, load_prompt("user"), late, TOOLS),
        Assistant(assistant, load_prompt("assistant"), late, [*TOOLS.values()][:2]),
        PythonEnvironment(TOOLS, factory=World),
        DialogueConfig(),
    )
    offered = [[tool.name for tool in request.tools] for request in assistant.requests]
    assert offered == [["look"]] * 3 + [["look", "broken"]] * 2
    assert [m.code for m in trajectory.messages if m.status == "error"] == [
        "unknown_tool",
        "exception",
    ]
    (brought,) = [m for m in trajectory.messages if m.adds_tools]
    assert (brought.content, brought.adds_tools) == ("It is there now.", ("broken",))
    assert brought.origin and "possible by now" in str(user.requests[2].messages[-1])
