from __future__ import annotations

import asyncio
import gzip
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from toolmind.errors import BudgetExceeded, ConfigError, EndpointError, ModelError, ReplyError
from toolmind.models.base import ChatReply, ChatRequest, Sampling
from toolmind.models.cache import ReplyCache
from toolmind.models.client.openai import OpenAIModel
from toolmind.models.cost import Meter
from toolmind.records import Message, Tool, ToolCall

WEATHER = Tool(
    id="w",
    name="get_weather",
    description="Weather of a city",
    parameters={"type": "object", "properties": {"city": {"type": "string"}}},
)
ASK = ChatRequest(messages=(Message(role="user", content="hi"),))
ASK_TOOL = ChatRequest(messages=ASK.messages, tools=(WEATHER,))
SCHEMA = {"type": "object", "properties": {"score": {"type": "integer"}}, "required": ["score"]}
ASK_JSON = ChatRequest(messages=ASK.messages, response_schema=SCHEMA)
Reply = Callable[..., dict[str, Any]]


@pytest.fixture(params=["httptools", "aiohttp"])
def http(request: pytest.FixtureRequest) -> str:
    """Every test of this module holds for both libraries."""
    return str(request.param)


@asynccontextmanager
async def opened(config: Any, **parts: Any) -> AsyncIterator[OpenAIModel]:
    model = OpenAIModel(config, **parts)
    try:
        yield model
    finally:
        await model.close()


async def ask(server: Any, request: ChatRequest = ASK, **settings: Any) -> ChatReply:
    meter = settings.pop("meter", None)
    async with opened(server.config(**settings), meter=meter) as model:
        return await model.chat(request)


async def test_text_usage_and_model(server: Any) -> None:
    reply = await ask(server, price={"prompt": 1.0, "completion": 2.0})
    assert reply.message == Message(role="assistant", content="hello")
    assert reply.finish_reason == "stop"
    assert reply.model == "scripted-1"
    assert reply.usage.requests == 1
    assert (reply.usage.prompt_tokens, reply.usage.completion_tokens) == (10, 5)
    assert reply.usage.cost == pytest.approx(20e-6)


async def test_the_whole_request_is_sent(server: Any) -> None:
    call = ToolCall(id="a", name="get_weather", arguments='{"city":"Rome"}')
    request = ChatRequest(
        messages=(
            Message(role="system", content="s"),
            Message(role="user", content="ü\n"),
            Message(role="assistant", tool_calls=(call,), reasoning="secret thoughts"),
            Message(role="tool", content="{}", tool_call_id="a"),
        ),
        tools=(WEATHER,),
        tool_choice="get_weather",
        sampling=Sampling(temperature=0.5, seed=7),
        logprobs=3,
    )
    server.script = [lambda body, _: server_reply]
    server_reply = {
        "choices": [
            {
                "message": {
                    "content": "x",
                    "tool_calls": [
                        {"function": {"name": "get_weather", "arguments": {"city": "Rome"}}}
                    ],
                }
            }
        ]
    }
    reply = await ask(
        server, request, sampling={"top_p": 0.9, "temperature": 1.0}, extra_body={"k": 1}
    )
    assert server.bodies == [
        {
            "model": "m",
            "messages": [
                {"role": "system", "content": "s"},
                {"role": "user", "content": "ü\n"},
                {
                    "role": "assistant",
                    "content": "",
                    "tool_calls": [
                        {
                            "id": "a",
                            "type": "function",
                            "function": {"name": "get_weather", "arguments": '{"city":"Rome"}'},
                        }
                    ],
                },
                {"role": "tool", "content": "{}", "tool_call_id": "a"},
            ],
            "tools": [WEATHER.spec()],
            "tool_choice": {"type": "function", "function": {"name": "get_weather"}},
            "logprobs": True,
            "top_logprobs": 3,
            "temperature": 0.5,
            "top_p": 0.9,
            "seed": 7,
            "k": 1,
        }
    ]
    # No id given, arguments as an object, no usage: all of it made good.
    assert reply.message.tool_calls == (
        ToolCall(id="call_4_0", name="get_weather", arguments='{"city":"Rome"}'),
    )
    assert reply.usage.prompt_tokens > 0


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("strip", {"role": "assistant", "content": "a"}),
        ("reasoning", {"role": "assistant", "content": "a", "reasoning": "r"}),
        ("reasoning_content", {"role": "assistant", "content": "a", "reasoning_content": "r"}),
        ("inline", {"role": "assistant", "content": "<think>\nr\n</think>\n\na"}),
    ],
)
async def test_reasoning_sent_back(server: Any, setting: str, expected: dict[str, str]) -> None:
    messages = (*ASK.messages, Message(role="assistant", content="a", reasoning="r"), *ASK.messages)
    await ask(server, ChatRequest(messages=messages), send_reasoning=setting)
    assert server.bodies[0]["messages"][1] == expected


