"""Servers of the reported kinds, as real processes: `tests/cases/mcp`, `tests/cases/A18`."""

from __future__ import annotations

import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from toolmind.errors import DataError
from toolmind.records import Tool
from toolmind.tools.importer import import_tools
from toolmind.tools.pool import read_pool
from toolmind.tools.repair import Unrepairable, repair_function
from toolmind.tools.sources.base import SetAside
from toolmind.tools.sources.mcp import McpSource

CASES = Path(__file__).parents[2] / "cases"
PYTHON = shlex.quote(sys.executable)
GOOD = {"get_weather", "get_time"}


def command(mode: str) -> str:
    return f"{PYTHON} {shlex.quote(str(CASES / 'mcp' / 'server.py'))} {mode}"


async def read(target: str, timeout_s: float = 30.0) -> tuple[dict[str, Tool], list[Any]]:
    """Return the tools by name, and what was set aside or cannot be repaired."""
    tools, others = {}, []
    async for found in McpSource(target, timeout_s=timeout_s).read():
        if isinstance(found, SetAside):
            others.append(found)
            continue
        try:
            tool, _ = repair_function(found.value, found.namespace)
            tools[tool.name] = tool
        except Unrepairable as error:
            others.append((found.value, error.code))
    return tools, others


@pytest.mark.parametrize(
    "mode",
    ["emptyschema", "notype", "nullschema", "noschema", "arrayschema", "nulltype"],
)
async def test_a_bad_schema_is_repaired_and_costs_no_tool(mode: str) -> None:
    tools, others = await read(command(mode))
    assert not others and tools.keys() == GOOD | {"ping"}
    fields = {"host"} if mode == "notype" else set()
    assert tools["ping"].parameters["type"] == "object"
    assert set(tools["ping"].parameters.get("properties", {})) == fields


@pytest.mark.parametrize(
    ("mode", "name", "code"),
    [("stringtype", "ping", "parameters-not-object"), ("noname", None, "no-name")],
)
async def test_what_cannot_be_repaired_costs_itself(mode: str, name: str, code: str) -> None:
    tools, [(value, reason)] = await read(command(mode))
    assert tools.keys() == GOOD
    assert (value["name"], reason) == (name, code)


async def test_a_result_that_is_a_reference_at_its_root() -> None:
    tools, others = await read(command("outref"))
    assert not others
    returns = tools["get_issue"].returns
    assert returns and returns["$ref"] == "#/$defs/Issue" and "Issue" in returns["$defs"]


@pytest.mark.parametrize(("mode", "hint"), [("badhint", True), ("badhint2", None)])
async def test_a_hint_that_is_no_boolean_is_read_or_left_out(mode: str, hint: bool | None) -> None:
    tools, others = await read(command(mode))
    assert not others and tools.keys() == GOOD | {"a"}
    assert tools["a"].annotations.get("readOnlyHint") is hint


@pytest.mark.parametrize(
    ("mode", "names"),
    [
        ("names", {"s_files_read", "s_files_read_2", "s_files_read_3", "files-read"}),
        ("dups", {"s_search", "s_search_2"}),
    ],
)
async def test_tools_of_one_name_are_told_apart(tmp_path: Path, mode: str, names: set[str]) -> None:
    pool = tmp_path / "pool.jsonl"
    report = await import_tools([McpSource(command(mode))], pool)
    assert (report.kept, report.read) == (len(names), len(names)) and not report.set_aside
    found = {tool.name for tool in read_pool([pool])}
    assert found == names


@pytest.mark.parametrize("mode", ["nulldesc", "nulldesc2"])
async def test_a_description_that_is_no_text(mode: str) -> None:
    tools, others = await read(command(mode))
    assert not others and "a" in tools


@pytest.mark.parametrize("mode", ["diesunknown", "silentunknown", "old", "nocap", "banner"])
async def test_servers_that_know_no_more_than_initialize(mode: str) -> None:
    tools, others = await read(command(mode), timeout_s=8.0)
    assert not others and tools.keys() == GOOD


def test_nothing_is_printed_of_a_banner() -> None:
    lint = [sys.executable, "-m", "toolmind", "tools", "lint", f"mcp:{command('banner')}"]
    done = subprocess.run(lint, capture_output=True, text=True, timeout=120)
    assert done.stderr.splitlines() == ["0 errors, 0 warnings, 4 notes"]


