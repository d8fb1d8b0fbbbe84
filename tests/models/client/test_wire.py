"""Requests as bytes of the chat protocol."""

from __future__ import annotations

from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.config import ModelConfig, SamplingConfig
from toolmind.models.base import Sampling
from toolmind.models.client.wire import (
    BodyBuilder,
    encode_function,
    encode_response_format,
    encode_tool_choice,
    encode_tools,
    wire_message,
)
from toolmind.records import Message, Schema, Tool, ToolCall

CALL = ToolCall(id="c1", name="f", arguments='{"a": 1')
TOOL = Tool(id="pool/f", name="f", description="Does f", parameters={"type": "object"})
ASK = (Message(role="user", content="hi"),)


@pytest.mark.parametrize(
    ("message", "wire"),
    [
        (Message(role="system", content="s", id="m0"), {"role": "system", "content": "s"}),
        (
            Message(role="tool", content="{}", tool_call_id="c1", status="error", code="timeout"),
            {"role": "tool", "content": "{}", "tool_call_id": "c1"},
        ),
        (
            Message(role="assistant", tool_calls=(CALL,), train=False),
            {"role": "assistant", "content": "", "tool_calls": [CALL.spec()]},
        ),
    ],
)
def test_a_message_has_the_protocols_fields_alone(message: Message, wire: Any) -> None:
    assert wire_message(message) == wire


@pytest.mark.parametrize(
    ("way", "wire"),
    [
        ("strip", {"content": "a"}),
        ("reasoning", {"content": "a", "reasoning": "r"}),
        ("inline", {"content": "<think>\nr\n</think>\n\na"}),
    ],
)
def test_reasoning_goes_where_it_is_wanted(way: str, wire: dict[str, str]) -> None:
    message = Message(role="assistant", content="a", reasoning="r")
    assert wire_message(message, way) == {"role": "assistant", **wire}
    assert wire_message(msgspec.structs.replace(message, reasoning=""), way)["content"] == "a"


def test_null_is_a_way_to_write_no_content() -> None:
    assert ModelConfig.model_validate({"empty_content": None}).empty_content == "null"


DIALOGUE = (
    Message(role="system", content="s"),
    Message(role="user", content="u"),
    Message(role="assistant", tool_calls=(CALL,)),
    Message(role="tool", tool_call_id="c1"),
)


def sent(messages: tuple[Message, ...] = DIALOGUE, **settings: str) -> list[dict[str, Any]]:
    body = BodyBuilder("m", SamplingConfig(), **settings).build(messages, sampling=Sampling())
    return list(orjson.loads(body)["messages"])


def test_a_system_message_can_be_of_another_role() -> None:
    assert [one["role"] for one in sent()] == ["system", "user", "assistant", "tool"]
    assert sent(system_as="developer")[0] == {"role": "developer", "content": "s"}
    folded = sent(system_as="user")
    assert folded[0] == {"role": "user", "content": "s\n\nu"}
    assert [one["role"] for one in folded[1:]] == ["assistant", "tool"]
    assert sent(DIALOGUE[:1], system_as="user") == [{"role": "user", "content": "s"}]
    assert sent(DIALOGUE[1:], system_as="user")[0]["content"] == "u"
    assert DIALOGUE[0].role == "system"


@pytest.mark.parametrize(
    ("setting", "content"), [("text", ""), ("null", None), ("omit", "missing"), ("space", " ")]
)
def test_a_turn_of_calls_alone_has_the_content_that_is_taken(setting: str, content: Any) -> None:
    said = sent(empty_content=setting)
    assert said[2].get("content", "missing") == content
    assert said[3]["content"] == ("" if setting == "text" else "(empty)")
    assert said[:2] == sent()[:2]


TOOLS = st.lists(
    st.builds(
        Tool, id=st.text(), name=st.text(), description=st.text(), parameters=st.just({"a": ["ü"]})
    ),
    max_size=4,
)


@given(TOOLS)
def test_tools_are_a_list_of_what_models_see(tools: list[Tool]) -> None:
    assert orjson.loads(encode_tools(tools)) == [tool.spec() for tool in tools]


def test_a_tool_is_encoded_once() -> None:
    assert encode_function(TOOL) is encode_function(TOOL)


def test_a_choice_is_a_word_or_a_tools_name() -> None:
    for word in ("auto", "none", "required"):
        assert orjson.loads(encode_tool_choice(word)) == word
    named = {"type": "function", "function": {"name": "f"}}
    assert orjson.loads(encode_tool_choice("f")) == named


@pytest.mark.parametrize("strict", [True, False])
def test_json_is_asked_for_by_its_schema_strictly_where_that_mode_takes_it(strict: bool) -> None:
    schema: Schema = {"type": "object", "title": "S"}
    if strict:
        schema |= {"properties": {}, "required": [], "additionalProperties": False}
    asked = {"name": "reply", "schema": schema} | ({"strict": True} if strict else {})
    assert orjson.loads(encode_response_format(schema)) == {
        "type": "json_schema",
        "json_schema": asked,
    }


def built(builder: BodyBuilder | None = None, **parts: Any) -> dict[str, Any]:
    builder = builder or BodyBuilder("m", SamplingConfig())
    return dict(orjson.loads(builder.build(ASK, **{"sampling": Sampling(), **parts})))


def test_the_least_that_can_be_asked() -> None:
    assert built() == {"model": "m", "messages": [{"role": "user", "content": "hi"}]}


def test_what_only_tools_make_sense_of_is_left_out_without_them() -> None:
    assert built(tool_choice="none") == built()
    assert built(tools=(TOOL,), tool_choice="auto").keys() == {"model", "messages", "tools"}
    assert built(tools=(TOOL,), tool_choice="none")["tool_choice"] == "none"


def test_log_probabilities_are_asked_for_even_without_alternatives() -> None:
    body = built(logprobs=0)
    assert (body["logprobs"], body["top_logprobs"]) == (True, 0)


def test_a_request_says_how_to_sample_before_the_configuration_does() -> None:
    defaults = SamplingConfig(temperature=1.0, top_p=0.5, max_tokens=9)
    builder = BodyBuilder("m", defaults, max_tokens_field="max_completion_tokens", extra={"k": []})
    for sampling, expected in (
        (Sampling(), {"temperature": 1.0, "top_p": 0.5, "max_completion_tokens": 9}),
        (
            Sampling(temperature=0.0, max_tokens=3, seed=7),
            {"temperature": 0.0, "top_p": 0.5, "max_completion_tokens": 3, "seed": 7},
        ),
    ):
        for _ in range(2):
            body = built(builder, sampling=sampling)
            del body["model"], body["messages"]
            assert body == {**expected, "k": []}


def test_samplings_of_many_seeds_are_not_all_remembered() -> None:
    builder = BodyBuilder("m", SamplingConfig())
    for seed in range(4200):
        assert b'"seed":%d}' % seed in builder.build(ASK, sampling=Sampling(seed=seed))
    assert len(builder._samplings) < 4200


PIECES = st.text() | st.sampled_from(['"', "\\", "\u2028", "</think>", "\x00"])


@given(st.lists(st.tuples(st.sampled_from(["user", "assistant"]), PIECES), max_size=4))
def test_whatever_is_said_arrives_as_it_was_said(said: list[tuple[Any, str]]) -> None:
    messages = [Message(role=role, content=text) for role, text in said]
    body = BodyBuilder('"m"', SamplingConfig()).build(messages, sampling=Sampling())
    read = orjson.loads(body)
    assert read["model"] == '"m"'
    assert [(one["role"], one["content"]) for one in read["messages"]] == said
