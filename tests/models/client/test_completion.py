from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from toolmind.models.client.completion import WireReply, decode_reply, read_logprobs
from toolmind.records import TokenLogprob


def decoded(
    message: dict[str, Any] | None = None, choice: dict[str, Any] | None = None, **body: Any
) -> WireReply:
    told = {"message": {"content": "hi"} | (message or {}), "finish_reason": "stop"}
    return decode_reply(json.dumps({"choices": [told | (choice or {})]} | body).encode())


@pytest.mark.parametrize(
    ("told", "tokens"),
    [
        (12, 12),
        (12.0, 12),
        ("12", 12),
        ("12.4", 12),
        (0, 0),
        (-1, None),
        (None, None),
        ("many", None),
        ("NaN", None),
        (True, None),
        ([12], None),
    ],
)
def test_counts_are_read_leniently(told: Any, tokens: int | None) -> None:
    assert decoded(usage={"prompt_tokens": told}).tokens("prompt_tokens") == tokens


@pytest.mark.parametrize("usage", [None, [], "none", {}, 3])
def test_a_reply_without_counts_is_one(usage: Any) -> None:
    assert decoded(usage=usage, model=7).tokens("prompt_tokens") is None


@pytest.mark.parametrize(
    "message",
    [
        {"reasoning": "a b"},
        {"reasoning_content": "a b", "reasoning": "a b"},
        {"reasoning": [{"type": "text", "text": "a "}, {"type": "text", "text": "b"}]},
        {"reasoning": {"summary": [{"text": "a b"}]}},
        {"content": [{"type": "thinking", "thinking": [{"text": "a b"}]}, {"text": "hi"}]},
        {"content": [{"type": "reasoning", "text": "a b"}, {"type": "text", "text": "hi"}]},
    ],
)
def test_reasoning_has_many_shapes(message: dict[str, Any]) -> None:
    read = decoded(message).choices[0].message
    assert (read.text(), read.thoughts()) == ("hi", "a b")


@pytest.mark.parametrize(
    "content", ["hi", ["hi"], [{"type": "text", "text": "hi"}], {"text": "hi"}, [{"text": "hi"}, 3]]
)
def test_content_has_many_shapes(content: Any) -> None:
    assert decoded({"content": content}).choices[0].message.text() == "hi"


def test_a_call_may_stand_in_the_old_field_or_alone() -> None:
    call = {"name": "f", "arguments": "{}"}
    old = decoded({"function_call": call}).choices[0].message.calls()
    alone = decoded({"tool_calls": {"function": call, "id": 7}}).choices[0].message.calls()
    assert old[0].function == alone[0].function and alone[0].id == 7
    assert decoded({"function_call": {}, "tool_calls": []}).choices[0].message.calls() == []


@pytest.mark.parametrize(
    "logprobs", [None, {}, {"tokens": ["a"]}, {"content": [{"token": "a", "logprob": None}]}, "x"]
)
def test_log_probabilities_of_another_shape_are_none(logprobs: Any) -> None:
    assert read_logprobs(decoded(choice={"logprobs": logprobs}).choices[0]) == ()


@pytest.mark.parametrize(
    ("reason", "read"),
    [
        ("stop", "stop"),
        (None, "stop"),
        ("STOP", "stop"),
        ("eos", "stop"),
        ("function_call", "tool_calls"),
        ("tool_use", "tool_calls"),
        ("MAX_TOKENS", "length"),
        ("SAFETY", "content_filter"),
        ("MALFORMED_FUNCTION_CALL", "malformed"),
    ],
)
def test_reasons_to_finish_have_many_names(reason: Any, read: str) -> None:
    assert decoded(choice={"finish_reason": reason}).choices[0].finish() == read


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "truncated"),
        (b"<html>", "malformed"),
        (b"{}", "choices"),
        (b'{"choices": []}', "`choices` is empty"),
        (b'{"choices": [{}]}', "message"),
        (b'{"choices": [{"message": {"content": 3}}]}', "content"),
        (b'{"choices": [{"message": {"tool_calls": [{"id": "a"}]}}]}', "function"),
        (b'{"choices": [{"message": {"tool_calls": [{"function": {"name": 1}}]}}]}', "name"),
    ],
)
def test_what_is_no_chat_completion_is_refused(raw: bytes, message: str) -> None:
    with pytest.raises(msgspec.MsgspecError, match=message):
        decode_reply(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"choices": [{"message": {"content": "a\nb"}}]}',
        b'{"choices": [{"message": {"content": "a\\nb"}}], "timings": {"speed": NaN}}',
    ],
)
def test_what_json_forbids_where_nobody_looks_costs_no_reply(raw: bytes) -> None:
    assert decode_reply(raw).choices[0].message.text() == "a\nb"


def test_log_probabilities_are_read() -> None:
    told = [
        {"token": "a", "logprob": -0.1, "top_logprobs": [{"token": "b", "logprob": -2}]},
        {"token": "c", "logprob": 0},
    ]
    assert read_logprobs(decoded(choice={"logprobs": {"content": told}}).choices[0]) == (
        TokenLogprob(token="a", logprob=-0.1, top=(("b", -2.0),)),
        TokenLogprob(token="c", logprob=0.0),
    )
