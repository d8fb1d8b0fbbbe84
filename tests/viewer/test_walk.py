"""A chain as it was walked: what was handed from call to call, and what of the plan was carried."""

from __future__ import annotations

import msgspec

from toolmind.records import Chain, Link, Message, Scenario, Step, Tool, ToolCall, Trajectory
from toolmind.viewer.item import Item
from toolmind.viewer.walk import walk_of

FIND, BOOK, PAY = (Tool(id=f"shop.{name}", name=name) for name in ("find", "book", "pay"))
LINKS = (
    Link(0, "hits[].id", 1, "item", 0.9, {"same name": 1.0}),
    Link(1, "order", 2, "order", 0.8),
)


def messages(item: str) -> tuple[Message, ...]:
    taken = f'{{"item": "{item}"}}'
    return (
        Message("user", "Book the red one", id="m0"),
        Message("assistant", id="m1", tool_calls=(ToolCall("c0", "find", '{"colour": "red"}'),)),
        Message("tool", '{"hits": [{"id": "A-7"}]}', "m2", tool_call_id="c0", status="ok"),
        Message("assistant", id="m3", tool_calls=(ToolCall("c1", "book", taken),)),
        Message("tool", "no", "m4", tool_call_id="c1", status="error", code="injected.timeout"),
        Message("assistant", id="m5", tool_calls=(ToolCall("c2", "book", taken),)),
        Message("tool", '{"order": 12345}', "m6", tool_call_id="c2", status="ok"),
    )


def item(value: str = "A-7", *, scenario: bool = True) -> Item:
    steps = (Step(FIND.id, "find it"), Step(BOOK.id, "book it"), Step(PAY.id, "pay for it"))
    planned = Scenario(
        id="s1",
        index=1,
        kind="multi_step",
        chain=Chain("c", (FIND.id, BOOK.id, PAY.id), LINKS),
        steps=steps,
        tools=(FIND.id, BOOK.id, PAY.id),
        intent="book",
        persona="somebody",
        clock="2026-01-01T10:00",
        seed=0,
    )
    played = Trajectory(id="t1", index=1, scenario="s1", messages=messages(value), ended="stop")
    return Item(1, "t1", planned if scenario else None, played, tools=(FIND, BOOK, PAY))


def test_calls_stand_in_order_with_their_step_and_what_became_of_them() -> None:
    calls = walk_of(item())["calls"]
    assert [(one["name"], one["step"], one["status"]) for one in calls] == [
        ("find", 0, "ok"),
        ("book", None, "error"),
        ("book", 1, "ok"),
    ]
    assert calls[0]["tool"] == FIND.id and calls[1]["code"] == "injected.timeout"


def test_a_value_that_stands_in_a_result_was_handed_on() -> None:
    handed = walk_of(item())["handed"]
    assert [(one["src"], one["dst"], one["output"], one["input"]) for one in handed] == [
        (0, 1, "hits[].id", "item"),
        (0, 2, "hits[].id", "item"),
    ]


def test_of_the_plan_it_is_told_what_was_carried_and_what_was_not() -> None:
    told = walk_of(item())
    assert [(one["dst_input"], one["carried"]) for one in told["links"]] == [
        ("item", True),
        ("order", False),
    ]
    assert told["links"][0]["evidence"] == {"same name": 1.0}
    assert [one["call"] for one in told["steps"]] == [0, 2, None]
    assert [one["carried"] for one in walk_of(item("B-9"))["links"]] == [False, False]


def test_data_of_others_has_calls_and_values_and_no_plan() -> None:
    told = walk_of(item(scenario=False))
    assert len(told["calls"]) == 3 and len(told["handed"]) == 2
    assert told["links"] == told["steps"] == []


def test_what_was_not_played_has_nothing() -> None:
    assert walk_of(msgspec.structs.replace(item(), trajectory=None))["calls"] == []
