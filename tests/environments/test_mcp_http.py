"""A live MCP server over streamable HTTP as the world."""

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path

import pytest
from aiohttp import web

from dialogues import scenario
from toolmind.environments.mcp import McpProvider
from toolmind.environments.service import Service
from toolmind.errors import ConfigError, SimulationError
from toolmind.records import Tool, ToolCall

NOW = datetime(2026, 3, 10, 9, 30)

TOOLS = {
    "counts": Tool(id="counts", name="counts", annotations={"readOnlyHint": True}),
    "count": Tool(id="count", name="count"),
}
COUNT = ToolCall(id="c", name="count", arguments=json.dumps({"name": "tea"}))


@pytest.fixture
async def service():
    server = Path(__file__).with_name("mcp_http_server.py")
    service = await Service.started(f"{sys.executable} {server} {{port}}", None, 60)
    yield service
    await service.close()


async def test_sessions_over_http_share_the_state_of_their_server(service, monkeypatch):
    monkeypatch.setenv("TOKEN_OF_TEST", "t0ken")
    auth = {"header:Authorization": "Bearer $TOKEN_OF_TEST"}
    provider = McpProvider(f"{service.address}/mcp", allow=["count"], auth=auth)
    await provider.open()
    assert await provider.starting_state(TOOLS, seed=1, now=NOW) == {"counts": {}}
    one, two = await provider.world(TOOLS), await provider.world(TOOLS)
    await asyncio.gather(one.reset(scenario()), two.reset(scenario()))
    results = await asyncio.gather(one.call(COUNT), two.call(COUNT))
    assert sorted(result.content for result in results) == ['{"result":1}', '{"result":2}']
    assert await one.state() == {"counts": {"tea": 2}}
    await asyncio.gather(one.close(), two.close())
    await provider.close()


async def test_a_server_that_goes_away_fails_the_dialogue_which_is_owed(service):
    provider = McpProvider(f"{service.address}/mcp", write=True, timeout=20)
    await provider.open()
    world = await provider.world(TOOLS)
    await world.reset(scenario())
    assert (await world.call(COUNT)).status == "ok"
    await service.close()
    with pytest.raises(SimulationError, match=r"environment\."):
        await world.call(COUNT)
    await world.close()
    await provider.close()


async def test_a_redirect_leads_nowhere_else():
    asked = []

    async def away(request):
        asked.append(request.method)
        raise web.HTTPTemporaryRedirect(f"http://127.0.0.2:{port}/elsewhere")

    async def elsewhere(request):
        asked.append("elsewhere")
        return web.Response()

    app = web.Application()
    app.router.add_route("*", "/mcp", away)
    app.router.add_route("*", "/elsewhere", elsewhere)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    other = web.TCPSite(runner, "127.0.0.2", port)
    await other.start()
    provider = McpProvider(f"http://127.0.0.1:{port}/mcp", timeout=10)
    with pytest.raises(ConfigError, match=r"environment\.server"):
        await provider.open()
    await provider.close()
    await runner.cleanup()
    assert asked and "elsewhere" not in asked
