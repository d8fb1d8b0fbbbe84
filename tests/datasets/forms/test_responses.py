"""Items join the turn that they are of; what came out is learnt."""

from __future__ import annotations

import pytest

from toolmind.datasets.forms import FORMS
from trace_rows import RESPONSES

FORM = FORMS["responses"]


def test_reasoning_and_call_are_one_turn() -> None:
    read = FORM.dialogue(RESPONSES)
    assert [m.role for m in read.messages] == ["system", "user", "assistant", "tool", "assistant"]
    assert read.messages[2].reasoning == "I look."
    assert read.learnt == {4}


def test_calls_at_once_are_one_turn_and_text_stands_beside_them() -> None:
    call = RESPONSES["input"][2]
    said = {"type": "message", "role": "assistant", "content": "Two."}
    items = [{"role": "user", "content": "a"}, said, call, {**call, "call_id": "c2"}]
    read = FORM.dialogue({"items": items})
    assert [len(message.tool_calls) for message in read.messages] == [0, 2]
    assert read.messages[1].content == "Two."
    assert read.learnt == {1}


def test_a_call_without_an_id_is_named() -> None:
    with pytest.raises(KeyError, match="call_id"):
        FORM.dialogue({"items": [{"type": "function_call", "name": "f", "arguments": "{}"}]})
