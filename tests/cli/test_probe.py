"""`toolmind probe` as it is typed; what it finds out is tested in tests/models/test_probe.py."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from scripted_server import ScriptedServer, completion, serving
from typed import typed


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with serving(ScriptedServer()) as scripted:
        yield scripted


async def probe(*words: str) -> Any:
    return await asyncio.to_thread(typed, "probe", *words)


async def test_the_settings_that_suit_it_are_printed_to_be_copied(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_KEY", "sk-secret")
    server.script = [
        lambda body, _: (
            web.Response(status=500) if "response_format" in body else completion("hello")
        )
    ]
    done = await probe(server.base_url, "--model", "m", "--api-key-env", "A_KEY")
    assert done.exit_code == 0 and "sk-secret" not in done.output
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert {"chat yes", "tools: auto ignored", "json_schema refused (status 500)"} <= set(lines)
    import yaml

    printed = yaml.safe_load(done.stdout[done.stdout.index("\nmodels:") :])
    assert printed["models"]["endpoints"]["teacher"] == {
        "type": "openai",
        "base_url": server.base_url,
        "model": "m",
        "api_key_env": "A_KEY",
        "tool_mode": "hermes",
        "structured": "prompt",
    }


async def test_as_json_there_is_one_value(server: ScriptedServer) -> None:
    found = json.loads((await probe(server.base_url, "--model", "m", "--json")).stdout)
    assert found["model"] == "m" and found["settings"]["tool_mode"] == "hermes"
    assert found["findings"][0] == {"feature": "chat", "answer": "yes"}
