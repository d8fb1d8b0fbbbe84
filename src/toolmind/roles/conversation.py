"""The conversation loop: a user, an assistant and an environment play one scenario.

Read this first; everything else either prepares what happens here or looks at what came of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Literal

from msgspec.structs import replace

from toolmind.config import DialogueConfig
from toolmind.environments.base import Environment
from toolmind.environments.results import unknown_tool
from toolmind.errors import SimulationError
from toolmind.records import Message, Scenario, Tool, ToolCall, Trajectory
from toolmind.roles.assistant import Assistant
from toolmind.roles.stop import stops
from toolmind.roles.turns import OpenGate, Patience, TurnGate, play_turn
from toolmind.roles.user import User

_OPEN = OpenGate()


async def converse(
    scenario: Scenario,
    user: User,
    assistant: Assistant,
    environment: Environment,
    limits: DialogueConfig,
    gate: TurnGate = _OPEN,
) -> Trajectory:
    """Play the scenario until the user says stop or a limit is reached (paper §3.2).

    `gate` looks at every turn before it is taken: one that fails is played again (`play_turn`).

    Raises:
        ModelError, ReplyError: a role's model gave no usable reply.
        SimulationError: the environment failed, or the user stopped before asking anything.
    """
    await environment.reset(scenario)
    dialogue = _Dialogue(gate)
    if assistant.instructions.content:
        dialogue.add(assistant.instructions)
    of_user = Patience(limits.retries)
    of_assistant = Patience(limits.retries, limits.best_of, limits.leave_recoveries, scenario.seed)
    ended: Literal["stop", "max_turns", "max_calls"] = "max_turns"

    for _ in range(limits.max_turns):
        said = await play_turn(user, dialogue.messages, gate, of_user)
        if stops(said.content):
            ended = "stop"
            break
        dialogue.add(said)

        for _ in range(limits.max_calls_per_turn):
            turn = await play_turn(assistant, dialogue.messages, gate, of_assistant)
            if not dialogue.add(turn).tool_calls:
                break
            made, offered = dialogue.messages[-1].tool_calls, assistant.offered(dialogue.messages)
            for result in await _answers(environment, made, offered):
                dialogue.add(result)

        if dialogue.messages[-1].role == "tool" or dialogue.calls >= limits.max_calls:
            ended = "max_calls"
            break

    if not any(message.role == "user" for message in dialogue.messages):
        raise SimulationError("user.stopped_first", "the user ended before asking anything")
    return Trajectory(
        id=scenario.id.replace("s", "t", 1),
        index=scenario.index,
        scenario=scenario.id,
        messages=tuple(dialogue.messages),
        ended=ended,
        models={"user": user.model_name, "assistant": assistant.model_name},
    )


async def _answers(
    environment: Environment, calls: Sequence[ToolCall], offered: Sequence[Tool]
) -> list[Message]:
    """Return the results of calls made at once, which are answered at once."""
    if len(calls) == 1:  # mostly so: a task of its own would cost more than the call's way here
        return [await _call(environment, calls[0], offered)]
    return await asyncio.gather(*(_call(environment, call, offered) for call in calls))


async def _call(environment: Environment, call: ToolCall, offered: Sequence[Tool]) -> Message:
    if any(tool.name == call.name for tool in offered):
        result = await environment.call(call)
    else:  # also where the world knows it: it may be added later
        result = unknown_tool(call.name, [tool.name for tool in offered])
    return Message(
        role="tool",
        tool_call_id=call.id,
        content=result.content,
        status=result.status,
        code=result.code,
    )


class _Dialogue:
    """The messages so far. Numbers messages and calls, so that ids do not depend on a server."""

    def __init__(self, gate: TurnGate) -> None:
        self._gate = gate
        self.messages: list[Message] = []
        self.calls = 0

    def add(self, message: Message) -> Message:
        calls = tuple(
            replace(call, id=f"call_{number}")
            for number, call in enumerate(message.tool_calls, self.calls)
        )
        self.calls += len(calls)
        message = replace(message, id=f"m{len(self.messages)}", tool_calls=calls)
        self.messages.append(message)
        self._gate.see(message)
        return message
