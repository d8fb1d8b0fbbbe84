"""Real servers as separate processes: three that others wrote, and our own that misbehave."""

from __future__ import annotations

import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web

from toolmind.errors import ConfigError, DataError
from toolmind.records import Tool
from toolmind.tools.effects import tool_effect
from toolmind.tools.repair import repair_function
from toolmind.tools.sources.base import RawTool, SetAside
from toolmind.tools.sources.mcp import McpSource

PYTHON = shlex.quote(sys.executable)

MISBEHAVING = """
import json, sys, time
manner = sys.argv[1]
for line in sys.stdin:
    request = json.loads(line)
    method, number = request.get("method"), request.get("id")
    if number is None:
        continue
    result = {}
    if method == "initialize":
        version = request["params"]["protocolVersion"]
        result = {"protocolVersion": version, "capabilities": {"tools": {}},
                  "serverInfo": {"name": "bad", "version": "1"}}
    elif method == "tools/list":
        cursor = request.get("params", {}).get("cursor")
        page = 0 if cursor is None else int(cursor)
        if page and manner == "dies":
            sys.exit(3)
        if page and manner == "hangs":
            time.sleep(600)
        if page and manner == "garbage":
            print("this is no JSON", flush=True)
            sys.exit(0)
        schema = {"type": "object"}
        if manner == "odd":
            schema = {"type": "object", "properties": {"x": {"type": "str"}}, "required": ["y"]}
        if manner == "wrong":
            schema = {"type": "dict"}
        result = {"tools": [{"name": f"t{page}", "inputSchema": schema}],
                  "nextCursor": "1" if manner in ("dies", "hangs", "garbage", "circle") else None}
    else:
        error = {"code": -32601, "message": "no such method"}
        print(json.dumps({"jsonrpc": "2.0", "id": number, "error": error}), flush=True)
        continue
    print(json.dumps({"jsonrpc": "2.0", "id": number, "result": result}), flush=True)
"""


async def read(target: str, timeout_s: float = 30.0) -> tuple[list[Tool], list[SetAside]]:
    tools, aside = [], []
    async for found in McpSource(target, timeout_s=timeout_s).read():
        if isinstance(found, RawTool):
            tools.append(repair_function(found.value, found.namespace)[0])
        else:
            aside.append(found)
    return tools, aside


async def test_a_time_server_over_stdio() -> None:
    tools, aside = await read(f"{PYTHON} -m mcp_server_time --local-timezone UTC")
    assert not aside
    assert {tool.name for tool in tools} == {"get_current_time", "convert_time"}
    convert = next(tool for tool in tools if tool.name == "convert_time")
    assert set(convert.parameters["required"]) == {"source_timezone", "time", "target_timezone"}
    assert convert.source == "mcp mcp-time" and convert.id == "mcp.mcp-time.convert_time"


async def test_a_git_server_over_stdio() -> None:
    tools, aside = await read(f"{PYTHON} -m mcp_server_git")
    assert not aside and len(tools) >= 10
    log = next(tool for tool in tools if tool.name == "git_log")
    assert log.annotations["readOnlyHint"] is True and tool_effect(log).known_by == "hint"
    assert "repo_path" in log.parameters["required"]


@pytest.fixture
def http_server() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "staan_mcp", "--transport", "http", "--port", str(port)]
    environment = {"STAAN_API_KEY": "unused", "PATH": "/usr/bin:/bin"}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.terminate()
        process.wait(timeout=20)


async def test_a_search_server_over_http(http_server: str) -> None:
    tools, aside = await read(http_server)
    assert not aside
    assert {"web_search", "answer"} <= {tool.name for tool in tools}
    assert all(tool.parameters["properties"] for tool in tools)


def bad(folder: Path, manner: str) -> str:
    script = folder / "server.py"
    script.write_text(MISBEHAVING)
    return f"{PYTHON} {shlex.quote(str(script))} {manner}"


@pytest.mark.parametrize("manner", ["dies", "hangs", "garbage", "circle"])
async def test_a_listing_that_breaks_off_keeps_what_came(tmp_path: Path, manner: str) -> None:
    tools, aside = await read(bad(tmp_path, manner), timeout_s=3.0)
    assert tools[0].name == "t0"
    (item,) = aside
    assert item.code == "listing-broken-off" and item.explanation.startswith("after ")


async def test_odd_schemas_are_repaired(tmp_path: Path) -> None:
    tools, aside = await read(bad(tmp_path, "odd"))
    fields = {"x": {"type": "string"}}
    assert not aside
    assert tools[0].parameters == {"type": "object", "properties": fields, "required": []}


async def test_the_odd_type_of_a_schema_is_repaired(tmp_path: Path) -> None:
    tools, aside = await read(bad(tmp_path, "wrong"))
    assert not aside and tools[0].parameters["type"] == "object"


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("nonesuch-command --key SECRET", "FileNotFoundError"),
        (f"{PYTHON} -c pass", "closed"),
        (f"{PYTHON} -c 'import time; time.sleep(60)'", "no answer within 1 s"),
        ("http://user:SECRET@127.0.0.1:9/mcp?key=SECRET", "ConnectError"),
    ],
)
async def test_servers_that_give_nothing(target: str, words: str) -> None:
    with pytest.raises(DataError, match="gave no tools") as caught:
        await read(target, timeout_s=1.0)
    assert words in str(caught.value) and "SECRET" not in str(caught.value)


@pytest.mark.parametrize("target", ["  ", "NAME=only", "open 'quote"])
async def test_no_command(target: str) -> None:
    with pytest.raises(ConfigError, match="command line"):
        await read(target)


async def test_environment_before_the_command(tmp_path: Path) -> None:
    script = tmp_path / "server.py"
    script.write_text(MISBEHAVING.replace("sys.argv[1]", "__import__('os').environ['MANNER']"))
    tools, _ = await read(f"MANNER=odd {PYTHON} {shlex.quote(str(script))}")
    assert "x" in tools[0].parameters["properties"]


async def test_headers_are_sent() -> None:
    seen = []

    async def refuse(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization"))
        return web.Response(status=401)

    application = web.Application()
    application.router.add_route("*", "/{any:.*}", refuse)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    target = f"http://127.0.0.1:{runner.addresses[0][1]}/mcp"
    try:
        with pytest.raises(DataError, match="gave no tools"):
            async for _ in McpSource(target, headers={"Authorization": "Bearer T"}).read():
                pass
    finally:
        await runner.cleanup()
    assert seen and set(seen) == {"Bearer T"}


async def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "toolmind.tools.sources.mcp_session")
    monkeypatch.delattr("toolmind.tools.sources.mcp_session")
    monkeypatch.setitem(sys.modules, "mcp", None)
    with pytest.raises(ConfigError, match=r"pip install 'toolmind\[mcp\]'"):
        await read("anything")
