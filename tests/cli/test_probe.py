"""`toolmind probe` as it is typed; what it finds out is tested in tests/models/test_probe.py."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import yaml
from aiohttp import web

from scripted_server import ScriptedServer, completion, serving
from typed import typed


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with serving(ScriptedServer()) as scripted:
        yield scripted


async def probe(*words: str) -> Any:
    return await asyncio.to_thread(typed, "probe", *words)


def able(body: dict[str, Any], _: Any) -> Any:
    """Calls the tool that it is shown, and refuses to be asked for JSON."""
    if "response_format" in body:
        return web.Response(status=500)
    if "tools" in body and body["messages"][-1]["role"] == "user":
        name = body["tools"][0]["function"]["name"]
        return completion(None, calls=[(name, '{"city":"Rome"}')])
    return completion("hello")


async def test_the_settings_that_suit_it_are_printed_to_be_copied(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_KEY", "sk-secret")
    server.script = [able]
    done = await probe(server.base_url, "--model", "m", "--api-key-env", "A_KEY")
    assert done.exit_code == 0 and "sk-secret" not in done.output
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert {"chat yes", "tools: auto yes", "json_schema refused (status 500)"} <= set(lines)
    printed = yaml.safe_load(done.stdout[done.stdout.index("\nmodels:") :])
    assert printed["models"]["endpoints"]["teacher"] == {
        "type": "openai",
        "base_url": server.base_url,
        "model": "m",
        "api_key_env": "A_KEY",
        "tool_mode": "native",
        "structured": "prompt",
    }


async def test_as_json_there_is_one_value(server: ScriptedServer) -> None:
    found = json.loads((await probe(server.base_url, "--model", "m", "--json")).stdout)
    assert found["model"] == "m" and found["settings"]["structured"] == "prompt"
    assert found["findings"][0] == {"feature": "chat", "answer": "yes"}


async def test_a_server_that_never_calls_is_warned_of(server: ScriptedServer) -> None:
    done = await probe(server.base_url, "--model", "m")
    assert "cannot play the assistant" in done.stderr and "tool_mode" not in done.stdout
