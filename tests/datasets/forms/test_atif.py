"""Sessions of an agent's harness: steps, their calls, and what was observed."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.datasets.forms import FORMS

ROW: dict[str, Any] = {
    "schema_version": "ATIF-v1.4",
    "session_id": "s",
    "agent": {"name": "a", "version": "1", "tool_definitions": [{"function": {"name": "ls"}}]},
    "steps": [
        {"step_id": 1, "source": "user", "message": "List."},
        {
            "step_id": 2,
            "source": "agent",
            "message": "I list.",
            "reasoning_content": "Files?",
            "tool_calls": [{"tool_call_id": "c1", "function_name": "ls", "arguments": {"a": 1}}],
            "observation": {"results": [{"source_call_id": "c1", "content": "x"}]},
        },
        {"step_id": 3, "source": "agent", "message": "Only x."},
    ],
}


def test_steps_are_messages_and_observations_results() -> None:
    read = FORMS["atif"].dialogue(ROW)
    assert [message.role for message in read.messages] == ["user", "assistant", "tool", "assistant"]
    assert read.messages[1].reasoning == "Files?"
    assert read.messages[1].tool_calls[0].parsed() == {"a": 1}
    assert read.messages[2].tool_call_id == "c1"
    assert read.tools == ({"function": {"name": "ls"}},)
    assert read.learnt == {1, 3}


def test_context_that_was_copied_is_not_learnt() -> None:
    steps = [ROW["steps"][0], {**ROW["steps"][1], "is_copied_context": True}, ROW["steps"][2]]
    steps[2] = {**steps[2], "extra": {"train": True}}
    assert FORMS["atif"].dialogue({**ROW, "steps": steps}).learnt == {3}


def test_a_step_without_a_source_is_no_step() -> None:
    with pytest.raises(KeyError):
        FORMS["atif"].dialogue({**ROW, "steps": [{"message": "x"}]})
