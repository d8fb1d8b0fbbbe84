"""Chat messages near OpenAI's form are read as messages, and what is none is refused."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.datasets.dialogue import Dialogue, MessageReader

CALLS = {
    "role": "assistant",
    "tool_calls": [{"function": {"name": "f", "arguments": {"a": n}}} for n in (1, 2)],
}


def test_results_without_ids_answer_the_open_calls_in_order() -> None:
    reader = MessageReader()
    made, *results = map(reader.read, [CALLS, *({"role": "tool", "content": ""},) * 3])
    first, second = (call.id for call in made.tool_calls)
    assert first != second
    assert [result.tool_call_id for result in results[:2]] == [first, second]
    assert results[2].tool_call_id not in (first, second)
    assert reader.without_id == 5
    assert reader.argument_values == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ('{"error": "none"}', "error"),
        ('{"success": false}', "error"),
        ('{"error": null}', "ok"),
        ("an error", "ok"),
        ('["error"]', "ok"),
    ],
)
def test_a_failed_result_is_told_by_its_structure(content: str, status: str) -> None:
    result = MessageReader().read({"role": "tool", "content": content, "tool_call_id": "c"})
    assert result.status == status


def test_reasoning_stands_apart_wherever_it_stood() -> None:
    inline = MessageReader().read({"role": "assistant", "content": "<think>\nSo.\n</think>\n\nYes"})
    field = MessageReader().read({"role": "assistant", "content": "Yes", "reasoning": "So."})
    assert (inline.content, inline.reasoning) == (field.content, field.reasoning) == ("Yes", "So.")


@pytest.mark.parametrize(
    "item", [{}, {"role": "narrator"}, {"role": "assistant", "tool_calls": [{"id": 7}]}, "hi", None]
)
def test_what_is_no_message_is_refused(item: Any) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        MessageReader().read(item)


def test_a_place_names_file_row_and_message() -> None:
    dialogue = Dialogue(messages=(), tools=(), learnt=frozenset(), file="x.jsonl", number=3)
    assert (dialogue.place(), dialogue.place(2)) == ("x.jsonl:3", "x.jsonl:3, message 2")
