"""Blocks are turns, calls and results; the reply alone is learnt where there is one."""

from __future__ import annotations

from toolmind.datasets.forms import FORMS, form_of
from trace_rows import ANTHROPIC, SCHEMA

FORM = FORMS["anthropic"]


def test_results_are_messages_and_thoughts_are_apart() -> None:
    read = FORM.dialogue(ANTHROPIC)
    assert [m.role for m in read.messages] == ["system", "user", "assistant", "tool", "assistant"]
    assert read.messages[2].reasoning == "I look."
    assert read.messages[3].tool_call_id == read.messages[2].tool_calls[0].id == "c1"
    assert read.learnt == {4}


def test_without_a_reply_all_turns_are_learnt_and_an_error_is_one() -> None:
    failed = {"type": "tool_result", "tool_use_id": "c1", "content": "no", "is_error": True}
    messages = [*ANTHROPIC["messages"][:2], {"role": "user", "content": [failed]}]
    read = FORM.dialogue({"messages": messages})
    assert read.learnt == {1}
    assert read.messages[2].status == "error"
    assert form_of({"messages": messages}) is FORM


def test_tools_are_as_openai_has_them() -> None:
    (tool,) = FORM.tools(ANTHROPIC)
    assert tool["function"]["parameters"] == SCHEMA