@pytest.mark.parametrize(
    "message",
    [
        {"content": "42", "reasoning_content": "because"},
        {"content": "42", "reasoning": "because"},
        {"content": "<think>\nbecause\n</think>\n\n42"},
        {"content": "because\n</think>\n42"},
        {"content": [{"type": "text", "text": "42"}], "reasoning": "because"},
    ],
)
async def test_reasoning_is_kept_apart(server: Any, reply: Reply, message: dict[str, Any]) -> None:
    server.script = [reply(**message)]
    got = (await ask(server)).message
    assert (got.content, got.reasoning) == ("42", "because")


async def test_parallel_calls_with_unique_ids(server: Any, reply: Reply) -> None:
    server.script = [reply(None, calls=[("get_weather", '{"city":"a"}'), ("get_weather", "")])]
    call = ToolCall(id="c1", name="get_weather", arguments="{}")
    messages = (*ASK.messages, Message(role="assistant", tool_calls=(call,)))
    got = await ask(server, ChatRequest(messages=messages, tools=(WEATHER,)))
    assert got.finish_reason == "tool_calls"
    assert [(c.id, c.arguments) for c in got.message.tool_calls] == [
        ("c0", '{"city":"a"}'),
        ("call_2_1", "{}"),
    ]


async def test_logprobs(server: Any, reply: Reply) -> None:
    body = reply("Yes", finish="length")
    body["choices"][0]["logprobs"] = {
        "content": [
            {"token": "Yes", "logprob": -0.1, "top_logprobs": [{"token": "No", "logprob": -2.3}]}
        ]
    }
    server.script = [body]
    got = await ask(server, ChatRequest(messages=ASK.messages, logprobs=2))
    assert got.finish_reason == "length"
    assert got.logprobs[0].token == "Yes"
    assert got.logprobs[0].top == (("No", -2.3),)


def faults(reply: Reply) -> list[tuple[str, Any, ChatRequest]]:
    return [
        ("reply.empty", reply(""), ASK),
        ("reply.truncated", reply("abc", finish="length"), ASK),
        ("reply.refusal", reply(None, refusal="I will not"), ASK),
        ("reply.refusal", reply("", finish="content_filter"), ASK),
        ("reply.unknown_tool", reply(None, calls=[("nope", "{}")]), ASK_TOOL),
        ("reply.malformed_call", reply(None, calls=[("get_weather", '{"city')]), ASK_TOOL),
        ("reply.malformed_call", reply(None, calls=[("get_weather", "[1]")]), ASK_TOOL),
        ("reply.unexpected_call", reply(None, calls=[("get_weather", "{}")]), ASK),
        (
            "reply.no_call",
            reply("words"),
            ChatRequest(messages=ASK.messages, tools=(WEATHER,), tool_choice="required"),
        ),
        ("reply.malformed_json", reply('Sure! {"score": 1}'), ASK_JSON),
        ("reply.invalid_json", reply('{"score": "1"}'), ASK_JSON),
    ]


