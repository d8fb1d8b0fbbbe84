"""A whole run against an endpoint with a key, some of whose replies and errors echo the key."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from toolmind.config import load_config
from toolmind.pipeline.run import run

pytestmark = pytest.mark.offline

KEY = "sk-test-3f9a1c77d2e84b06"


async def echo_in_front_of(backend: str) -> tuple[web.AppRunner, str]:
    """A proxy that leaks the key: in every failure, and as a field of every reply."""
    import aiohttp

    session = aiohttp.ClientSession()

    async def handle(request: web.Request) -> web.Response:
        leaked = request.headers["Authorization"]
        async with session.post(f"{backend}/chat/completions", data=await request.read()) as got:
            raw = await got.read()
        if got.status != 200:
            return web.Response(status=got.status, text=f"{leaked} {raw!r}")
        reply = json.loads(raw)
        reply["model"] = leaked
        if content := reply["choices"][0]["message"].get("content"):
            if not content.startswith("{"):
                content += f" ({leaked})"
            reply["choices"][0]["message"]["content"] = content
        return web.json_response(reply)

    async def close(_: web.Application) -> None:
        await session.close()

    app = web.Application()
    app.router.add_post("/v1/chat/completions", handle)
    app.on_cleanup.append(close)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/v1"


async def test_a_run_leaves_no_key_anywhere(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    double: Any,
) -> None:
    monkeypatch.setenv("TEST_ENDPOINT_KEY", KEY)
    caplog.set_level(logging.DEBUG)
    out = tmp_path / "run"
    async with double({"500": 0.3, "429": 0.1}, seed=1) as server:
        proxy, url = await echo_in_front_of(server.url)
        endpoint = (
            f"{{type: openai, base_url: '{url}', model: embedded, api_key_env: TEST_ENDPOINT_KEY, "
            "runtime: {retries: 1, backoff: 0.001}}"
        )
        roles = [f"models.{role}=double" for role in ("scenario", "user", "assistant")]
        settings = ["count=12", f"models.endpoints.double={endpoint}", *roles]
        await run(load_config(None, settings), out)
        await proxy.cleanup()
    files = {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert b"TEST_ENDPOINT_KEY" in files["config.json"]
    assert b"model.http_500" in files["rejected.jsonl"], "failures that echoed the key are there"
    assert b"***" in b"".join(files.values()), "the key was echoed and taken out"
    captured = capfd.readouterr()
    files |= {"out": captured.out.encode(), "err": captured.err.encode()}
    files["log"] = caplog.text.encode()
    assert [name for name, content in files.items() if KEY.encode() in content] == []
