from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from aiohttp import web
from typer.testing import CliRunner

from toolmind.cli.main import build_app
from toolmind.errors import ConfigError
from toolmind.models.probe import probe


def able(reply: Any) -> Any:
    """A server that does all that it is asked for."""

    def step(body: dict[str, Any], _: Any) -> Any:
        if "response_format" in body:
            return reply('{"score": 3}')
        text = body["messages"][-1]["content"]
        if body["messages"][-1]["role"] == "tool":
            return reply("It is clear.")
        if "tools" in body:
            choice = body.get("tool_choice")
            name = choice["function"]["name"] if isinstance(choice, dict) else "get_weather"
            return reply(None, calls=[(name, '{"city":"Rome"}')] * (2 if "at once" in text else 1))
        got = reply("<think>hm</think>391")
        if body.get("logprobs"):
            got["choices"][0]["logprobs"] = {"content": [{"token": "yes", "logprob": -0.1}]}
        return got

    return step


def poor(reply: Any) -> Any:
    """A server that leaves calls in the text, wants string content and knows no json_schema."""

    def step(body: dict[str, Any], _: Any) -> Any:
        refused = "response_format" in body or body.get("tool_choice") == "required"
        if refused or any(message["content"] is None for message in body["messages"]):
            return web.Response(status=500)
        if "tools" in body and body["messages"][-1]["role"] == "user":
            return reply(
                '<tool_call>{"name": "get_weather", "arguments": {"city": "Rome"}}</tool_call>'
            )
        return reply("hello")

    return step


def deaf(reply: Any) -> Any:
    """A server that ignores tools."""
    return lambda *_: reply("hello")


async def test_an_able_server(server: Any, reply: Any) -> None:
    server.script = [able(reply)]
    report = await probe(server.base_url, model="m")
    answers = {one.feature: one.answer for one in report.findings}
    others = {answer for feature, answer in answers.items() if not feature.startswith("mode: ")}
    assert others == {"yes"} and answers["mode: native"] == "yes"
    assert report.settings() == {"tool_mode": "native", "structured": "native"}
    assert {body["model"] for body in server.bodies} == {"m"}


async def test_a_poor_server(server: Any, reply: Any) -> None:
    server.script = [poor(reply)]
    report = await probe(server.base_url, model="m")
    answers = {one.feature: (one.answer, one.note) for one in report.findings}
    assert answers["tools: auto"] == ("yes", "as text")
    assert answers["tools: required"] == ("refused", "status 500")
    assert answers["tools: named"] == ("ignored", "")
    assert answers["logprobs"] == ("ignored", "")
    assert answers["mode: native"] == ("yes", "")
    assert answers["mode: hermes"] == ("ignored", "no call, but words")
    assert report.settings() == {"tool_mode": "native", "structured": "prompt"}


async def test_no_tool_mode_is_recommended_that_did_not_come_back(server: Any, reply: Any) -> None:
    server.script = [deaf(reply)]
    report = await probe(server.base_url, model="m")
    assert report.settings() == {"structured": "prompt"}


def text_only(reply: Any) -> Any:
    """A server that knows no `tools`, with a model that writes what the prompt shows it."""

    def step(body: dict[str, Any], _: Any) -> Any:
        if "tools" in body:
            return web.Response(status=400)
        first, last = body["messages"][0]["content"], body["messages"][-1]["content"]
        if "[name(first=value" in first and "<tool_response>" not in last:
            return reply("[get_weather(city='Rome')]")
        return reply("It is clear.")

    return step


async def test_a_prompted_mode_is_recommended_that_came_back(server: Any, reply: Any) -> None:
    server.script = [text_only(reply)]
    report = await probe(server.base_url, model="m")
    assert report.answer("mode: native") == report.answer("mode: hermes") == "ignored"
    assert report.settings()["tool_mode"] == "python"


async def test_one_broken_connection_says_nothing(
    server: Any, reply: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolmind.models.probe._PAUSE_S", 0.0)
    answer, seen = able(reply), set()

    def step(body: dict[str, Any], request: Any) -> Any:
        said = json.dumps(body)
        if said in seen:
            return answer(body, request)
        seen.add(said)
        if len(seen) % 2:
            request.transport.abort()
            return None
        return web.Response(status=503)

    server.script = [step]
    report = await probe(server.base_url, model="m")
    assert report.answer("tools: auto") == report.answer("mode: native") == "yes"
    assert report.settings() == {"tool_mode": "native", "structured": "native"}


@pytest.mark.parametrize(
    ("refused", "settings"),
    [
        (lambda one: one["role"] == "system", {"system_as": "developer"}),
        (lambda one: one["role"] in ("system", "developer"), {"system_as": "user"}),
        (lambda one: one.get("content") == "", {"empty_content": "null"}),
        (lambda one: one.get("content", "") in ("", None), {"empty_content": "space"}),
        (
            lambda one: (one.get("content", "x") or "").strip() == "",
            {"empty_content": "omit"},
        ),
    ],
)
async def test_what_a_server_refuses_in_messages_becomes_a_setting(
    server: Any, reply: Any, refused: Any, settings: dict[str, str]
) -> None:
    answer = able(reply)

    def step(body: dict[str, Any], request: Any) -> Any:
        if any(map(refused, body["messages"])):
            return web.Response(status=400, text="no such message")
        return answer(body, request)

    server.script = [step]
    report = await probe(server.base_url, model="m")
    assert report.settings() == {"tool_mode": "native", "structured": "native", **settings}


async def test_a_forgotten_version_is_found(server: Any, reply: Any) -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        if request.method == "GET":
            return web.json_response({"data": [{"id": "listed"}]})
        return await server.handle(request)

    server.script = [able(reply)]
    app = web.Application()
    app.router.add_route("*", "/v1/{path:.*}", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        report = await probe(base)
        shown = await asyncio.to_thread(CliRunner().invoke, build_app("probe"), ["probe", base])
    finally:
        await runner.cleanup()
    assert (report.base_url, report.model) == (f"{base}/v1", "listed")
    assert f"base_url: {base}/v1" in shown.output and "use that" in shown.output


async def test_an_address_where_no_chat_is_gets_a_hint(server: Any) -> None:
    with pytest.raises(ConfigError, match=r"answered 404.*try http://.*/v1$"):
        await probe(server.base_url.removesuffix("/v1"), model="m")


async def test_junk_is_refused_not_believed(server: Any) -> None:
    server.script = [b"junk"]
    report = await probe(server.base_url, model="m")
    assert {one.answer for one in report.findings} == {"refused", "ignored"}
    assert "tool_mode" not in report.settings()


async def test_nobody_there(dead_url: str) -> None:
    with pytest.raises(ConfigError, match="nobody answers"):
        await probe(dead_url)


async def test_a_refused_key_is_told_without_it(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_KEY", "sk-secret")
    server.script = [lambda *_: web.Response(status=401, text="sk-secret")]
    with pytest.raises(ConfigError, match="refuses the key") as caught:
        await probe(server.base_url, model="m", api_key_env="A_KEY")
    assert "sk-secret" not in str(caught.value)
    assert server.headers[0]["Authorization"] == "Bearer sk-secret"