@pytest.mark.parametrize("case", range(11))
async def test_faulty_replies_are_told_then_recorded(server: Any, reply: Reply, case: int) -> None:
    code, fault, request = faults(reply)[case]
    server.script = [fault]
    meter = Meter()
    with pytest.raises(ReplyError) as caught:
        await ask(server, request, semantic_retries=2, meter=meter)
    assert caught.value.code == code
    assert server.count == 3
    assert meter.events["m", code] == 3
    assert meter.tokens == 45, "every attempt is paid"
    last = server.bodies[-1]["messages"][-1]
    assert last["role"] == "user"
    assert caught.value.explanation in last["content"]


async def test_a_faulty_reply_is_healed_by_telling(server: Any, reply: Reply) -> None:
    server.script = [reply("no json"), reply('```json\n{"score": 3}\n```')]
    got = await ask(server, ASK_JSON)
    assert got.message.content == '{"score": 3}'
    assert got.usage.requests == 1
    told = server.bodies[1]["messages"]
    assert told[1] == {"role": "assistant", "content": "no json"}
    assert server.bodies[1]["response_format"]["json_schema"]["schema"] == SCHEMA


def at_least(least: int) -> Callable[[Any], None]:
    def read(value: Any) -> None:
        if value["score"] < least:
            raise ValueError(f"the score must be at least {least}")

    return read


async def test_what_a_reader_refuses_is_told_counted_and_paid(server: Any, reply: Reply) -> None:
    server.script = [reply('{"score": 1}'), reply("no"), reply('{"score": 3}')]
    meter = Meter()
    async with opened(server.config(), meter=meter) as model:
        got = await model.chat(ASK_JSON, at_least(3))
    assert got.message.content == '{"score": 3}' and got.usage.requests == 1
    assert "at least 3" in server.bodies[1]["messages"][-1]["content"]
    assert meter.events == {("m", "reply.invalid_reply"): 1, ("m", "reply.malformed_json"): 1}
    assert meter.tokens == 45, "every attempt is paid"


async def test_readers_and_endpoints_share_one_count_of_retries(server: Any, reply: Reply) -> None:
    server.script = [reply("no"), reply('{"score": 1}')]
    with pytest.raises(ReplyError) as caught:
        async with opened(server.config(semantic_retries=1)) as model:
            await model.chat(ASK_JSON, at_least(3))
    assert caught.value.code == "reply.invalid_reply"
    assert server.count == 2


async def test_a_budget_ends_the_asking_again(server: Any, reply: Reply) -> None:
    server.script = [reply('{"score": 1}')]
    async with opened(server.config(), meter=Meter(max_tokens=30)) as model:
        with pytest.raises(BudgetExceeded):
            await model.chat(ASK_JSON, at_least(3))
    assert server.count == 2


async def test_all_faults_of_the_calls_are_told_at_once(server: Any, reply: Reply) -> None:
    bad = [("nope", "{}"), ("get_weather", "[1]"), ("get_weather", "{oops")]
    server.script = [reply(None, calls=bad), reply("Sorry.")]
    meter = Meter()
    await ask(server, ASK_TOOL, meter=meter)
    told = server.bodies[1]["messages"][-1]["content"]
    assert all(words in told for words in ("no tool 'nope'", "not a JSON object", "are not JSON"))
    assert meter.events == {("m", "reply.unknown_tool"): 1}


async def test_structured_output_falls_back_to_the_prompt(server: Any, reply: Reply) -> None:
    def step(body: dict[str, Any], _: Any) -> Any:
        if "response_format" in body:
            return web.Response(status=400, text="what is response_format?")
        assert '"score"' in body["messages"][0]["content"]
        return reply('{"score": 1}')

    server.script = [step]
    async with opened(server.config()) as model:
        for _ in range(2):
            assert (await model.chat(ASK_JSON)).message.content == '{"score": 1}'
    assert server.count == 3, "the refusal is remembered"


