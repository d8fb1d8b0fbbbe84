"""The conversation loop, with people who do as they are told."""

from __future__ import annotations

import pytest

from toolmind.config import DialogueConfig
from toolmind.environments.base import ToolResult
from toolmind.errors import SimulationError
from toolmind.records import Chain, Message, Scenario, ToolCall, Trajectory
from toolmind.roles.conversation import converse
from toolmind.roles.user import Utterance, _from_the_other_side

SCENARIO = Scenario(
    id="s000003",
    index=3,
    kind="single",
    chain=Chain(id="c", tools=()),
    steps=(),
    tools=(),
    intent="",
    persona="",
    clock="2025-03-04T09:30",
    seed=0,
)


class Speaker:
    """Says the given lines; None is a stop."""

    model_name = "script"
    instructions = Message(role="system", content="Be helpful.")

    def __init__(self, *lines: Message | None) -> None:
        self.lines = list(lines)

    async def speak(self, messages: list[Message]) -> Utterance:
        line = self.lines.pop(0)
        return Utterance(message=line or Message(role="user"), stop=line is None)

    async def reply(self, messages: list[Message]) -> Message:
        line = self.lines.pop(0)
        assert line is not None
        return line


class World:
    async def reset(self, scenario: Scenario) -> None:
        self.calls: list[str] = []

    async def call(self, call: ToolCall) -> ToolResult:
        self.calls.append(call.id)
        status = "error" if call.name == "broken" else "ok"
        return ToolResult(content="{}", status=status)  # type: ignore[arg-type]


def says(text: str) -> Message:
    return Message(role="assistant", content=text)


def calls(*names: str) -> Message:
    made = tuple(ToolCall(id="x", name=name, arguments="{}") for name in names)
    return Message(role="assistant", tool_calls=made)


async def play(user: Speaker, assistant: Speaker, **limits: int) -> Trajectory:
    config = DialogueConfig(**limits)
    return await converse(SCENARIO, user, assistant, World(), config)  # type: ignore[arg-type]


ASK = Message(role="user", content="Do it.")


async def test_calls_are_numbered_and_each_result_is_linked_with_its_status() -> None:
    trajectory = await play(
        Speaker(ASK, None), Speaker(calls("a", "broken"), calls("a"), says("Done."))
    )
    assert trajectory.ended == "stop"
    assert trajectory.id == "t000003"
    messages = trajectory.messages
    assert [m.id for m in messages] == [f"m{n}" for n in range(len(messages))]
    assert [c.id for m in messages for c in m.tool_calls] == ["call_0", "call_1", "call_2"]
    results = [(m.tool_call_id, m.status) for m in messages if m.role == "tool"]
    assert results == [("call_0", "ok"), ("call_1", "error"), ("call_2", "ok")]


async def test_a_user_who_stops_before_asking_is_an_error_of_the_item() -> None:
    with pytest.raises(SimulationError, match=r"user\.stopped_first"):
        await play(Speaker(None), Speaker())


async def test_limits_end_a_dialogue_that_would_not_end() -> None:
    endless = await play(Speaker(ASK), Speaker(*[calls("a")] * 3), max_calls_per_turn=3)
    assert endless.ended == "max_calls"
    talkative = await play(Speaker(ASK, ASK), Speaker(says("Hm."), says("Hm.")), max_turns=2)
    assert talkative.ended == "max_turns"


async def test_the_user_sees_neither_tools_nor_calls() -> None:
    messages = [Message(role="system", content="secret"), ASK, calls("a"), says("Done.")]
    seen = list(_from_the_other_side(messages))
    assert [m.content for m in seen] == ["Do it.", "Done."]
    assert [m.role for m in seen] == ["assistant", "user"]
