"""Calls and results are messages of their own, in order, each with the mark of its turn."""

from __future__ import annotations

import orjson

from dialogues import kept, says, user
from toolmind.formats.ms_swift import MsSwiftExporter
from trainer_rows import left_out, masked, parallel, written


def test_calls_follow_what_is_said_beside_them() -> None:
    (row,) = written(MsSwiftExporter(), parallel())
    assert [message["role"] for message in row["messages"]] == [
        *("system", "user", "assistant", "tool_call", "tool_call"),
        *("tool_response", "tool_response", "assistant"),
    ]
    assert row["messages"][2]["content"].startswith("<think>\nTwo calls.")
    assert orjson.loads(row["messages"][3]["content"])["name"] == "get_weather"
    assert [m["content"] for m in row["messages"][5:7]] == ["clear", "booked"]
    assert all(row["messages"][at]["loss"] is True for at in (2, 3, 4, 7))


def test_a_masked_turn_has_no_loss_and_a_part_of_one_a_scale() -> None:
    (row,) = written(MsSwiftExporter(), masked())
    assert row["messages"][1]["loss"] is False
    assert row["messages"][3] == {
        "role": "assistant",
        "content": "Clear.",
        "loss": True,
        "loss_scale": 0.25,
    }


def test_turns_that_would_run_together_are_left_out() -> None:
    twice = kept(user("a"), says("b"), says("c"))
    assert left_out(MsSwiftExporter(), twice) == {"two turns of the assistant in a row": 1}
    marks = kept(user("a"), says("<think>b</think>c"))
    assert left_out(MsSwiftExporter(), marks) == {"a text holds the marks of reasoning": 1}
