"""Channels are reasoning, calls and answers, told as objects or as text."""

from __future__ import annotations

import pytest

from toolmind.datasets.forms import FORMS
from trace_rows import ARGUMENTS, HARMONY, HARMONY_TEXT


@pytest.mark.parametrize("row", [HARMONY, HARMONY_TEXT], ids=["objects", "text"])
def test_analysis_is_the_reasoning_of_the_turn_after_it(row: dict[str, object]) -> None:
    read = FORMS["harmony"].dialogue(row)
    assert [m.role for m in read.messages] == ["system", "user", "assistant", "tool", "assistant"]
    turn = read.messages[2]
    assert (turn.content, turn.reasoning) == ("", "I look.")
    assert turn.tool_calls[0].parsed() == ARGUMENTS
    assert read.messages[3].tool_call_id == turn.tool_calls[0].id
    assert read.messages[4].content == "Clear."
