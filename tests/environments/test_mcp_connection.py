import shlex
import sys
from pathlib import Path

import pytest
from mcp import MCPError

from toolmind.environments.mcp_connection import McpConnection
from toolmind.errors import SimulationError

PYTHON = shlex.quote(sys.executable)
SERVER = f"{PYTHON} {Path(__file__).with_name('mcp_notes_server.py')}"


async def test_a_session_has_tools_resources_and_answers(tmp_path):
    (tmp_path / "notes.json").write_text('["tea"]')
    connection = await McpConnection.opened(SERVER, 30, {}, tmp_path)
    assert [tool["name"] for tool in connection.tools][:2] == ["list_notes", "get_note"]
    assert await connection.resources() == {"notes://all": '["tea"]'}
    answer = await connection.call("get_note", {"id": 0})
    assert answer.content[0].text == "tea"
    assert connection.alive
    await connection.close()
    assert not connection.alive


async def test_a_server_that_ends_before_it_answers_is_gone():
    connection = await McpConnection.opened(SERVER, 30, {})
    with pytest.raises(SimulationError, match=r"environment\.server_gone"):
        await connection.call("die", {})
    assert not connection.alive
    await connection.close()


@pytest.mark.parametrize("command", ["no_such_command_of_test", f"{PYTHON} -c 'exit(3)'"])
async def test_a_server_that_does_not_come_up_is_told(command):
    with pytest.raises(SimulationError, match=r"environment\.not_started"):
        await McpConnection.opened(command, 30, {})


async def test_a_call_that_the_server_refuses_is_its_error():
    connection = await McpConnection.opened(f"{PYTHON} -m mcp_server_time", 30, {})
    try:
        answer = await connection.call("no_such_tool", {})
        assert answer.is_error
    except MCPError as error:  # as newer servers say it
        assert "no_such_tool" in error.message
    assert connection.alive
    await connection.close()
