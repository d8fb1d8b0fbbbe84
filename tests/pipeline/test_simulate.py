"""One scenario played with what a run has open: an endpoint for the roles, a user's own world."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web
from msgspec.structs import replace

from graph_tools import shop_tools
from scripted_server import ScriptedServer, completion, serving
from toolmind.config import RunConfig, load_config
from toolmind.errors import ItemError
from toolmind.models.factory import ROLES
from toolmind.pipeline.prepare import Resources, open_resources, prepare
from toolmind.pipeline.simulate import simulate
from toolmind.records import Chain, Scenario, Step

SHOP = '''
class Shop:
    """Remembers who was looked for."""

    closed = []

    def __init__(self):
        self.seen = []

    def find_customer(self, email):
        self.seen.append(email)
        return {"customer_id": "C-1"}

    def cancel_order(self, order_id):
        self.seen.append(order_id)
        return {"refund_id": "F-1"}

    def close(self):
        self.closed.append(list(self.seen))
'''
SCENARIO = Scenario(
    id="s000004",
    index=4,
    kind="single",
    chain=Chain(id="c", tools=("shop.find_customer",)),
    steps=(Step(tool="shop.find_customer", goal="find Ada", known={"email": "ada@x.org"}),),
    tools=("shop.find_customer",),
    intent="To find Ada.",
    persona="A clerk.",
    clock="2026-03-10T09:30",
    seed=1,
)


def answer(body: dict[str, Any], _: object) -> Any:
    """The user asks and stops; the assistant, which has tools, calls the one there is."""
    said = [message["role"] for message in body["messages"]]
    if not body.get("tools"):
        return completion("Thanks. ###STOP###" if said.count("assistant") else "Find Ada, please.")
    if "tool" in said:
        return completion("She is customer C-1.")
    return completion(None, calls=[("find_customer", '{"email": "ada@x.org"}')])


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    made = ScriptedServer()
    made.script = [answer]
    async with serving(made):
        yield made


@pytest.fixture
async def opened(
    server: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Resources, RunConfig]]:
    (tmp_path / "shop_of_test.py").write_text(SHOP)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "shop_of_test", raising=False)
    (tmp_path / "pool.jsonl").write_bytes(msgspec.json.Encoder().encode_lines(shop_tools()))
    endpoint = f"{{type: openai, base_url: '{server.base_url}', model: m, runtime: {{retries: 0}}}}"
    config = load_config(
        None,
        [
            f"tools.paths=[{tmp_path / 'pool.jsonl'}]",
            "chains={min_length: 2, max_length: 3}",
            "checks.judges=[]",
            "environment={type: python, functions: 'shop_of_test:Shop'}",
            f"models.endpoints.it={endpoint}",
            *(f"models.{role}=it" for role in ROLES),
        ],
    )
    async with AsyncExitStack() as stack:
        yield await open_resources(prepare(config), None, stack), config


def closed() -> list[list[str]]:
    found: list[list[str]] = sys.modules["shop_of_test"].Shop.closed
    return found


async def test_roles_and_world_are_those_of_the_scenario(
    opened: tuple[Resources, RunConfig], server: ScriptedServer
) -> None:
    use, config = opened
    played = await simulate(SCENARIO, use, config)
    assert (played.id, played.index, played.scenario, played.ended) == (
        "t000004",
        4,
        "s000004",
        "stop",
    )
    assert [message.role for message in played.messages] == [
        "system",
        "user",
        "assistant",
        "tool",
        "assistant",
    ]
    assert played.messages[3].content == '{"customer_id":"C-1"}'
    assert played.final_state == {"seen": ["ada@x.org"]}
    assert played.outcome == ""  # look-ups alone: no end state tells that they were made
    assert played.models == use.players == {"scenario": "m", "user": "m", "assistant": "m"}
    assert closed() == [["ada@x.org"]]
    shown = [body["tools"] for body in server.bodies if body.get("tools")]
    assert [[tool["function"]["name"] for tool in tools] for tools in shown] == [
        ["find_customer"],
        ["find_customer"],
    ]


async def test_where_the_world_tells_that_the_plan_is_reached_the_outcome_is_a_success(
    opened: tuple[Resources, RunConfig], server: ScriptedServer
) -> None:
    def cancelling(body: dict[str, Any], number: object) -> Any:
        said = answer(body, number)
        calls = said["choices"][0]["message"].get("tool_calls")
        return completion(None, calls=[("cancel_order", '{"order_id": "O-1"}')]) if calls else said

    def scenario(order: str) -> Scenario:
        step = Step(tool="shop.cancel_order", goal="cancel it", known={"order_id": order})
        return replace(SCENARIO, steps=(step,), tools=("shop.cancel_order",))

    use, config = opened
    server.script = [cancelling]
    assert (await simulate(scenario("O-1"), use, config)).outcome == "success"
    assert (await simulate(scenario("O-2"), use, config)).outcome == ""
    assert closed() == [["O-1"], ["O-1"], ["O-2"], ["O-1"]]


async def test_each_dialogue_has_a_world_of_its_own(opened: tuple[Resources, RunConfig]) -> None:
    use, config = opened
    for _ in range(2):
        assert (await simulate(SCENARIO, use, config)).final_state == {"seen": ["ada@x.org"]}


async def test_a_model_that_gives_up_is_the_items_error_and_the_world_is_closed(
    opened: tuple[Resources, RunConfig], server: ScriptedServer
) -> None:
    use, config = opened
    server.script = [answer, answer, lambda *_: web.Response(status=400, text="no")]
    with pytest.raises(ItemError, match="400"):
        await simulate(SCENARIO, use, config)
    assert closed() == [["ada@x.org"]]
