"""Failures on purpose: planned ones and those at a rate, around any environment."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import orjson
import pytest
from msgspec.structs import replace

from toolmind.config import FaultsConfig
from toolmind.environments.base import ToolResult
from toolmind.environments.faults import FaultyEnvironment
from toolmind.environments.results import failed, ok
from toolmind.records import Chain, Failure, FaultKind, Scenario, Step, Tool, ToolCall

GET = Tool(
    id="t.get",
    name="get_orders",
    parameters={"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
)
DELETE = Tool(id="t.delete", name="delete_everything")
TOOLS = {tool.name: tool for tool in (GET, DELETE)}
ORDERS = {"orders": [{"id": n, "text": "a red lamp"} for n in range(5)], "total": 5, "page": "one"}
SCENARIO = Scenario(
    id="s0",
    index=0,
    kind="single",
    chain=Chain(id="c", tools=("t.get",)),
    steps=(Step(tool="t.get", goal=""),),
    tools=("t.get", "t.delete"),
    intent="",
    persona="",
    clock="2026-03-10T09:30",
    seed=1,
)


class Counted:
    """A world that answers all alike and counts its calls."""

    def __init__(self, answer: ToolResult) -> None:
        self.answer, self.calls = answer, 0

    async def reset(self, scenario: Scenario) -> None:
        self.calls = 0

    async def call(self, call: ToolCall) -> ToolResult:
        self.calls += 1
        return self.answer

    async def state(self) -> dict[str, Any]:
        return {"calls": self.calls}

    async def close(self) -> None:
        self.calls = -1


def get(city: str = "Rome", **more: Any) -> ToolCall:
    return ToolCall(
        id="c", name="get_orders", arguments=orjson.dumps({"city": city} | more).decode()
    )


async def opened(
    *kinds: FaultKind, rate: float = 1.0, scenario: Scenario = SCENARIO, answer: Any = ORDERS
) -> tuple[FaultyEnvironment, Counted]:
    inner = Counted(answer if isinstance(answer, ToolResult) else ok(answer))
    faults = FaultsConfig(rate=rate, kinds=kinds) if kinds else FaultsConfig(rate=rate)
    environment = FaultyEnvironment(inner, TOOLS, faults)
    await environment.reset(scenario)
    return environment, inner


@pytest.mark.parametrize(
    ("kind", "retryable"),
    [("timeout", True), ("rate_limited", True), ("not_found", False), ("permission", False)],
)
async def test_a_call_that_is_refused_never_reaches_the_world(
    kind: FaultKind, retryable: bool
) -> None:
    environment, inner = await opened(kind)
    result = await environment.call(get())
    cause = orjson.loads(result.content)["error"]
    assert (result.status, result.code) == ("error", f"injected.{kind}")
    assert (cause["code"], cause["retryable"], inner.calls) == (kind, retryable, 0)


async def test_what_stays_is_met_again_and_what_passes_may_pass() -> None:
    environment, _ = await opened("not_found", rate=0.5)
    codes = {city: (await environment.call(get(city))).code for city in "abcdefghij"}
    assert set(codes.values()) == {"", "injected.not_found"}
    lost = next(city for city, code in codes.items() if code)
    assert {(await environment.call(get(lost))).code for _ in range(9)} == {"injected.not_found"}
    environment, _ = await opened("timeout", rate=0.5)
    assert {(await environment.call(get())).code for _ in range(20)} == {"", "injected.timeout"}


async def test_the_worlds_own_errors_stay_as_they_are() -> None:
    own = failed("conflict", "It is closed.")
    environment, _ = await opened("empty", "partial", "malformed", "injection", answer=own)
    assert await environment.call(get()) == own


async def test_a_bad_call_fails_by_itself_and_uses_up_no_plan() -> None:
    scenario = replace(SCENARIO, failures={0: Failure("timeout")})
    environment, inner = await opened(rate=0, scenario=scenario)
    bad = await environment.call(ToolCall(id="c", name="get_orders", arguments="{}"))
    assert (bad.code, inner.calls) == ("missing_argument", 0)
    codes = [(await environment.call(get())).code for _ in range(3)]
    assert codes == ["injected.timeout", "", ""]


@pytest.mark.parametrize("kind", ["empty", "partial", "slow", "malformed", "permission"])
async def test_a_plan_may_name_any_kind_and_let_it_stay(kind: Any) -> None:
    scenario = replace(SCENARIO, failures={0: Failure(kind, times=0)})
    environment, _ = await opened(rate=0, scenario=scenario)
    codes = {(await environment.call(get(city))).code for city in "abc"}
    assert codes == {f"injected.{kind}"}


async def test_a_plan_without_a_kind_is_any_that_another_try_mends() -> None:
    found = set()
    for seed in range(30):
        scenario = replace(SCENARIO, seed=seed, failures={0: Failure()})
        environment, _ = await opened(rate=0, scenario=scenario)
        result = await environment.call(get())
        assert orjson.loads(result.content)["error"]["retryable"] is True
        found.add(result.code.removeprefix("injected."))
    assert found == {"timeout", "rate_limited", "unavailable", "connection_reset"}


async def test_the_rate_is_kept_and_the_kinds_are_drawn_alike() -> None:
    kinds: tuple[FaultKind, ...] = ("timeout", "empty", "malformed")
    environment, _ = await opened(*kinds, rate=0.3)
    codes = Counter([(await environment.call(get(str(n)))).code for n in range(3000)])
    for kind in kinds:
        assert 240 < codes[f"injected.{kind}"] < 360
    assert 2000 < codes[""] < 2200


async def test_faults_are_of_the_seed_and_not_of_the_order_of_calls() -> None:
    cities = [str(n) for n in range(40)]
    first, _ = await opened("timeout", "empty", "partial", "injection", rate=0.5)
    again, _ = await opened("timeout", "empty", "partial", "injection", rate=0.5)
    told = {city: await first.call(get(city)) for city in cities}
    at_once = await asyncio.gather(*(again.call(get(city)) for city in reversed(cities)))
    assert told == dict(zip(reversed(cities), at_once, strict=True))
    await first.reset(replace(SCENARIO, seed=2))
    assert told != {city: await first.call(get(city)) for city in cities}


async def test_without_a_rate_and_a_plan_nothing_fails_and_the_world_is_passed_on() -> None:
    environment, inner = await opened(rate=0)
    assert {await environment.call(get(str(n))) for n in range(50)} == {ok(ORDERS)}
    assert await environment.state() == {"calls": 50}
    await environment.close()
    assert inner.calls == -1
