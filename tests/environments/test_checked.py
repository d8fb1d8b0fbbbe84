import asyncio

import pytest

from dialogues import scenario
from toolmind.environments.checked import CheckedEnvironment, checked_timeout
from toolmind.environments.results import ok
from toolmind.errors import ConfigError
from toolmind.records import Tool, ToolCall

PAY = Tool(
    id="shop.pay",
    name="pay",
    parameters={
        "type": "object",
        "properties": {"seconds": {"type": "number"}},
        "required": ["seconds"],
    },
)


class Slow(CheckedEnvironment):
    def __init__(self, timeout=30.0):
        super().__init__({"pay": PAY}, timeout)
        self.answered = 0

    async def _answer(self, tool, arguments):
        self.answered += 1
        await asyncio.sleep(arguments["seconds"])
        return ok({"paid": True})


def call(arguments='{"seconds": 0}', name="pay"):
    return ToolCall(id="c", name=name, arguments=arguments)


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (call(name="play"), "unknown_tool"),
        (call("[]"), "malformed_arguments"),
        (call("{}"), "missing_argument"),
        (call('{"seconds": "x"}'), "invalid_argument"),
    ],
)
async def test_a_bad_call_never_comes_to_the_tool(bad, code):
    world = Slow()
    await world.reset(scenario())
    assert (await world.call(bad)).code == code
    assert world.answered == 0


async def test_silence_is_a_time_out_and_an_observation():
    world = Slow(timeout=0.01)
    await world.reset(scenario())
    result = await world.call(call('{"seconds": 30}'))
    assert (result.status, result.code) == ("error", "timeout")
    await world.close()


async def test_a_time_out_of_the_tools_own_is_not_taken_for_ours():
    class Impatient(Slow):
        async def _answer(self, tool, arguments):
            raise TimeoutError("upstream")

    world = Impatient()
    await world.reset(scenario())
    with pytest.raises(TimeoutError, match="upstream"):
        await world.call(call())


def test_a_time_that_is_none_is_refused():
    assert checked_timeout(0.5) == 0.5
    with pytest.raises(ConfigError, match=r"environment\.timeout"):
        checked_timeout(0)
