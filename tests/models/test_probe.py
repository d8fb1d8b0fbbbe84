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
            return reply(None, calls=[(name, '{"city":"Rome"}')] * (2 if "two" in text else 1))
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
            return reply('<tool_call>{"name": "get_weather", "arguments": {}}</tool_call>')
        return reply("hello")

    return step


def deaf(reply: Any) -> Any:
    """A server that ignores tools."""
    return lambda *_: reply("hello")


async def test_an_able_server(server: Any, reply: Any) -> None:
    server.script = [able(reply)]
    report = await probe(server.base_url, model="m")
    assert {one.answer for one in report.findings} == {"yes"}
    assert report.settings() == {"tool_mode": "native", "structured": "native"}
    assert {body["model"] for body in server.bodies} == {"m"}


async def test_a_poor_server(server: Any, reply: Any) -> None:
    server.script = [poor(reply)]
    report = await probe(server.base_url, model="m")
    answers = {one.feature: (one.answer, one.note) for one in report.findings}
    assert answers["tools: auto"] == ("yes", "as text")
    assert answers["tools: required"] == ("refused", "status 500")
    assert answers["tools: named"] == ("ignored", "")
    assert answers["null content"] == ("refused", "status 500")
    assert answers["logprobs"] == ("ignored", "")
    assert report.settings() == {"tool_mode": "native", "structured": "prompt"}


async def test_a_server_without_tools(server: Any, reply: Any) -> None:
    server.script = [deaf(reply)]
    report = await probe(server.base_url, model="m")
    assert report.settings() == {"tool_mode": "hermes", "structured": "prompt"}


async def test_junk_is_refused_not_believed(server: Any) -> None:
    server.script = [b"junk"]
    report = await probe(server.base_url, model="m")
    assert {one.answer for one in report.findings} == {"refused"}


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


async def test_the_command_line_prints_settings(server: Any, reply: Any) -> None:
    server.script = [able(reply)]
    arguments = ["probe", server.base_url, "--model", "m"]
    shown = await asyncio.to_thread(CliRunner().invoke, build_app("probe"), arguments)
    assert "tool_mode: native" in shown.output
    assert f"base_url: {server.base_url}" in shown.output
    shown = await asyncio.to_thread(CliRunner().invoke, build_app("probe"), [*arguments, "--json"])
    found = json.loads(shown.stdout)
    assert found["settings"] == {"tool_mode": "native", "structured": "native"}
    assert found["findings"][0].keys() >= {"feature", "answer"}
