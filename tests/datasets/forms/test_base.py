"""What row forms share: columns of tools, texts of JSON, chat messages and what is learnt."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.datasets.forms.base import (
    RowError,
    calls_in_field,
    chat_dialogue,
    first_item,
    last,
    listed,
    marked,
    parsed,
    tools_column,
    tools_in_text,
)
from toolmind.records import Message

TOOL = {"name": "f", "parameters": {}}


@pytest.mark.parametrize("value", [[TOOL], json.dumps([TOOL]), [json.dumps(TOOL)]])
def test_a_column_of_tools_is_a_list_or_text_of_one(value: Any) -> None:
    assert list(tools_column({"tools": value})) == [TOOL]
    assert list(tools_column({"functions": value})) == [TOOL]
    assert list(tools_column({"tools": None, "functions": value})) == [TOOL]


@pytest.mark.parametrize(
    ("item", "has"),
    [
        ({"tool_calls": [{}]}, True),
        ({"function_call": {"name": "f"}}, True),
        ({"tool_calls": [], "function_call": None}, False),
        ("x", False),
    ],
)
def test_a_message_may_have_its_calls_in_a_field(item: Any, has: bool) -> None:
    assert calls_in_field(item) is has


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({}, "no `tools` column"),
        ({"tools": None}, "no `tools` column"),
        ({"tools": "null"}, "no `tools` column"),
        ({"tools": {"a": 1}}, "`tools` is a dict, not a list"),
        ({"tools": "[{]"}, "the text of `tools` is not JSON"),
        ({"functions": "[{]"}, "the text of `functions` is not JSON"),
        ({"tools": ""}, "no `tools` column"),
    ],
)
def test_a_row_without_tools_is_told(row: dict[str, Any], message: str) -> None:
    with pytest.raises(RowError, match=message):
        list(tools_column(row))


def test_tools_stand_in_a_text_and_nowhere_else() -> None:
    assert list(tools_in_text(f"Use {json.dumps(TOOL)}.")) == [TOOL]
    with pytest.raises(RowError, match="no system text"):
        list(tools_in_text(None))


def test_a_value_that_is_no_text_stays_as_it_is() -> None:
    assert parsed(TOOL, "x") is TOOL
    assert parsed('{"a": 1}', "x") == {"a": 1}


@pytest.mark.parametrize("column", [None, "x", [], {}, [[]], ["x"], [None]])
def test_the_first_object_of_a_column_may_be_missing(column: Any) -> None:
    assert first_item({"c": column}, "c") == {}
    assert first_item({}, "c") == {}


def test_the_first_object_of_a_column() -> None:
    assert first_item({"c": [{"a": 1}, {"a": 2}]}, "c") == {"a": 1}
    assert first_item({"c": '[{"a": 1}]'}, "c") == {"a": 1}


def test_a_column_of_messages_is_a_list() -> None:
    assert listed({"messages": []}, "messages") == []
    assert listed({"messages": '[{"role": "user"}]'}, "messages") == [{"role": "user"}]
    with pytest.raises(RowError, match="the text of `messages` is not JSON"):
        listed({"messages": "hi"}, "messages")
    for row in ({}, {"messages": "7"}, {"messages": {}}):
        with pytest.raises(RowError, match=r"`messages` is a .*, not a list of messages"):
            listed(row, "messages")


SAID, ASKED = Message(role="assistant"), Message(role="user")


@pytest.mark.parametrize(
    ("messages", "learnt"),
    [([], set()), ([SAID, ASKED], set()), ([SAID], {0}), ([SAID, ASKED, SAID], {2})],
)
def test_the_last_message_is_learnt_if_the_assistant_speaks(
    messages: list[Message], learnt: set[int]
) -> None:
    assert last([], messages) == learnt


@given(st.lists(st.sampled_from([None, True, False, 0, 0.5]), max_size=6))
def test_what_is_learnt_is_marked_or_all_is(marks: list[Any]) -> None:
    found = marked([{"weight": mark} for mark in marks], [SAID for _ in marks])
    if not any(marks):  # nothing, or only of some turns that they are not
        assert found == {place for place, mark in enumerate(marks) if mark is None}
    else:
        assert found == {place for place, mark in enumerate(marks) if mark}


@pytest.mark.parametrize(
    ("mark", "weight"),
    [
        ({"weight": 0.5}, 0.5),
        ({"loss": True, "loss_scale": 2}, 2),
        ({"loss_weight": 0.0}, 1),
        ({"train": True}, 1),
        ({"weight": float("inf")}, 1),
        ({"weight": "2"}, 1),
    ],
)
def test_a_weight_is_kept(mark: dict[str, Any], weight: float) -> None:
    said = [{"role": "user", "content": "a", "weight": 3}, {"role": "assistant", **mark}]
    read = chat_dialogue({}, said, marked)
    assert [message.weight for message in read.messages] == [1, weight]


def dialogue(**row: Any) -> Any:
    return chat_dialogue(row, [{"role": "user", "content": "hi"}], last)


@pytest.mark.parametrize("tools", [None, [], "", "  ", "[]"])
def test_a_dialogue_may_have_no_tools(tools: Any) -> None:
    assert dialogue(tools=tools).tools == dialogue().tools == ()


def test_definitions_are_those_of_the_column_or_those_given() -> None:
    assert dialogue(tools=[json.dumps(TOOL)]).tools == (TOOL,)
    assert dialogue(tools=json.dumps([TOOL])).tools == (TOOL,)
    assert dialogue(tools=None, functions=[TOOL]).tools == (TOOL,)
    assert dialogue(tools=[TOOL, "{]", 3]).tools == (TOOL, "{]", 3), "each costs itself alone"
    assert chat_dialogue({"tools": [TOOL]}, [], last, tools=[3]).tools == (3,)
    for tools in (TOOL, json.dumps(TOOL)):
        with pytest.raises(RowError, match="`tools` is a dict, not a list"):
            dialogue(tools=tools)


def test_a_row_tells_its_trajectory_itself_or_in_its_metadata() -> None:
    assert dialogue(trajectory="t1").trajectory == "t1"
    assert dialogue(metadata={"trajectory": "t2"}, trajectory="t1").trajectory == "t2"
    assert dialogue(metadata="none", trajectory=3).trajectory == "3"
    assert dialogue(trajectory=None).trajectory == dialogue().trajectory == ""