async def test_structured_output_native_only(server: Any) -> None:
    server.script = [web_error(400)]
    with pytest.raises(ModelError, match=r"model\.http_400"):
        await ask(server, ASK_JSON, structured="native")


def web_error(status: int, text: str = "no", **headers: str) -> Callable[..., web.Response]:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda *_: web.Response(status=status, text=text, headers=names)


def cut(_: Any, request: web.Request) -> None:
    assert request.transport is not None
    request.transport.abort()


async def half(_: Any, request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"choices"')
    assert request.transport is not None
    request.transport.close()
    return response


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (web_error(500), "model.http_500"),
        (web_error(503), "model.http_503"),
        (web_error(408), "model.http_408"),
        (web_error(409), "model.http_409"),
        (web_error(429), "model.rate_limited"),
        (web_error(429, Retry_After="0.01"), "model.rate_limited"),
        (cut, "model.cut"),
        (half, "model.cut"),
        (b"<html>busy</html>", "model.garbled"),
        (b'{"choices": []}', "model.garbled"),
        (b'{"choices": [{"message": {"content": 3}}]}', "model.garbled"),
    ],
)
async def test_transient_faults_are_retried(
    server: Any, reply: Reply, step: Any, code: str
) -> None:
    server.script = [step, step, reply("at last")]
    meter = Meter()
    got = await ask(server, meter=meter)
    assert got.message.content == "at last"
    assert server.count == 3
    assert meter.events == {("m", code): 2}


@pytest.mark.parametrize(
    ("step", "code", "attempts"),
    [
        (web_error(500), "model.http_500", 3),
        (cut, "model.cut", 3),
        (b"junk", "model.garbled", 3),
        (web_error(400), "model.http_400", 1),
        (web_error(422), "model.http_422", 1),
    ],
)
async def test_lasting_faults_end_as_model_error(
    server: Any, step: Any, code: str, attempts: int
) -> None:
    server.script = [step]
    with pytest.raises(ModelError) as caught:
        await ask(server, runtime={"retries": 2})
    assert caught.value.code == code
    assert server.count == attempts


async def test_patience_with_a_rate_limit_ends(server: Any) -> None:
    server.script = [web_error(429, Retry_After="0.05")]
    with pytest.raises(ModelError, match=r"model\.rate_limited"):
        await ask(server, runtime={"patience": 0.12, "retries": 0})
    assert 2 <= server.count <= 4


async def test_timeouts(server: Any) -> None:
    async def slow(*_: Any) -> web.Response:
        await asyncio.sleep(30)
        raise AssertionError

    server.script = [slow]
    for runtime in ({"first_byte_timeout": 0.05}, {"total_timeout": 0.05}):
        with pytest.raises(ModelError, match=r"model\.timeout"):
            await ask(server, runtime={"retries": 0} | runtime)


async def test_a_cancelled_request_is_cancelled_not_timed_out(server: Any) -> None:
    arrived = asyncio.Event()

    async def slow(*_: Any) -> web.Response:
        arrived.set()
        await asyncio.sleep(30)
        raise AssertionError

    server.script = [slow]
    async with opened(server.config()) as model:
        task = asyncio.create_task(model.chat(ASK))
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert model._transport.flow.in_flight == 0


async def test_nobody_listens(server: Any, dead_url: str) -> None:
    with pytest.raises(ConfigError, match="whether it runs"):
        await ask(server, base_url=dead_url, runtime={"retries": 1})


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_wrong_key_or_address_stops_the_run(server: Any, status: int) -> None:
    server.script = [web_error(status)]
    with pytest.raises(ConfigError, match="base_url"):
        await ask(server)


BROKE = {"error": {"message": "no money", "code": "insufficient_quota"}}