@pytest.mark.parametrize("mode", ["emptycursor", "stuckcursor"])
async def test_a_listing_that_goes_round_is_broken_off(mode: str) -> None:
    tools, [aside] = await read(command(mode))
    assert tools.keys() == GOOD and aside.code == "listing-broken-off"
    assert "same page twice" in aside.explanation


async def test_an_empty_text_is_a_cursor() -> None:
    tools, others = await read(command("twopages_empty"))
    assert not others and tools.keys() == GOOD


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("nulltools", "its `tools` are a NoneType"),
        ("die", "Connection closed"),
        ("stderr_die", "it said: Error: API_KEY environment variable is required"),
    ],
)
async def test_why_there_are_no_tools(mode: str, words: str) -> None:
    with pytest.raises(DataError, match="gave no tools") as caught:
        await read(command(mode))
    assert words in str(caught.value)


async def test_keys_of_the_command_line_are_not_told() -> None:
    script = "import os, sys; sys.exit(f'bad key {sys.argv[1]} of {os.environ[\"TOKEN\"]}')"
    with pytest.raises(DataError, match="bad key … of …") as caught:
        await read(f"TOKEN=hidden-1 {PYTHON} -c {shlex.quote(script)} hidden-2")
    assert "hidden" not in str(caught.value)


GARBAGE = """
import json, os, sys
tools = [17, None, "text", ["list"], {"name": "ping", "inputSchema": {"type": "object"}}]
for line in sys.stdin:
    asked = json.loads(line)
    if "id" not in asked:
        continue
    os.write(1, b"\\xff\\xfe\\x00 no text\\n[1, 2]\\n{\\"level\\": \\"info\\"}\\n\\n")
    version = asked.get("params", {}).get("protocolVersion")
    result = {"tools": tools} if asked["method"] == "tools/list" else {"protocolVersion": version}
    answer = {"jsonrpc": "2.0", "id": asked["id"], "result": result}
    os.write(1, json.dumps(answer).encode() + b"\\n")
"""


async def test_garbage_between_the_answers_and_in_the_listing(tmp_path: Path) -> None:
    (tmp_path / "server.py").write_text(GARBAGE)
    tools, others = await read(f"{PYTHON} {shlex.quote(str(tmp_path / 'server.py'))}")
    assert tools.keys() == {"ping"}
    assert [value for value, _ in others] == [17, None, "text", ["list"]]


MODERN = """
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    if "id" not in asked:
        continue
    answer = {"jsonrpc": "2.0", "id": asked["id"]}
    tools = [{"name": "ping", "inputSchema": {}}]
    if asked["method"] == "server/discover":
        answer["result"] = {"supportedVersions": ["2026-07-28"], "capabilities": {"tools": {}},
                            "resultType": "complete", "ttlMs": 0, "cacheScope": "private"}
    elif asked["method"] == "tools/list":
        answer["result"] = {"tools": tools}
    elif sys.argv[1] == "exits":
        sys.exit(1)
    else:
        answer["error"] = {"code": -32601, "message": "Method not found"}
    print(json.dumps(answer), flush=True)
"""


@pytest.mark.parametrize("manner", ["exits", "refuses"])
async def test_a_server_that_knows_the_newest_greeting_only(tmp_path: Path, manner: str) -> None:
    (tmp_path / "server.py").write_text(MODERN)
    tools, others = await read(f"{PYTHON} {shlex.quote(str(tmp_path / 'server.py'))} {manner}")
    assert not others and tools.keys() == {"ping"}


@pytest.fixture
def older_server() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = str(CASES / "A18" / "sse_server.py")
    process = subprocess.Popen([sys.executable, script, str(port)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/sse"
    finally:
        process.kill()
        process.wait(timeout=20)


async def test_the_older_transport(older_server: str) -> None:
    tools, others = await read(older_server, timeout_s=10.0)
    assert not others and tools.keys() == {"get_weather"}


async def test_an_address_that_is_no_server_is_told_by_its_status(older_server: str) -> None:
    with pytest.raises(DataError, match="HTTP 405 Method Not Allowed"):
        await read(older_server.replace("/sse", "/mcp"), timeout_s=10.0)
