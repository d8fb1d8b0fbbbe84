from __future__ import annotations

from typing import Any

import pytest

from toolmind.errors import ConfigError
from toolmind.models.tool_trial import try_tools

CALL = [("get_weather", '{"city": "Rome"}')]


@pytest.mark.parametrize(
    ("calls", "fault"),
    [
        (None, "no call, but words"),
        ([("get_time", '{"city": "Rome"}')], "another call: get_time"),
        ([("get_weather", '{"city": "Oslo"}')], "another call: get_weather"),
        ([("get_snow", "{}")], "reply.unknown_tool"),
        (CALL, "called again after the result"),
    ],
)
async def test_what_went_wrong_is_said(server: Any, reply: Any, calls: Any, fault: str) -> None:
    server.script = [reply("Well.", calls=calls)]
    assert fault in await try_tools(server.config())


async def test_a_call_and_an_answer_are_all_right(server: Any, reply: Any) -> None:
    server.script = [reply(None, calls=CALL), reply("It is clear.")]
    assert await try_tools(server.config()) == ""
    assert [one["role"] for one in server.bodies[1]["messages"]][-2:] == ["assistant", "tool"]


async def test_nobody_there(server: Any, dead_url: str) -> None:
    with pytest.raises(ConfigError):
        await try_tools(server.config(base_url=dead_url, runtime={"retries": 0}))
