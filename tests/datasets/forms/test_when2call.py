"""When2Call rows list their tools as JSON texts."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.datasets.dialogue import RowError
from toolmind.datasets.forms.when2call import When2Call


@pytest.mark.parametrize(
    ("tools", "fits"),
    [
        (['{"name": "f"}', ' {"name": "g"}'], True),
        (["get_weather"], False),
        (['{"name": "f"}', {"name": "g"}], False),
        ([], False),
        ('[{"name": "f"}]', False),
    ],
)
def test_it_is_known_by_them(tools: Any, fits: bool) -> None:
    assert When2Call().fits({"tools": tools}) == fits


def test_calls_in_a_field_make_it_another() -> None:
    row = {"tools": ['{"name": "f"}'], "messages": [{"role": "user", "content": "hi"}]}
    assert When2Call().fits(row)
    row["messages"].append({"role": "assistant", "tool_calls": [{}]})
    assert not When2Call().fits(row)


def test_its_tools_are_what_the_texts_say() -> None:
    assert list(When2Call().tools({"tools": ['{"name": "f"}', '{"name": "g"}']})) == [
        {"name": "f"},
        {"name": "g"},
    ]


TOOLS = ['{"name": "f", "parameters": {}}']
USER = {"role": "user", "content": "Do it."}
CALLED = (
    '<TOOLCALL>[{"name": "f", "arguments": {"a": 1}}, {"name": "f", "arguments": {}}]</TOOLCALL>'
)


@pytest.mark.parametrize(
    "row",
    [
        {"messages": [USER, {"role": "assistant", "content": CALLED}]},
        {"messages": [USER], "chosen_response": {"role": "assistant", "content": CALLED}},
        {"question": "Do it.", "correct_answer": "tool_call", "answers": {"tool_call": CALLED}},
        {
            "question": "Do it.",
            "correct_answer": "tool_call",
            "answers": {"tool_call": CALLED[10:-11]},
        },
    ],
)
def test_every_split_is_a_dialogue(row: dict[str, Any]) -> None:
    found = When2Call().dialogue({**row, "tools": TOOLS})
    user, last = found.messages
    assert (user.role, user.content, last.content) == ("user", "Do it.", "")
    assert [call.parsed() for call in last.tool_calls] == [{"a": 1}, {}]
    assert found.learnt == {1} and found.tools == ({"name": "f", "parameters": {}},)


def test_an_answer_in_words_stays_so_and_words_before_a_call_too() -> None:
    row = {"messages": [USER, {"role": "assistant", "content": "With what?"}], "tools": TOOLS}
    assert When2Call().dialogue(row).messages[1].content == "With what?"
    row["messages"][1]["content"] = f"Sure. {CALLED}"
    found = When2Call().dialogue(row)
    assert len(found.messages) == 2
    assert found.messages[1].content == "Sure." and len(found.messages[1].tool_calls) == 2


@pytest.mark.parametrize("row", [{}, {"question": "q"}, {"question": "q", "answers": {"a": "b"}}])
def test_without_words_there_is_no_dialogue(row: dict[str, Any]) -> None:
    with pytest.raises(RowError, match="no `question`"):
        When2Call().dialogue({**row, "tools": TOOLS})


def test_a_call_that_is_none_is_told() -> None:
    message = {"role": "assistant", "content": "<TOOLCALL>f(1)</TOOLCALL>"}
    with pytest.raises(RowError, match="should be a call"):
        When2Call().dialogue({"messages": [USER, message], "tools": TOOLS})
