"""Hostile text in what a model that plays tools is told, and in what it answers."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
from hypothesis import given, settings

from hostile import SHORT, TEXTS, hostile_text
from scripted import ScriptedModel, blocks
from simulated_shop import TEXT, obj, scenario
from toolmind.config import FaultsConfig
from toolmind.environments.base import ToolResult
from toolmind.environments.faults import FaultyEnvironment
from toolmind.environments.simulated import SimulatedEnvironment
from toolmind.prompts import load_prompt
from toolmind.records import Step, Tool, ToolCall


def lookup(description: str) -> Tool:
    schema = {"type": "string", "description": description}
    return Tool(
        id="look_up",
        name="look_up",
        description=description,
        parameters=obj("key", key=schema),
        returns=obj("text", text=TEXT),
    )


def call(key: str) -> ToolCall:
    return ToolCall(id="c", name="look_up", arguments=orjson.dumps({"key": key}).decode())


def answered(text: str, said: str, **faults: Any) -> tuple[list[ToolResult], ScriptedModel]:
    """Play two calls whose every text is one, and whose answers are another."""
    model = ScriptedModel(always={"text": said})
    tools = {"look_up": lookup(text)}
    world: Any = SimulatedEnvironment(tools, model, load_prompt("tool"))
    world = FaultyEnvironment(world, tools, FaultsConfig(**faults)) if faults else world
    step = Step(tool="look_up", goal=text, known={"key": text}, references={"x": text})
    played = scenario(step, intent=text, background=text, records={"notes": [{"text": text}]})

    async def play() -> list[ToolResult]:
        await world.reset(played)
        return [await world.call(call(text + str(number))) for number in range(2)]

    return asyncio.run(play()), model


@settings(max_examples=60)
@given(hostile_text(), hostile_text())
def test_a_prompt_holds_any_text_as_it_is_and_a_result_too(text: str, said: str) -> None:
    results, model = answered(text, said)
    assert [orjson.loads(each.content) for each in results] == [{"text": said}] * 2
    instructions, first, answer, second = model.requests[1].messages
    told = blocks(instructions.content)
    assert set(told) == {"Situation", "World", "Story"}
    assert told["World"] == {"notes": [{"text": text}]}
    assert orjson.loads(answer.content) == {"text": said}
    assert blocks(first.content)["Tool"].get("description", "") == text
    assert blocks(second.content)["Call"]["arguments"] == {"key": text + "1"}
    roles = [message.role for message in model.requests[1].messages]
    assert roles == ["system", "user", "assistant", "user"]


def test_a_million_characters_are_told_and_kept() -> None:
    results, model = answered(SHORT["blocks"], TEXTS["long"])
    assert orjson.loads(results[1].content) == {"text": TEXTS["long"]}
    assert orjson.loads(model.requests[1].messages[2].content) == {"text": TEXTS["long"]}


@settings(max_examples=40)
@given(hostile_text())
def test_a_fault_leaves_any_text_of_a_result_as_json(said: str) -> None:
    for kind in ("slow", "partial", "empty", "injection"):
        results, _ = answered("key", said, rate=1.0, kinds=[kind])
        for result in results:
            assert isinstance(orjson.loads(result.content), dict)
            assert (result.status, result.code) == ("ok", f"injected.{kind}")
