"""What a scenario asks of the world: which outputs could serve which inputs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.environments.required_outputs import RequiredOutput
from toolmind.environments.staging import Staging, given_as, have_common, taken_as
from toolmind.records import Chain, Failure, Link, Scenario, Step, Tool
from toolmind.schema import problem

KINDS = ["string", "integer", "number", "boolean", "null"]
VALUES: list[Any] = ["open", "closed", "2026-03-14", "2026-03-14T09:30:00Z", 1, 2.5, True, None]
schemas = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(KINDS) | st.lists(st.sampled_from(KINDS), min_size=1, unique=True),
        "enum": st.lists(st.sampled_from(VALUES), min_size=1, max_size=4),
        "format": st.sampled_from(["date", "date-time"]),
    },
)


@given(st.lists(schemas, min_size=1, max_size=3), st.sampled_from(VALUES[:4]))
def test_schemas_that_a_text_satisfies_together_have_one_in_common(
    parts: list[dict[str, Any]], value: str
) -> None:
    if all(problem(part, value) is None for part in parts):
        assert have_common(*parts)


@pytest.mark.parametrize(
    ("left", "right", "common"),
    [
        ({"type": "integer"}, {"type": "number"}, True),
        ({"type": "integer"}, {"type": "string"}, False),
        ({"type": "string", "enum": ["a", "b"]}, {"type": "string", "enum": ["b"]}, True),
        ({"type": "string", "enum": ["a"]}, {"type": "string", "enum": ["b"]}, False),
        ({"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}, False),
        ({"format": "google-datetime"}, {"format": "date-time"}, True),
        ({"format": "uint64"}, {"format": "int32"}, True),
        ({}, {"type": "string"}, True),
        ({"type": ["boolean", "null"]}, {"type": ["string", "null"]}, False),
        ({"type": ["string", "null"]}, {"type": ["string", "null"]}, True),
    ],
)
def test_types_enums_and_formats_tell(left: Any, right: Any, common: bool) -> None:
    assert have_common(left, right) is common
    assert have_common(right, left) is common


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


def test_an_input_without_a_schema_takes_anything() -> None:
    assert taken_as(PAY, "amount") == {}