@pytest.mark.parametrize(
    "step",
    [
        web_error(401, "bad key"),
        web_error(402, "no money"),
        web_error(403, "no access"),
        lambda *_: web.json_response(BROKE, status=429),
        lambda *_: web.json_response(BROKE),
    ],
)
async def test_a_key_or_account_that_is_refused_ends_the_run(
    server: Any, reply: Reply, step: Any
) -> None:
    server.script = [reply(), step]
    async with opened(server.config()) as model:
        await model.chat(ASK)
        with pytest.raises(EndpointError, match=r"bad key|no money|no access"):
            await model.chat(ASK)
    assert server.count == 2


MODERATED = {"error": {"code": 403, "message": "flagged", "metadata": {"reasons": ["violence"]}}}


@pytest.mark.parametrize(
    "step",
    [
        web_error(403, "<html>firewall</html>"),
        lambda *_: web.json_response(MODERATED, status=403),
    ],
)
async def test_a_request_that_is_refused_for_what_it_says_is_one_items_fault(
    server: Any, reply: Reply, step: Any
) -> None:
    server.script = [reply(), step]
    async with opened(server.config()) as model:
        await model.chat(ASK)
        with pytest.raises(ModelError, match=r"model\.http_403"):
            await model.chat(ASK)


async def test_a_compressed_body_that_says_nothing_of_it_is_named(server: Any) -> None:
    packed = gzip.compress(b'{"choices": []}')
    server.script = [lambda *_: web.Response(body=packed, content_type="application/json")]
    async with opened(server.config(runtime={"retries": 0})) as model:
        with pytest.raises(ModelError, match=r"model\.garbled.*compressed \(gzip\)"):
            await model.chat(ASK)


async def test_the_same_refusal_again_and_again_ends_the_run(server: Any, reply: Reply) -> None:
    no_system = web_error(400, "System role not supported (request 17)")
    server.script = [no_system] * 19 + [reply()] + [no_system] * 20
    async with opened(server.config()) as model:
        for turn in range(39):
            if turn == 19:
                await model.chat(ASK)
                continue
            with pytest.raises(ModelError, match="System role"):
                await model.chat(ASK)
        with pytest.raises(EndpointError, match=r"System role not supported.*20 requests"):
            await model.chat(ASK)


async def test_refusals_of_a_schema_that_the_prompt_replaces_end_nothing(
    server: Any, reply: Reply
) -> None:
    def step(body: dict[str, Any], _: Any) -> Any:
        if "response_format" in body:
            return web.Response(status=400, text="what is response_format?")
        return reply('{"score": 1}')

    server.script = [step]
    async with opened(server.config()) as model:
        replies = await asyncio.gather(*(model.chat(ASK_JSON) for _ in range(30)))
    assert len(replies) == 30


async def test_the_schema_stands_with_what_asks_for_it_last_and_no_correction_moves_it(
    server: Any, reply: Reply
) -> None:
    server.script = [reply('{"score": "one"}'), reply('{"score": 1}')]
    said = [("system", "Rate."), ("user", "A"), ("assistant", '{"score": 2}'), ("user", "B")]
    messages = tuple(Message(role=role, content=text) for role, text in said)
    async with opened(server.config(structured="prompt")) as model:
        await model.chat(ChatRequest(messages=messages, response_schema=SCHEMA))
    for body in server.bodies:
        holding = [m["content"] for m in body["messages"] if "JSON Schema" in m["content"]]
        assert len(holding) == 1 and holding[0].startswith("B\n\n")
    assert len(server.bodies[1]["messages"]) == 6


