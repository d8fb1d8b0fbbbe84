"""Speakers become roles, and their calls and results those of OpenAI's messages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.datasets.dialogue import RowError
from toolmind.datasets.speakers import chat_items, literal

ASK = {"from": "human", "value": "hi"}
CALL = {"from": "function_call", "value": '{"name": "f", "arguments": {"a": 1}}'}


def result(value: Any = "[]", speaker: str = "observation") -> dict[str, Any]:
    return {"from": speaker, "value": value}


def test_messages_in_openais_form_stay_as_they_are() -> None:
    items = [
        {"role": "user", "content": "hi", "extra": 1},
        {"role": "assistant", "content": None, "tool_calls": [{"id": "a"}]},
        {"role": "tool", "content": "1"},
        {"role": "function", "content": "1"},
        {"content": "nobody"},
    ]
    assert chat_items(items) == items


@pytest.mark.parametrize(
    ("speaker", "role"),
    [
        ("human", "user"),
        ("Human", "user"),
        ("user", "user"),
        ("gpt", "assistant"),
        ("assistant", "assistant"),
        ("system", "system"),
        ("narrator", "narrator"),
    ],
)
def test_a_speaker_is_a_role_and_what_else_is_there_stays(speaker: str, role: str) -> None:
    item = {"from": speaker, "value": "hi", "weight": 0}
    assert chat_items([item]) == [{"role": role, "content": "hi", "weight": 0}]


@pytest.mark.parametrize("speaker", ["function_call", "tool_call"])
@pytest.mark.parametrize(
    "value",
    [
        '{"name": "f", "arguments": {"a": 1}}',
        "{'name': 'f', 'arguments': {'a': 1}}",
        '[{"name": "f", "parameters": {"a": 1}}]',
        '{"function": {"name": "f", "arguments": {"a": 1}}}',
        {"name": "f", "arguments": {"a": 1}},
    ],
)
def test_a_call_is_made_by_the_assistant(speaker: str, value: Any) -> None:
    _, made = chat_items([ASK, {"from": speaker, "value": value}])
    assert made["role"] == "assistant" and not made["content"]
    (call,) = made["tool_calls"]
    arguments = '{"a":1}' if isinstance(value, str) else {"a": 1}
    assert call["function"]["name"] == "f" and call["function"]["arguments"] == arguments


def test_calls_in_a_row_are_made_at_once_by_the_message_before() -> None:
    told = {"from": "gpt", "value": "Let me look."}
    chat = chat_items([ASK, told, CALL, CALL, result("1"), result("2"), told])
    assert [item["role"] for item in chat] == ["user", "assistant", "tool", "tool", "assistant"]
    ids = [call["id"] for call in chat[1]["tool_calls"]]
    assert chat[1]["content"] == "Let me look." and len(set(ids)) == 2
    assert [item["tool_call_id"] for item in chat[2:4]] == ids


def test_calls_one_after_the_other_are_apart() -> None:
    chat = chat_items([ASK, CALL, result(), CALL, result()])
    assert [item["role"] for item in chat] == ["user", "assistant", "tool", "assistant", "tool"]
    assert chat[1]["tool_calls"][0]["id"] != chat[3]["tool_calls"][0]["id"]
    assert chat[4]["tool_call_id"] == chat[3]["tool_calls"][0]["id"]


@pytest.mark.parametrize("speaker", ["observation", "tool", "function", "tool_response", "ipython"])
def test_a_result_belongs_to_the_call_at_its_place(speaker: str) -> None:
    chat = chat_items([ASK, CALL, result("7", speaker)])
    assert (chat[2]["role"], chat[2]["content"]) == ("tool", "7")
    assert chat[2]["tool_call_id"] == chat[1]["tool_calls"][0]["id"]


@pytest.mark.parametrize("role", ["tool", "function", "tool_response"])
def test_a_role_without_an_id_is_a_result_after_a_call_by_a_speaker(role: str) -> None:
    call = {"role": "tool_call", "content": CALL["value"]}
    made, answered = chat_items([call, {"role": role, "content": "7"}])
    assert answered["role"] == "tool" and answered["tool_call_id"] == made["tool_calls"][0]["id"]


def test_ids_that_are_given_are_kept() -> None:
    call = {"from": "function_call", "value": {"id": "x", "name": "f", "arguments": {}}}
    chat = chat_items([ASK, call, {**result(), "tool_call_id": "x"}])
    assert chat[1]["tool_calls"][0]["id"] == chat[2]["tool_call_id"] == "x"


@pytest.mark.parametrize(
    ("value", "contents"),
    [("[1, {}]", [1, {}]), ([1, {}], [1, {}]), ("[1]", ["[1]"]), ("none", ["none"])],
)
def test_one_result_of_two_calls_that_is_a_list_of_two_is_eachs_own(
    value: Any, contents: list[Any]
) -> None:
    chat = chat_items([ASK, CALL, CALL, result(value)])
    assert [item["content"] for item in chat[2:]] == contents
    ids = [call["id"] for call in chat[1]["tool_calls"]]
    assert [item["tool_call_id"] for item in chat[2:]] == ids[: len(contents)]


def test_a_list_is_the_result_of_one_call_as_a_whole() -> None:
    assert chat_items([ASK, CALL, result("[1]")])[2]["content"] == "[1]"


def test_a_result_without_a_call_answers_none() -> None:
    chat = chat_items([ASK, CALL, result(), result(), ASK, result()])
    assert chat[2]["tool_call_id"] == chat[1]["tool_calls"][0]["id"]
    assert chat[3]["tool_call_id"] is chat[5]["tool_call_id"] is None


@pytest.mark.parametrize(
    ("items", "words"),
    [
        (["hi"], "message 0 is a str, not an object"),
        ([ASK, {**CALL, "value": "f(1)"}], "message 1 should be a call"),
        ([{**CALL, "value": "[]extra"}], "message 0 should be a call"),
        ([{**CALL, "value": '{"name": 3}'}], "message 0 should be a call"),
        ([{**CALL, "value": None}], "message 0 should be a call"),
    ],
)
def test_what_is_none_is_told_with_its_place(items: list[Any], words: str) -> None:
    with pytest.raises(RowError, match=words):
        chat_items(items)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": true}', {"a": True}),
        ("{'a': True, 'b': None}", {"a": True, "b": None}),
        (" '\\d' ", "\\d"),
        ("f(1)", None),
        ("", None),
        ("(" * 5000, None),
    ],
)
def test_a_text_is_json_or_a_python_literal(text: str, value: Any) -> None:
    assert literal(text) == value


def test_whole_numbers_keep_their_digits() -> None:
    text = '{"name":"pay","arguments":{"wei":123456789012345678901234567890,"x":0.1}}'
    said = [{"from": "human", "value": "?"}, {"from": "function_call", "value": text}]
    (_, asked) = chat_items(said)
    (call,) = asked["tool_calls"]
    assert call["function"]["arguments"] == '{"wei":123456789012345678901234567890,"x":0.1}'
    assert literal("[" * 100_000) is None


SPEAKERS = st.sampled_from(["human", "gpt", "function_call", "observation", "tool", "x", ""])
VALUES = st.sampled_from(["hi", '{"name": "f"}', "[1, 2]", None, 3, {"name": "f"}, []])


@given(st.lists(st.fixed_dictionaries({}, optional={"from": SPEAKERS, "value": VALUES})))
def test_whatever_is_said_is_read_or_refused(items: list[dict[str, Any]]) -> None:
    try:
        chat = chat_items(items)
    except RowError as error:
        assert "should be a call" in str(error)
        return
    ids = [call["id"] for item in chat for call in item.get("tool_calls", ())]
    assert len(set(ids)) == len(ids)
