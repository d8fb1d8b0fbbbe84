"""The embedded model says the same over HTTP as in the process: nothing is lost on the wire."""

from __future__ import annotations

import openai
import pytest

from toolmind.models.base import ChatRequest
from toolmind.models.probe import probe
from toolmind.offline.player import EmbeddedModel
from toolmind.offline.server import DoubleOptions, ModelServer
from toolmind.records import Message, Tool

TOOL = Tool(
    id="get_weather",
    name="get_weather",
    description="Current weather of a city",
    parameters={
        "type": "object",
        "properties": {"city": {"type": "string", "description": "Name of the city"}},
        "required": ["city"],
    },
)


async def test_the_same_calls_over_http():
    text = "What is the weather like? The city is Rome."
    model = EmbeddedModel()
    inside = await model.chat(
        ChatRequest(messages=(Message(role="user", content=text),), tools=(TOOL,))
    )
    async with (
        ModelServer(model) as server,
        openai.AsyncOpenAI(base_url=server.url, api_key="none") as client,
    ):
        over = await client.chat.completions.create(
            model="embedded",
            messages=[{"role": "user", "content": text}],
            tools=[TOOL.spec()],
        )
    message = over.choices[0].message
    assert (message.content or "") == inside.message.content
    assert [(c.function.name, c.function.arguments) for c in message.tool_calls or ()] == [
        (call.name, call.arguments) for call in inside.message.tool_calls
    ]
    assert over.usage.prompt_tokens == inside.usage.prompt_tokens
    assert over.choices[0].finish_reason == inside.finish_reason


@pytest.mark.parametrize("mode", ["native", "hermes", "python"])
async def test_a_probe_finds_the_tool_mode_that_is_played(mode: str):
    async with ModelServer(EmbeddedModel(), DoubleOptions(tool_mode=mode)) as server:
        report = await probe(server.url)
    assert report.answer(f"mode: {mode}") == "yes"
    assert report.settings()["tool_mode"] == mode
    if mode == "native":
        tools = [one.answer for one in report.findings if one.feature.startswith("tools: ")]
        assert tools == ["yes"] * 4