async def test_waiting_is_said_once(
    server: Any, reply: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    server.script = [web_error(429, "slow down"), web_error(429, "slow down"), reply()]
    await ask(server)
    assert [record.message for record in caplog.records if "slow down" in record.message] == [
        f"waiting, up to 900 s a request (patience): {server.base_url} answered 429: slow down"
    ]


@pytest.mark.parametrize("status", [404, 405])
async def test_an_address_without_a_version_gets_a_hint(server: Any, status: int) -> None:
    server.script = [web_error(status)]
    bare = server.base_url.removesuffix("/v1") + "/v1/api"
    with pytest.raises(ConfigError) as caught:
        await ask(server, base_url=bare)
    assert "try" not in str(caught.value)
    with pytest.raises(ConfigError, match=r"try http://127.0.0.1:\d+/v1$"):
        await ask(server, base_url=server.base_url.removesuffix("/v1"))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"error": {"message": "upstream is busy", "code": 503}}, "upstream is busy"),
        ({"error": "oh no"}, "oh no"),
        ({"choices": [], "error": {"message": "lost", "type": "server_error"}}, "lost"),
        ({"choices": None, "object": "error", "message": "gone", "code": 500}, "gone"),
    ],
)
async def test_an_error_with_status_200_is_that_error(
    server: Any, reply: Reply, body: dict[str, Any], words: str
) -> None:
    server.script = [body, reply("at last")]
    assert (await ask(server)).message.content == "at last"
    server.script = [body]
    with pytest.raises(ModelError, match=words):
        await ask(server, runtime={"retries": 1})
    assert server.count == 4


async def test_a_permanent_error_with_status_200_is_not_sent_again(server: Any) -> None:
    server.script = [{"object": "error", "message": "too long", "type": "BadRequestError"}]
    with pytest.raises(ModelError, match=r"model\.http_400: .*too long"):
        await ask(server)
    assert server.count == 1


@pytest.mark.parametrize("reason", ["error", "abort", "network_error", "something new"])
async def test_a_reply_that_broke_off_is_asked_for_again(
    server: Any, reply: Reply, reason: str
) -> None:
    server.script = [reply("I have", finish=reason), reply("I have it.")]
    meter = Meter()
    assert (await ask(server, meter=meter)).message.content == "I have it."
    assert meter.events == {("m", "model.unfinished"): 1}


async def test_an_error_in_the_choice_is_told(server: Any, reply: Reply) -> None:
    broken = reply("I have", finish="error")
    broken["choices"][0]["error"] = {"code": 502, "message": "Provider returned error"}
    server.script = [broken]
    with pytest.raises(ModelError, match=r"model\.http_502: .*Provider returned error"):
        await ask(server, runtime={"retries": 1})


def page(text: str, kind: str) -> Callable[..., web.Response]:
    return lambda *_: web.Response(text=text, content_type=kind)


async def test_what_is_no_json_is_quoted(server: Any, reply: Reply) -> None:
    server.script = [reply(), page("<!DOCTYPE html><p>Sign in", "text/html")]
    async with opened(server.config(runtime={"retries": 0})) as model:
        await model.chat(ASK)
        with pytest.raises(ModelError, match=r"text/html.*<!DOCTYPE html><p>Sign in"):
            await model.chat(ASK)
        server.script = [page('data: {"choices": []}', "text/event-stream")]
        with pytest.raises(ModelError, match=r"text/event-stream.*data: "):
            await model.chat(ASK)


async def test_a_web_page_instead_of_an_endpoint_is_a_wrong_address(server: Any) -> None:
    server.script = [page("<!DOCTYPE html><p>Sign in", "text/html")]
    with pytest.raises(ConfigError, match="web page: look at base_url"):
        await ask(server)


async def test_replicas_share_the_load(server: Any, second_server: Any) -> None:
    async with opened(server.config(base_url=[server.base_url, second_server.base_url])) as model:
        await asyncio.gather(*(model.chat(ASK) for _ in range(20)))
    assert (server.count, second_server.count) == (10, 10)


async def test_a_dead_replica_does_not_lose_requests(server: Any, dead_url: str) -> None:
    urls = [dead_url, server.base_url]
    async with opened(server.config(base_url=urls, runtime={"retries": 8})) as model:
        replies = await asyncio.gather(*(model.chat(ASK) for _ in range(20)))
    assert len(replies) == server.count == 20


