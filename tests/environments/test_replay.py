import json
from datetime import datetime

import pytest
from msgspec.structs import replace

from dialogues import scenario
from toolmind.environments.recording import Recorder
from toolmind.environments.replay import ReplayProvider
from toolmind.environments.results import ok
from toolmind.errors import ConfigError
from toolmind.records import Tool, ToolCall

NOW = datetime(2026, 3, 10, 9, 30)

TOOLS = {name: Tool(id=name, name=name) for name in ("get_price", "buy", "list_all")}


def call(tool, /, **arguments):
    return ToolCall(id="c", name=tool, arguments=json.dumps(arguments))


@pytest.fixture
def provider(tmp_path):
    recorder = Recorder(tmp_path / "calls.jsonl")
    recorder.open()
    for seed, tool, arguments, value in (
        (1, "get_price", {"of": "tea", "in": "EUR"}, 3),
        (1, "buy", {"of": "tea"}, "bought"),
        (1, "get_price", {"in": "EUR", "of": "tea"}, 4),
        (2, "get_price", {"of": "tea", "in": "EUR"}, 9),
    ):
        recorder.note(seed, tool, arguments, ok(value))
    recorder.close()
    return ReplayProvider(tmp_path / "calls.jsonl")


async def answers(provider, seed, *calls):
    world = await provider.world(TOOLS)
    for _ in range(2):  # each dialogue begins at the first call
        await world.reset(replace(scenario(), seed=seed))
        found = [await world.call(each) for each in calls]
    await world.close()
    return [each.content if each.status == "ok" else each.code for each in found]


async def test_a_call_is_answered_by_its_arguments_in_order_and_a_read_again(provider):
    price = call("get_price", of="tea", **{"in": "EUR"})
    assert await answers(provider, 1, price, price, price) == ["3", "4", "4"]
    bought = call("buy", of="tea")
    assert await answers(provider, 1, bought, bought) == ['"bought"', "not_recorded"]
    assert await answers(provider, 1, call("buy", of="milk")) == ["not_recorded"]
    assert await answers(provider, 1, call("list_all")) == ["not_recorded"]


async def test_a_dialogue_has_the_answers_of_its_seed_and_another_those_of_all(provider):
    price = call("get_price", of="tea", **{"in": "EUR"})
    assert await answers(provider, 2, price, price) == ["9", "9"]
    assert await answers(provider, 7, price, price, price) == ["3", "4", "9"]


async def test_what_can_be_asked_is_told_to_who_writes_the_scenario(provider):
    state = await provider.starting_state({"buy": TOOLS["buy"]}, seed=1, now=NOW)
    assert state == {"buy": [{"arguments": {"of": "tea"}, "result": "bought"}]}


def test_what_is_no_recording_is_refused(tmp_path):
    with pytest.raises(ConfigError, match=r"environment\.path: .*none"):
        ReplayProvider(tmp_path / "none")
    (tmp_path / "empty").write_text("")
    with pytest.raises(ConfigError, match="no call was recorded"):
        ReplayProvider(tmp_path / "empty")
