"""Messages of other people's rows become ours: ids, texts, statuses, reasoning."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.datasets.dialogue import Dialogue, MessageReader, assistant_positions
from toolmind.records import Message, ToolCall


def read(*items: dict[str, Any]) -> list[Message]:
    reader = MessageReader()
    return [reader.read(item) for item in items]


def call(name: str = "f", arguments: Any = "{}", **more: Any) -> dict[str, Any]:
    return {"function": {"name": name, "arguments": arguments}, **more}


def asks(*calls: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": None, "tool_calls": list(calls), **more}


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ({"tool_calls": {"a": 1}}, "`tool_calls` is a dict, not a list of calls"),
        ({"tool_calls": 5}, "`tool_calls` is a int, not a list of calls"),
        ({"tool_calls": ["f()"]}, "a call is a str, not an object"),
        ({"tool_calls": [{"function": "f"}]}, "a call is a str, not an object"),
        ({"function_call": "f"}, "a call is a str, not an object"),
    ],
)
def test_what_is_no_call_is_named(made: dict[str, Any], told: str) -> None:
    with pytest.raises(TypeError, match=told):
        read({"role": "assistant", **made})


def test_messages_are_numbered_and_developer_is_the_later_word_for_system() -> None:
    messages = read({"role": "developer", "content": "Be brief."}, {"role": "user"})
    assert [(m.id, m.role, m.content) for m in messages] == [
        ("m0", "system", "Be brief."),
        ("m1", "user", ""),
    ]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (None, ""),
        ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], "a\nb"),
        ([], ""),
        ([{"type": "image_url", "image_url": "x"}], '[{"type":"image_url","image_url":"x"}]'),
        ({"ok": True}, '{"ok":true}'),
        (3, "3"),
    ],
)
def test_a_content_is_told_as_text(content: Any, text: str) -> None:
    assert read({"role": "user", "content": content})[0].content == text


@pytest.mark.parametrize(
    ("item", "reasoning", "content"),
    [
        ({"reasoning_content": "why", "content": "Yes."}, "why", "Yes."),
        ({"reasoning": "why", "content": "Yes."}, "why", "Yes."),
        ({"content": " <think>\nwhy\n</think>\n\nYes."}, "why", "Yes."),
        ({"content": "<think></think>Yes."}, "", "Yes."),
        ({"reasoning": "why", "content": "<think>x</think>"}, "why", "<think>x</think>"),
        ({"content": "It says <think>x</think>"}, "", "It says <think>x</think>"),
        ({"content": "<think>cut"}, "", "<think>cut"),
        ({"content": "I know.\n</think>\n\nYes."}, "I know.", "Yes."),
        ({"content": "</think>Yes.</think>"}, "", "Yes.</think>"),
    ],
)
def test_reasoning_is_kept_apart(item: dict[str, Any], reasoning: str, content: str) -> None:
    (message,) = read({"role": "assistant", **item})
    assert (message.reasoning, message.content) == (reasoning, content)


def test_only_the_assistant_reasons() -> None:
    assert read({"role": "user", "content": "<think>x</think>y"})[0].content == "<think>x</think>y"


def test_calls_keep_their_ids_and_results_find_them_in_any_order() -> None:
    result = {"role": "tool", "content": "1"}
    messages = read(
        asks(call(id="a"), call(id="b")),
        {**result, "tool_call_id": "b"},
        {**result, "tool_call_id": "a"},
    )
    assert [m.tool_call_id for m in messages[1:]] == ["b", "a"]


def test_what_has_no_id_is_given_one_in_order_and_counted() -> None:
    reader = MessageReader()
    result = {"role": "tool", "content": "1"}
    items = [asks(call(), call(id="own"), call()), result, result, result, result]
    asked, *results = (reader.read(item) for item in items)
    ids = [made.id for made in asked.tool_calls]
    assert ids[1] == "own" and len(set(ids)) == 3
    assert [message.tool_call_id for message in results[:3]] == ids
    assert results[3].tool_call_id not in ids, "nothing is left to answer"
    assert reader.without_id == 6


def test_a_call_that_was_answered_by_id_is_not_answered_again_by_order() -> None:
    result = {"role": "tool", "content": "1"}
    messages = read(asks(call(id="a"), call(id="b")), {**result, "tool_call_id": "a"}, result)
    assert messages[2].tool_call_id == "b"


def test_an_id_that_several_calls_share_stands_for_each_in_turn() -> None:
    answer = {"role": "tool", "tool_call_id": "a"}
    twice = (asks(call(id="a"), call(id="a")), answer, answer)
    messages = read(*twice, *twice, answer)
    made = [one.id for message in messages for one in message.tool_calls]
    assert len(set(made)) == 4 and made[0] == "a"
    answers = [message.tool_call_id for message in messages if message.role == "tool"]
    assert answers == [*made, "a"], "the last one answers none that is open"


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), max_size=6))
def test_ids_that_were_given_are_told_apart(rounds: list[tuple[bool, int]]) -> None:
    reader = MessageReader()
    ids = []
    for answered, calls in rounds:
        ids += [made.id for made in reader.read(asks(*[call() for _ in range(calls)])).tool_calls]
        if answered:
            for _ in range(calls):
                reader.read({"role": "tool", "content": ""})
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [('{"a": 1}', '{"a": 1}'), ({"a": 1}, '{"a":1}'), (None, "null"), ("", ""), ([1], "[1]")],
)
def test_arguments_are_text_and_are_remembered_as_they_stood(arguments: Any, text: str) -> None:
    reader = MessageReader()
    message = reader.read(asks(call(arguments=arguments)))
    assert message.tool_calls[0].arguments == text
    assert reader.argument_values == [arguments]


def test_a_call_may_stand_without_its_function_around_it() -> None:
    message = read(asks({"id": "a", "name": "f", "arguments": {}}))[0]
    assert message.tool_calls == (ToolCall(id="a", name="f", arguments="{}"),)


def test_the_older_call_has_no_id_and_is_answered_by_order() -> None:
    reader = MessageReader()
    older = {"role": "assistant", "function_call": {"name": "f", "arguments": "{}"}}
    made = reader.read({**older, "tool_calls": None}).tool_calls[0]
    result = reader.read({"role": "function", "name": "f", "content": "1"})
    assert (result.role, result.tool_call_id, reader.without_id) == ("tool", made.id, 0)
    assert reader.read({**asks(call(id="own")), "function_call": None}).tool_calls[0].id == "own"


def test_calls_may_be_json_text() -> None:
    message = read({**asks(), "tool_calls": orjson.dumps([call(id="a")]).decode()})[0]
    assert message.tool_calls == (ToolCall(id="a", name="f", arguments="{}"),)


@pytest.mark.parametrize(
    ("item", "status"),
    [
        ({"content": "an error occurred"}, "ok"),
        ({"content": '{"error": "no such city"}'}, "error"),
        ({"content": {"errors": [1]}}, "error"),
        ({"content": '{"isError": true}'}, "error"),
        ({"content": '{"is_error": true}'}, "error"),
        ({"content": '{"success": false}'}, "error"),
        ({"content": '{"success": null, "error": null, "errors": []}'}, "ok"),
        ({"content": '[{"error": "x"}]'}, "ok"),
        ({"content": "fine", "status": "error"}, "error"),
        ({"content": '{"error": "quoted"}', "status": "ok"}, "ok"),
        ({"content": '{"error": "x"}', "status": "failed"}, "error"),
    ],
)
def test_a_result_has_failed_where_its_structure_says_so(item: dict[str, Any], status: str) -> None:
    assert read({"role": "tool", **item})[0].status == status


@pytest.mark.parametrize(
    ("item", "error"),
    [
        ("hi", TypeError),
        ({}, KeyError),
        ({"role": "narrator"}, ValueError),
        ({"role": None}, ValueError),
        ({"role": "assistant", "reasoning": 3}, TypeError),
        ({"role": "tool", "tool_call_id": 3}, TypeError),
        ({"role": "assistant", "tool_calls": [{"id": 3}]}, TypeError),
        ({"role": "assistant", "tool_calls": [call(name=None, id=["x"])]}, TypeError),
        ({"role": "assistant", "tool_calls": ["f()"]}, TypeError),
        ({"role": "assistant", "tool_calls": 3}, TypeError),
    ],
)
def test_what_is_no_message_is_refused(item: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(item)


KEYS = st.sampled_from(["role", "content", "tool_calls", "tool_call_id", "status", "reasoning"])
JSON = st.recursive(
    st.none() | st.integers(-9, 9) | st.sampled_from(["assistant", "tool", "user", "{}"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            KEYS | st.sampled_from(["function", "arguments", "name"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@given(st.dictionaries(KEYS, JSON), st.sampled_from(["assistant", "tool", "user"]))
def test_whatever_stands_there_is_a_message_or_one_of_the_errors(
    item: dict[str, Any], role: str
) -> None:
    try:
        message = read({**item, "role": role})[0]
    except (KeyError, TypeError, ValueError, AttributeError):
        return
    assert message.role == role
    orjson.dumps([made.arguments for made in message.tool_calls])


def test_learnt_calls_come_in_order_with_their_place() -> None:
    messages = read(asks(call("a")), asks(call("b"), call("c")), asks(call("d")))
    dialogue = Dialogue(tuple(messages), (), frozenset({1, 0}), file="x.jsonl", number=3)
    found = [(place, made.name) for place, made in dialogue.learnt_calls()]
    assert found == [(0, "a"), (1, "b"), (1, "c")]
    assert (dialogue.place(), dialogue.place(0)) == ("x.jsonl:3", "x.jsonl:3, message 0")


def test_positions_of_the_assistant() -> None:
    assert assistant_positions(read({"role": "user"}, asks(), {"role": "tool"}, asks())) == [1, 3]