async def test_cache_answers_again_and_tells_samples_apart(server: Any, tmp_path: Path) -> None:
    meter, path = Meter(), tmp_path / "replies.db"
    for _ in range(2):
        cache = ReplyCache(path)
        async with opened(server.config(), cache=cache, meter=meter) as model:
            first = await model.chat(ASK)
            again = await model.chat(ASK)
            await model.chat(ChatRequest(messages=ASK.messages, sample=1))
        cache.close()
        assert first == again
    assert server.count == 2
    assert meter.tallies["", "m"].cached == 4
    assert meter.tallies["", "m"].requests == 2


async def test_failures_are_not_cached(server: Any, reply: Reply, tmp_path: Path) -> None:
    server.script = [reply(""), reply("good")]
    cache = ReplyCache(tmp_path / "replies.db")
    async with opened(server.config(semantic_retries=0), cache=cache) as model:
        with pytest.raises(ReplyError):
            await model.chat(ASK)
        assert (await model.chat(ASK)).message.content == "good"
    cache.close()


async def test_a_reply_that_its_reader_refused_is_not_cached(
    server: Any, reply: Reply, tmp_path: Path
) -> None:
    server.script = [reply('{"score": 1}'), reply('{"score": 3}')]
    for _ in range(2):
        cache = ReplyCache(tmp_path / "replies.db")
        async with opened(server.config(), cache=cache) as model:
            got = await model.chat(ASK_JSON, at_least(3))
        cache.close()
        assert got.message.content == '{"score": 3}'
    assert server.count == 2, "the accepted reply answers the request as it was first made"


async def test_a_cached_reply_that_is_no_longer_accepted_is_asked_anew(
    server: Any, reply: Reply, tmp_path: Path
) -> None:
    server.script = [reply('{"score": 1}'), reply('{"score": 5}')]
    meter = Meter()
    for least, score in ((1, 1), (4, 5), (4, 5), (1, 5)):
        cache = ReplyCache(tmp_path / "replies.db")
        async with opened(server.config(), cache=cache, meter=meter) as model:
            got = await model.chat(ASK_JSON, at_least(least))
        cache.close()
        assert got.message.content == f'{{"score": {score}}}'
    assert server.count == 2
    assert meter.tallies["", "m"].cached == 2 and not meter.events


async def test_a_budget_stops_before_the_next_request(server: Any) -> None:
    meter = Meter(max_tokens=30)
    async with opened(server.config(), meter=meter) as model:
        await model.chat(ASK)
        await model.chat(ASK)
        with pytest.raises(BudgetExceeded, match="30 of 30"):
            await model.chat(ASK)
    assert server.count == 2


async def test_the_key_is_sent_and_never_told(
    server: Any,
    reply: Reply,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    key = "sk-very-secret-0123456789"
    monkeypatch.setenv("A_KEY", key)
    caplog.set_level(logging.DEBUG)
    echo = web_error(500, text=f"key {key} is bad")
    server.script = [echo, reply(f"you sent {key}"), web_error(400, text=f"bad key {key}")]
    cache = ReplyCache(tmp_path / "replies.db")
    async with opened(server.config(api_key_env="A_KEY"), cache=cache) as model:
        got = await model.chat(ASK)
        with pytest.raises(ModelError) as caught:
            await model.chat(ASK_TOOL)
    cache.close()
    assert server.headers[0]["Authorization"] == f"Bearer {key}"
    assert "***" in got.message.content
    told = [repr(caught.value), str(caught.value), caplog.text, repr(got)]
    told += [path.read_bytes().decode("latin-1") for path in tmp_path.iterdir()]
    assert not any(key in text for text in told)


async def test_a_key_that_is_not_set(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("A_KEY", raising=False)
    with pytest.raises(ConfigError, match="A_KEY"):
        OpenAIModel(server.config(api_key_env="A_KEY"))
