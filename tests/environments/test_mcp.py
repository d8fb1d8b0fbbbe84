"""Live servers as worlds: one of our own, over stdio, which dies, sleeps and refuses on request."""

import asyncio
import json
import shlex
import sys
from datetime import datetime
from pathlib import Path

import pytest

from dialogues import scenario
from toolmind.environments.mcp import McpProvider
from toolmind.environments.recording import read_recording
from toolmind.errors import ConfigError, SimulationError
from toolmind.records import Tool, ToolCall

NOW = datetime(2026, 3, 10, 9, 30)

SERVER = f"{shlex.quote(sys.executable)} {Path(__file__).with_name('mcp_notes_server.py')}"
HINTS = {"readOnlyHint": True}
TOOLS = {
    name: Tool(id=f"mcp.notes.{name}", name=name, annotations=HINTS if reads else {})
    for name, reads in (
        ("list_notes", False),
        ("get_note", True),
        ("add_note", False),
        ("where", True),
        ("die", True),
        ("sleep", True),
        ("refuse", True),
    )
}


def call(tool, /, **arguments):
    return ToolCall(id="c", name=tool, arguments=json.dumps(arguments))


async def opened(**settings):
    provider = McpProvider(**{"server": SERVER, "look": ["list_notes"]} | settings)
    await provider.open()
    return provider


async def begun(provider):
    world = await provider.world(TOOLS)
    await world.reset(scenario())
    return world


async def test_each_dialogue_has_its_own_server_in_its_own_copy_of_a_folder(tmp_path):
    (tmp_path / "notes.json").write_text('["tea"]')
    provider = await opened(folder=tmp_path, allow=["add_note"])
    start = await provider.starting_state(TOOLS, seed=1, now=NOW)
    assert start == {
        "resources": {"notes://all": ["tea"]},
        "list_notes": {"notes": [{"id": 0, "text": "tea"}]},
    }
    for _ in range(2):
        world = await begun(provider)
        assert await world.state() == start
        assert (await world.call(call("add_note", text="jam"))).content == '{"id":1}'
        assert (await world.call(call("get_note", id=1))).content == '"jam"'
        assert (await world.state())["resources"] == {"notes://all": ["tea", "jam"]}
        await world.close()
    assert (tmp_path / "notes.json").read_text() == '["tea"]'
    await provider.close()


async def test_the_path_of_a_dialogues_folder_is_never_told(tmp_path):
    provider = await opened(folder=tmp_path, shown_as="/home/ann")
    world = await begun(provider)
    said = json.loads((await world.call(call("where", at=["/home/ann/x"], n=1))).content)
    await world.close()
    await provider.close()
    assert said == '/home/ann/notes.json of {"at": ["/home/ann/x"], "n": 1}'


async def test_what_may_write_is_not_called_unless_it_is_allowed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    provider = await opened()
    cannot = provider.cannot_answer([*TOOLS.values(), Tool(id="other", name="other")])
    assert cannot.keys() == {"mcp.notes.add_note", "other"}
    world = await begun(provider)
    assert (await world.call(call("add_note", text="jam"))).code == "not_allowed"
    assert (await world.state())["resources"] == {"notes://all": ["milk"]}
    await world.close()
    await provider.close()


@pytest.mark.parametrize(
    ("pattern", "status", "content"),
    [
        ("", "ok", "Error: no such note"),
        ("Error", "error", {"error": {"code": "tool_error", "message": "Error: no such note"}}),
    ],
)
async def test_an_error_is_an_observation_if_the_server_says_so(pattern, status, content):
    provider = await opened(error_pattern=pattern)
    world = await begun(provider)
    refused = await world.call(call("refuse"))
    assert (refused.status, refused.code) == ("error", "tool_error")
    assert "it will not" in refused.content
    lost = await world.call(call("get_note", id=9))
    assert (lost.status, json.loads(lost.content)) == (status, content)
    await world.close()
    await provider.close()


async def test_a_server_that_dies_fails_its_dialogue_alone_and_the_next_has_another():
    provider = await opened()
    one, two = await begun(provider), await begun(provider)
    with pytest.raises(SimulationError, match="gone") as raised:
        await one.call(call("die"))
    assert raised.value.code == "environment.server_gone"
    with pytest.raises(SimulationError):
        await one.call(call("get_note", id=0))
    assert (await two.call(call("get_note", id=0))).content == '"milk"'
    await asyncio.gather(one.close(), two.close())
    three = await begun(provider)
    assert (await three.call(call("get_note", id=0))).status == "ok"
    await three.close()
    await provider.close()


async def test_silence_is_a_time_out():
    provider = await opened(timeout=3)
    world = await begun(provider)
    assert (await world.call(call("sleep"))).code == "timeout"
    await world.close()
    await provider.close()


async def test_a_session_that_is_shared_is_one_process_and_is_made_anew_when_it_dies():
    provider = await opened(shared=True)
    one, two = await begun(provider), await begun(provider)
    assert one._session is two._session
    await one.close()
    assert (await two.call(call("get_note", id=0))).status == "ok"
    with pytest.raises(SimulationError):
        await two.call(call("die"))
    three = await begun(provider)
    assert three._session is not two._session
    assert (await three.call(call("get_note", id=0))).status == "ok"
    await provider.close()


async def test_calls_are_recorded(tmp_path):
    provider = await opened(record=tmp_path / "calls.jsonl")
    world = await begun(provider)
    await world.call(call("get_note", id=0))
    await world.close()
    await provider.close()
    (recorded,) = read_recording(tmp_path / "calls.jsonl")
    assert (recorded.tool, recorded.arguments, recorded.content) == (
        "get_note",
        {"id": 0},
        '"milk"',
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"server": "no_such_command_of_test"}, "environment.server: .*no_such_command_of_test"),
        ({"server": f"{shlex.quote(sys.executable)} -c 1"}, "environment.server"),
        ({"look": ["list_note"]}, "no tool 'list_note'.*did you mean 'list_notes'"),
        ({"look": ["get_note"]}, "get_note needs id"),
    ],
)
async def test_a_server_that_cannot_serve_is_told_before_the_run(settings, message):
    with pytest.raises(ConfigError, match=message):
        await opened(**settings)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"server": "https://mcp.example/mcp"}, "mcp.example is not this machine"),
        ({"server": "x", "shared": True, "write": True}, "shared: what writes needs a session"),
        ({"server": "x", "shared": True, "folder": Path("/")}, "shared: what writes needs"),
        ({"server": "x", "shared": True, "anew": True}, "environment.anew: only a command"),
        ({"server": "http://127.0.0.1/mcp", "anew": True}, "environment.anew: only a command"),
        ({"server": "x", "folder": Path("/none")}, "/none is no folder"),
        ({"server": "x", "error_pattern": "("}, "environment.error_pattern"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings, message):
    with pytest.raises(ConfigError, match=message):
        McpProvider(**settings)


def test_a_server_begins_anew_only_if_it_says_so_and_nothing_is_recorded(tmp_path):
    live = {"server": "x", "write": True}  # it may stand before a live service
    assert not McpProvider(**live).begins_anew
    assert not McpProvider(**live, folder=tmp_path).begins_anew
    assert McpProvider(**live, anew=True).begins_anew
    assert not McpProvider(**live, anew=True, record=tmp_path / "calls.jsonl").begins_anew
