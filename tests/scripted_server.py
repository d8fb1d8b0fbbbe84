"""A real HTTP server on 127.0.0.1 that answers what a test scripts, and remembers what it got."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
from aiohttp import web

from toolmind.config import ModelConfig

Handler = Callable[[dict[str, Any]], Any]


def completion(
    content: str | None = "hello",
    *,
    calls: list[tuple[str, Any]] | None = None,
    finish: str = "stop",
    **message: Any,
) -> dict[str, Any]:
    """A chat completion as a server sends it."""
    body: dict[str, Any] = {"role": "assistant", "content": content, **message}
    if calls is not None:
        finish = "tool_calls"
        body["tool_calls"] = [
            {"id": f"c{i}", "type": "function", "function": {"name": name, "arguments": arguments}}
            for i, (name, arguments) in enumerate(calls)
        ]
    return {
        "id": "x",
        "object": "chat.completion",
        "model": "scripted-1",
        "choices": [{"index": 0, "message": body, "finish_reason": finish}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
    }


class ScriptedServer:
    """Answers request n with script[n] (the last one for ever); a callable is asked."""

    def __init__(self, http: str = "httptools") -> None:
        self.http = http
        self.script: list[Any] = [completion()]
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.connections: set[Any] = set()
        self.base_url = ""

    @property
    def count(self) -> int:
        return len(self.bodies)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        step = self.script[min(self.count, len(self.script) - 1)]
        self.bodies.append(orjson.loads(await request.read()))
        self.headers.append(dict(request.headers))
        self.connections.add(request.transport)
        if callable(step):
            step = step(self.bodies[-1], request)
            if isinstance(step, Awaitable):
                step = await step
        if isinstance(step, web.StreamResponse):
            return step
        if isinstance(step, bytes):
            return web.Response(body=step, content_type="application/json")
        return web.json_response(step)

    def config(self, **settings: Any) -> ModelConfig:
        """A model configuration that reaches this server and does not wait long."""
        runtime = {"backoff": 0.001, "http": self.http} | settings.pop("runtime", {})
        settings = {"type": "openai", "model": "m", "base_url": self.base_url} | settings
        return ModelConfig.model_validate({**settings, "runtime": runtime})


@asynccontextmanager
async def serving(
    server: ScriptedServer, tls: ssl.SSLContext | None = None
) -> AsyncIterator[ScriptedServer]:
    """Serve under the server's `base_url` until the end."""
    app = web.Application(client_max_size=64 << 20)
    app.router.add_post("/v1/{path:.*}", server.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    scheme = "https" if tls else "http"
    server.base_url = f"{scheme}://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        yield server
    finally:
        await runner.cleanup()
