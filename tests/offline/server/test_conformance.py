"""The openai client, as users run it, talks to the server: so the double is a true one."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import openai
import pytest
from pydantic import BaseModel

from toolmind.models.base import ChatModel
from toolmind.offline.server import DoubleOptions, FaultPlan, ModelServer

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}
CLOCK = {"type": "function", "function": {"name": "get_time", "parameters": {"type": "object"}}}


@pytest.fixture
async def client(speaker: ChatModel) -> AsyncIterator[openai.AsyncOpenAI]:
    async with ModelServer(speaker) as server, _client(server) as client:
        yield client


def _client(server: ModelServer, max_retries: int = 0) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(base_url=server.url, api_key="none", max_retries=max_retries)


def _ask(text: str) -> list[dict[str, str]]:
    return [{"role": "developer", "content": "Be brief."}, {"role": "user", "content": text}]


async def test_text_and_usage(client):
    reply = await client.chat.completions.create(model="speaker", messages=_ask("hello"))
    assert reply.object == "chat.completion"
    assert reply.choices[0].message.content == "You said: hello"
    assert reply.choices[0].finish_reason == "stop"
    assert reply.usage.model_dump(exclude_none=True) == {
        "prompt_tokens": 11,
        "completion_tokens": 7,
        "total_tokens": 18,
    }


async def test_content_parts(client):
    parts = [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}]
    reply = await client.chat.completions.create(
        model="speaker", messages=[{"role": "user", "content": parts}]
    )
    assert reply.choices[0].message.content == "You said: one\ntwo"


async def test_parallel_calls_and_their_results(client):
    messages = _ask("weather in Paris and Rome")
    reply = await client.chat.completions.create(
        model="speaker", messages=messages, tools=[WEATHER]
    )
    message = reply.choices[0].message
    assert reply.choices[0].finish_reason == "tool_calls"
    assert message.content is None
    assert message.model_extra["reasoning_content"] == "Look it up."
    assert [json.loads(call.function.arguments) for call in message.tool_calls] == [
        {"city": "Paris"},
        {"city": "Rome"},
    ]
    results = [
        {"role": "tool", "tool_call_id": call.id, "content": f"{call.id}: sunny"}
        for call in message.tool_calls
    ]
    reply = await client.chat.completions.create(
        model="speaker",
        messages=[*messages, message.model_dump(exclude_none=True), *results],
        tools=[WEATHER],
    )
    assert reply.choices[0].message.content == "You said: call_1: sunny"


async def test_one_call_where_parallel_ones_are_off(client):
    reply = await client.chat.completions.create(
        model="speaker", messages=_ask("Paris Rome"), tools=[WEATHER], parallel_tool_calls=False
    )
    assert len(reply.choices[0].message.tool_calls) == 1


async def test_tool_choice(client):
    async def chosen(choice):
        reply = await client.chat.completions.create(
            model="speaker", messages=_ask("Paris"), tools=[WEATHER, CLOCK], tool_choice=choice
        )
        return [call.function.name for call in reply.choices[0].message.tool_calls or ()]

    assert await chosen("auto") == ["get_weather"]
    assert await chosen("required") == ["get_weather"]
    assert await chosen("none") == []
    assert await chosen({"type": "function", "function": {"name": "get_time"}}) == ["get_time"]


async def test_structured_output_parsed_by_the_client(client):
    class Scores(BaseModel):
        coherence: int
        accuracy: int

    reply = await client.chat.completions.parse(
        model="speaker", messages=_ask("judge"), response_format=Scores
    )
    assert reply.choices[0].message.parsed == Scores(coherence=1, accuracy=1)


async def test_json_object(client):
    reply = await client.chat.completions.create(
        model="speaker", messages=_ask("judge"), response_format={"type": "json_object"}
    )
    assert json.loads(reply.choices[0].message.content) == {}


async def test_several_choices(client):
    reply = await client.chat.completions.create(model="speaker", messages=_ask("x"), n=3)
    assert [choice.index for choice in reply.choices] == [0, 1, 2]
    assert reply.usage.completion_tokens == 21


async def test_stream_of_text_with_usage(client):
    stream = await client.chat.completions.create(
        model="speaker",
        messages=_ask("one two three"),
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = [chunk async for chunk in stream]
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert text == "You said: one two three"
    assert chunks[-1].usage.total_tokens == 18
    assert chunks[-2].choices[0].finish_reason == "stop"


async def test_stream_of_calls_put_together_by_the_client(client):
    async with client.chat.completions.stream(
        model="speaker", messages=_ask("Paris Rome"), tools=[WEATHER]
    ) as stream:
        final = await stream.get_final_completion()
    calls = final.choices[0].message.tool_calls
    assert [(call.id, call.function.arguments) for call in calls] == [
        ("call_0", '{"city":"Paris"}'),
        ("call_1", '{"city":"Rome"}'),
    ]


async def test_models(client):
    assert [model.id async for model in client.models.list()] == ["speaker"]
    assert (await client.models.retrieve("speaker")).id == "speaker"
    with pytest.raises(openai.NotFoundError):
        await client.models.retrieve("gpt-9")


@pytest.mark.parametrize(
    ("change", "error", "code", "param"),
    [
        ({"model": "gpt-9"}, openai.NotFoundError, "model_not_found", None),
        ({"messages": []}, openai.BadRequestError, None, "messages"),
        (
            {"messages": [{"role": "king", "content": ""}]},
            openai.BadRequestError,
            "invalid_type",
            "messages[0].role",
        ),
        (
            {"messages": [{"role": "tool", "tool_call_id": "c", "content": ""}]},
            openai.BadRequestError,
            None,
            "messages.[0].role",
        ),
        ({"tool_choice": "required"}, openai.BadRequestError, None, "tool_choice"),
        (
            {
                "tools": [WEATHER],
                "tool_choice": {"type": "function", "function": {"name": "nope"}},
            },
            openai.BadRequestError,
            None,
            "tool_choice",
        ),
        (
            {"tools": [{"type": "function", "function": {"name": "not a name"}}]},
            openai.BadRequestError,
            "invalid_value",
            "tools[0].function.name",
        ),
        (
            {"tools": [{"type": "function", "function": {}}]},
            openai.BadRequestError,
            "invalid_type",
            "tools[0].function",
        ),
        ({"n": 0}, openai.BadRequestError, "invalid_value", "n"),
        (
            {"response_format": {"type": "json_schema"}},
            openai.BadRequestError,
            "missing_required_parameter",
            "response_format.json_schema",
        ),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]},
            openai.BadRequestError,
            "unsupported_content",
            "messages.[0].content",
        ),
    ],
)
async def test_errors_of_the_request(client, change, error, code, param):
    with pytest.raises(error) as caught:
        await client.chat.completions.create(
            **{"model": "speaker", "messages": _ask("x"), **change}
        )
    assert (caught.value.code, caught.value.param) == (code, param)


async def test_calls_left_unanswered(client):
    call = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    messages = [*_ask("x"), {"role": "assistant", "tool_calls": [call]}]
    with pytest.raises(openai.BadRequestError, match="did not have response messages: c1"):
        await client.chat.completions.create(model="speaker", messages=messages)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("429", openai.RateLimitError),
        ("429-retry-after", openai.RateLimitError),
        ("500", openai.InternalServerError),
        ("503", openai.InternalServerError),
        ("reset", openai.APIConnectionError),
        ("half-body", openai.APIConnectionError),
        ("invalid-json", json.JSONDecodeError),
    ],
)
async def test_faults_as_the_client_sees_them(speaker, fault, error):
    options = DoubleOptions(faults=FaultPlan({fault: 1.0}))
    async with ModelServer(speaker, options) as server, _client(server) as client:
        with pytest.raises(error) as caught:
            await client.chat.completions.create(model="speaker", messages=_ask("x"))
    if fault == "429-retry-after":
        assert caught.value.response.headers["retry-after"] == "1"
        assert caught.value.code == "rate_limit_exceeded"


async def test_the_client_gets_through_by_retrying(speaker):
    options = DoubleOptions(faults=FaultPlan({"429-retry-after": 0.5}, seed=1), retry_after_s=0.01)
    async with ModelServer(speaker, options) as server, _client(server, 9) as client:
        for n in range(5):
            reply = await client.chat.completions.create(model="speaker", messages=_ask(f"x{n}"))
            assert reply.choices[0].message.content == f"You said: x{n}"
        assert server.stats["faults"]["429-retry-after"] > 0
        assert server.stats["delivered"] == 5


async def test_no_such_url(speaker):
    async with ModelServer(speaker) as server, _client(server) as client:
        with pytest.raises(openai.NotFoundError, match="Invalid URL"):
            await client.responses.create(model="speaker", input="x")
