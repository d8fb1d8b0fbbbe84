"""Results are the observation of the step that called; what is learnt stands in extra."""

from __future__ import annotations

from dialogues import kept, result, says, user
from toolmind.formats.atif import VERSION, ATIFExporter
from trainer_rows import left_out, masked, parallel, written


def test_a_step_has_its_calls_and_what_came_of_them() -> None:
    (row,) = written(ATIFExporter(), parallel())
    assert row["schema_version"] == VERSION
    assert [step["step_id"] for step in row["steps"]] == [1, 2, 3, 4]
    assert [step["source"] for step in row["steps"]] == ["system", "user", "agent", "agent"]
    step = row["steps"][2]
    assert step["reasoning_content"] == "Two calls."
    assert step["tool_calls"][0] == {
        "tool_call_id": "call_0",
        "function_name": "get_weather",
        "arguments": {"city": "Paris"},
    }
    results = step["observation"]["results"]
    assert [one["source_call_id"] for one in results] == ["call_0", "call_1"]


def test_what_is_learnt_is_told() -> None:
    (row,) = written(ATIFExporter(), masked())
    assert row["steps"][1]["extra"] == {"train": False, "weight": 1.0}
    assert row["steps"][2]["extra"] == {"train": True, "weight": 0.25}


def test_a_result_without_a_step_before_it_cannot_be() -> None:
    lost = kept(user("Paris?"), result("clear"), says("Clear."))
    assert left_out(ATIFExporter(), lost) == {"a result that follows no call": 1}
