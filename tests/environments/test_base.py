"""What every provider may leave out, and what it must give."""

from datetime import datetime

import msgspec
import pytest

from toolmind.environments.base import EnvironmentProvider, ToolResult

NOW = datetime(2026, 3, 10, 9, 30)


async def test_a_provider_needs_nothing_but_a_world():
    class Empty(EnvironmentProvider):
        async def world(self, tools):
            return list(tools)

    provider = Empty()
    assert provider.stateful is False
    await provider.open()
    assert await provider.starting_state({"pay": None}, seed=1, now=NOW) == {}
    assert await provider.world({"pay": None}) == ["pay"]
    await provider.close()


async def test_a_provider_without_a_world_cannot_be_played():
    with pytest.raises(NotImplementedError):
        await EnvironmentProvider().world({})


def test_a_result_is_a_success_without_a_code_unless_it_says_so():
    assert msgspec.json.encode(ToolResult(content="{}")) == b'{"content":"{}"}'
    with pytest.raises(msgspec.ValidationError, match="status"):
        msgspec.json.decode(b'{"content":"{}","status":"failed"}', type=ToolResult)
