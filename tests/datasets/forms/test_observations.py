"""What observability tools export: what a call was given, and what came out of it."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.datasets.dialogue import RowError
from toolmind.datasets.forms import FORMS
from trace_rows import ARGUMENTS, LANGFUSE, LANGSMITH


@pytest.mark.parametrize(("name", "row"), [("langfuse", LANGFUSE), ("langsmith", LANGSMITH)])
def test_what_came_out_is_learnt(name: str, row: dict[str, Any]) -> None:
    read = FORMS[name].dialogue(row)
    assert [m.role for m in read.messages] == ["system", "user", "assistant", "tool", "assistant"]
    assert read.messages[2].tool_calls[0].parsed() == ARGUMENTS
    assert read.learnt == {4}
    assert read.trajectory == "trace"
    assert read.tools[0]["function"]["name"] == "get_weather"


def test_a_trace_that_is_cut_is_named() -> None:
    with pytest.raises(RowError, match="the trace is cut"):
        FORMS["langfuse"].dialogue({**LANGFUSE, "output": None})
    with pytest.raises(RowError, match="calls of a model are of type llm"):
        FORMS["langsmith"].dialogue({**LANGSMITH, "run_type": "chain"})


def test_what_came_out_may_be_plain_text() -> None:
    read = FORMS["langfuse"].dialogue({**LANGFUSE, "output": "Clear."})
    assert read.messages[-1].content == "Clear."
