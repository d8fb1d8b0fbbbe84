"""OpenAI rows: what is learnt is marked, or all of the assistant's."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.datasets.forms.base import RowError
from toolmind.datasets.forms.openai import OpenAI

ASK, SAY = {"role": "user", "content": "hi"}, {"role": "assistant", "content": "Hello."}


def learnt(*messages: dict[str, Any]) -> frozenset[int]:
    return OpenAI().dialogue({"messages": list(messages)}).learnt


def test_it_is_known_by_its_messages_whatever_they_are() -> None:
    assert OpenAI().fits({"messages": None})
    assert not OpenAI().fits({"prompt": []})


def test_without_a_mark_the_assistant_is_learnt_throughout() -> None:
    assert learnt(ASK, SAY, ASK, SAY) == {1, 3}
    assert learnt(ASK, {**SAY, "weight": None}) == {1}
    assert learnt({**ASK, "train": False}, SAY) == {1}, "a mark on a user says nothing"


@pytest.mark.parametrize("mark", ["train", "weight", "loss"])
def test_with_marks_those_that_say_so_are_learnt(mark: str) -> None:
    assert learnt(ASK, {**SAY, mark: 0}, ASK, {**SAY, mark: 1}, ASK, SAY) == {3}


def test_messages_that_are_no_list_are_told() -> None:
    with pytest.raises(RowError, match="`messages` is a dict"):
        OpenAI().dialogue({"messages": {}})


def test_older_rows_have_functions_and_one_call_a_message() -> None:
    call = {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": "{}"}}
    result = {"role": "function", "name": "f", "content": "[]"}
    row = {"messages": [ASK, call, result, SAY], "functions": [{"name": "f"}]}
    dialogue = OpenAI().dialogue(row)
    assert [message.role for message in dialogue.messages] == [
        "user",
        "assistant",
        "tool",
        "assistant",
    ]
    (made,) = dialogue.messages[1].tool_calls
    assert (made.name, made.arguments) == ("f", "{}")
    assert dialogue.messages[2].tool_call_id == made.id
    assert dialogue.without_id == 0, "the form has no ids"
    assert dialogue.tools == ({"name": "f"},) and dialogue.learnt == {1, 3}
