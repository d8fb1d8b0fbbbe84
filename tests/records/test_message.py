"""Messages and the calls in them."""

from __future__ import annotations

from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.records import Message, Origin, TokenLogprob, ToolCall, Usage

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def call(arguments: str) -> ToolCall:
    return ToolCall(id="c1", name="book", arguments=arguments)


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_arguments_are_the_object_that_the_text_says(arguments: dict[str, Any]) -> None:
    assert call(orjson.dumps(arguments).decode()).parsed() == arguments


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1]", "arguments are a JSON list, not an object"),
        ("null", "arguments are a JSON NoneType, not an object"),
        ('"{}"', "arguments are a JSON str, not an object"),
        ("", "empty"),
        ('{"a": 1', "unexpected end"),
        ("{'a': 1}", "unexpected character"),
    ],
)
def test_arguments_that_are_no_object_are_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call(text).parsed()


def test_a_call_is_shown_as_the_model_wrote_it() -> None:
    function = {"name": "book", "arguments": '{"a": '}
    assert call('{"a": ').spec() == {"id": "c1", "type": "function", "function": function}


def test_what_one_reader_does_to_the_arguments_no_other_sees() -> None:
    read = call('{"guests": [{"name": "Ann"}]}').parsed()
    read["guests"][0]["name"] = "Bob"
    read["guests"].append({})
    assert call('{"guests": [{"name": "Ann"}]}').parsed() == {"guests": [{"name": "Ann"}]}


def test_a_message_with_all_that_is_known_of_it_is_a_line_that_can_be_read_again() -> None:
    origin = Origin(
        model="m",
        finish_reason="tool_calls",
        usage=Usage(requests=1),
        logprobs=(TokenLogprob(token="a", logprob=-0.5, top=(("a", -0.5), ("b", -1.0))),),
        alternatives=(Message(role="assistant", content="no"),),
    )
    message = Message(role="assistant", tool_calls=(call("{"),), train=False, origin=origin)
    assert msgspec.json.decode(msgspec.json.encode(message), type=Message) == message


def test_a_message_is_learnt_from_in_full_unless_it_says_otherwise() -> None:
    message = Message(role="assistant")
    assert (message.train, message.weight, message.status) == (True, 1.0, None)


@pytest.mark.parametrize("field", ['"role":"developer"', '"role":"tool","status":"failed"'])
def test_roles_and_statuses_are_the_known_ones(field: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="Invalid enum value"):
        msgspec.json.decode(f"{{{field}}}", type=Message)
