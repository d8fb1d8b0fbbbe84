"""What a scenario asks of the world: which outputs could serve which inputs."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.environments.required_outputs import RequiredOutput
from toolmind.environments.staging import Staging, given_as, taken_as
from toolmind.records import Chain, Failure, Link, Scenario, Step, Tool


def test_inputs_that_are_lists_take_their_items() -> None:
    listed = {"type": "object", "properties": {"ids": {"type": "array", "items": {"type": "null"}}}}
    lists = Tool(id="t", name="t", parameters=listed, returns=listed)
    assert taken_as(lists, "ids") == {"type": "null"}
    assert given_as(lists, "ids[]") == {"type": "null"}
    assert given_as(lists, "ids") is None


def tool(name: str, **changes: Any) -> Tool:
    return Tool(id=f"pool/{name}", name=name, **changes)


def scenario(*steps: Step, failures: dict[int, int] | None = None, seed: int = 1) -> Scenario:
    return Scenario(
        id="s0",
        index=0,
        kind="multi_step",
        chain=Chain(id="c", tools=()),
        steps=steps,
        tools=(),
        intent="",
        persona="",
        clock="2026-03-10T09:30",
        seed=seed,
        failures=failures or {},
    )


PAY, LOOK = tool("pay"), tool("look")
TOOLS = {"pay": PAY, "look": LOOK}


def fails(staging: Staging, asked: Tool, calls: int) -> list[bool]:
    return [staging.failure(asked) is not None for _ in range(calls)]


def test_a_step_fails_as_often_as_planned_and_then_no_more() -> None:
    staging = Staging(scenario(Step(tool=PAY.id, goal=""), failures={0: Failure(times=2)}), TOOLS)
    assert fails(staging, LOOK, 1) == [False]
    assert fails(staging, PAY, 4) == [True, True, False, False]


def test_the_calls_of_a_tool_take_its_steps_in_order() -> None:
    steps = [Step(tool=PAY.id, goal=""), Step(tool=LOOK.id, goal=""), Step(tool=PAY.id, goal="")]
    staging = Staging(scenario(*steps, failures={2: Failure()}), TOOLS)
    assert fails(staging, PAY, 4) == [False, True, False, False]
    assert fails(staging, LOOK, 2) == [False, False]


def linked(output: str, taken: str, *, again: bool = False) -> tuple[Step, ...]:
    """The second step (and the third) takes an output of the first."""
    links = [Link(src=0, src_output=output, dst=at, dst_input=taken) for at in (1, 2)]
    steps = [Step(tool=PAY.id, goal="", links=(link,)) for link in links]
    return (Step(tool=LOOK.id, goal=""), *steps[: 2 if again else 1])


def field(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {name: schema}}


def test_outputs_that_later_steps_take_are_asked_for_once_with_the_schema_they_feed() -> None:
    number = {"type": "number", "maximum": 9}
    look = tool("look", returns=field("total", {"type": "number"}))
    pay = tool("pay", parameters=field("amount", number))
    staging = Staging(scenario(*linked("total", "amount", again=True)), {"look": look, "pay": pay})
    assert staging.feeds(look) == (RequiredOutput("total", number),)
    assert staging.feeds(pay) == ()


@pytest.mark.parametrize(
    ("returns", "taken"),
    [
        (None, {"type": "number"}),
        (field("other", {"type": "number"}), {"type": "number"}),
        (field("total", {"type": "boolean"}), {"type": "number"}),
    ],
)
def test_what_a_tool_does_not_declare_or_cannot_give_is_not_asked_for(
    returns: Any, taken: Any
) -> None:
    look, pay = tool("look", returns=returns), tool("pay", parameters=field("amount", taken))
    staging = Staging(scenario(*linked("total", "amount")), {"look": look, "pay": pay})
    assert staging.feeds(look) == ()


def test_what_a_call_passes_on_is_asked_for_where_it_comes_from_too() -> None:
    short = {"type": "string", "maxLength": 9}
    text = field("code", {"type": "string"})
    tools = {
        "find": tool("find", returns=text),
        "get": tool("get", parameters=text, returns=text),
        "send": tool("send", parameters=field("code", short)),
    }
    links = [Link(src=at, src_output="code", dst=at + 1, dst_input="code") for at in (0, 1)]
    steps = [
        Step(tool=tools["find"].id, goal=""),
        Step(tool=tools["get"].id, goal="", links=(links[0],)),
        Step(tool=tools["send"].id, goal="", links=(links[1],)),
    ]
    staging = Staging(scenario(*steps), tools)
    taken = [feed.into for feed in staging.feeds(tools["find"])]
    assert taken == [{"type": "string"}, short]
    assert [feed.into for feed in staging.feeds(tools["get"])] == [short]


def test_an_input_without_a_schema_takes_anything() -> None:
    assert taken_as(PAY, "amount") == {}
