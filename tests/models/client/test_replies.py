"""From a choice to a message: what was asked for, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.errors import ReplyError
from toolmind.models.base import ChatRequest
from toolmind.models.client.completion import decode_reply
from toolmind.models.client.replies import NamedCall, read_choice
from toolmind.models.tool_calls.sniffed import Sniffed
from toolmind.records import FinishReason, Message, Tool, ToolCall

F, G = Tool(id="f", name="f"), Tool(id="g", name="g")
ASK = (Message(role="user", content="hi"),)

WEATHER = Tool(id="w", name="get_weather", description="", parameters={"type": "object"})
PLAIN = ChatRequest(messages=ASK)
ASK_TOOL = ChatRequest(messages=ASK, tools=(WEATHER,))
TEXT_CALL = '{"name": "get_weather", "arguments": {"city": "Rome"}}'
TOLD = [{"id": 7, "function": {"name": "get_weather", "arguments": "{}"}}]


class Marked:
    """Reads what stands after a mark as the name of a tool to call."""

    def parse(self, text: str, tools: Sequence[Tool]) -> tuple[str, list[NamedCall]]:
        before, mark, name = text.partition("CALL ")
        return before, [(name, "{}")] if mark else []


def read(
    message: dict[str, Any], finish: str | None = "stop", **request: Any
) -> tuple[Message, FinishReason]:
    body = {"choices": [{"message": message, "finish_reason": finish}]}
    return read_choice(
        decode_reply(orjson.dumps(body)).choices[0],
        ChatRequest(**{"messages": ASK, **request}),
        Marked(),
    )


def calls(*made: tuple[str, Any], **more: Any) -> dict[str, Any]:
    functions = [{"name": name, "arguments": arguments} for name, arguments in made]
    return {"content": None, "tool_calls": [{"function": each, **more} for each in functions]}


def test_words() -> None:
    assert read({"content": "Hello."}) == (Message(role="assistant", content="Hello."), "stop")
    assert read({"content": "Hello."}, None)[1] == "stop"
    assert read({"content": "Hello."}, "eos", tools=(F,))[1] == "stop"


@pytest.mark.parametrize(
    ("message", "reasoning", "content"),
    [
        ({"content": "a", "reasoning_content": " r\n"}, "r", "a"),
        ({"content": "a", "reasoning": "r"}, "r", "a"),
        ({"content": "a", "reasoning_content": "", "reasoning": "r"}, "r", "a"),
        ({"content": "<think>r</think>\n\na"}, "r", "a"),
        ({"content": "<think>x</think>a", "reasoning": "r"}, "r", "a"),
    ],
)
def test_reasoning_is_kept_apart(message: Any, reasoning: str, content: str) -> None:
    made, _ = read(message)
    assert (made.reasoning, made.content) == (reasoning, content)


def test_calls_in_their_own_field() -> None:
    message, finish = read(calls(("f", '{"a":1}'), ("g", {"b": 2}), ("f", None)), tools=(F, G))
    assert finish == "tool_calls"
    assert message.tool_calls == (
        ToolCall(id="call_1_0", name="f", arguments='{"a":1}'),
        ToolCall(id="call_1_1", name="g", arguments='{"b":2}'),
        ToolCall(id="call_1_2", name="f", arguments="{}"),
    )


def test_calls_in_the_text_are_read_where_tools_are_shown() -> None:
    message, finish = read({"content": "Well. CALL f"}, tools=(F,))
    assert (message.content, finish) == ("Well. ", "tool_calls")
    assert [call.name for call in message.tool_calls] == ["f"]
    assert read({"content": "CALL f"})[0].content == "CALL f"


def test_the_field_counts_before_the_text() -> None:
    message, _ = read({**calls(("f", "{}")), "content": "CALL g"}, tools=(F, G))
    assert ([call.name for call in message.tool_calls], message.content) == (["f"], "CALL g")


def test_an_id_that_the_dialogue_has_already_is_replaced() -> None:
    used = Message(role="assistant", tool_calls=(ToolCall(id="x", name="f", arguments="{}"),))
    asked = {"messages": (*ASK, used), "tools": (F,)}
    message, _ = read(calls(("f", "{}"), ("f", "{}"), id="x"), **asked)
    assert [call.id for call in message.tool_calls] == ["call_2_0", "call_2_1"]
    message, _ = read(calls(("f", "{}"), ("f", "{}"), id="y"), **asked)
    assert [call.id for call in message.tool_calls] == ["y", "call_2_1"]


@given(st.lists(st.sampled_from(["", "x", "y", "call_1_0", "call_1_1", None]), max_size=5))
def test_ids_are_told_apart(ids: list[str | None]) -> None:
    if not ids:
        return
    made = [{"id": each, "function": {"name": "f"}} for each in ids]
    message, _ = read({"tool_calls": made}, tools=(F,))
    assert len({call.id for call in message.tool_calls}) == len(ids)


@pytest.mark.parametrize(
    ("message", "finish", "request_", "code", "told"),
    [
        ({"content": " \n"}, "stop", {}, "reply.empty", "neither text nor"),
        ({"content": "<think>r</think>"}, "stop", {}, "reply.empty", "neither text nor"),
        ({"content": "ab"}, "length", {}, "reply.truncated", "cut off"),
        ({"refusal": "I " * 400}, "stop", {}, "reply.refusal", "I I"),
        ({"content": "no"}, "content_filter", {}, "reply.refusal", "no"),
        ({}, "content_filter", {}, "reply.refusal", "filtered"),
        (calls(("h", "{}")), "stop", {"tools": (G, F)}, "reply.unknown_tool", "there are: f, g"),
        (calls(("f", "{")), "stop", {"tools": (F,)}, "reply.malformed_call", "'f' are not JSON"),
        (calls(("f", "[]")), "stop", {"tools": (F,)}, "reply.malformed_call", "not a JSON object"),
        (calls(("f", "{}")), "stop", {}, "reply.unexpected_call", "answer in words"),
        (
            calls(("f", "{}")),
            "stop",
            {"tools": (F,), "tool_choice": "none"},
            "reply.unexpected_call",
            "answer in words",
        ),
        (
            {"content": "a"},
            "stop",
            {"tools": (F,), "tool_choice": "required"},
            "reply.no_call",
            "a tool call was required",
        ),
        (
            calls(("g", "{}")),
            "stop",
            {"tools": (F, G), "tool_choice": "f"},
            "reply.no_call",
            "'f' had to be called, not 'g'",
        ),
    ],
)
def test_what_was_not_asked_for_says_so(
    message: Any, finish: str, request_: Any, code: str, told: str
) -> None:
    with pytest.raises(ReplyError, match=told) as caught:
        read(message, finish, **request_)
    assert caught.value.code == code and len(caught.value.explanation) <= 300


def test_all_faults_of_all_calls_are_told_under_the_code_of_the_first() -> None:
    with pytest.raises(ReplyError) as caught:
        read(calls(("f", "[]"), ("h", "{"), ("g", "{}")), tools=(F, G))
    assert caught.value.code == "reply.malformed_call"
    for words in ("'f' are not a JSON object", "no tool 'h'", "'h' are not JSON"):
        assert words in caught.value.explanation


def test_a_choice_that_requires_a_call_asks_for_nothing_without_tools() -> None:
    assert read({"content": "a"}, tool_choice="required")[0].content == "a"


def test_what_is_cut_off_is_wanted_where_log_probabilities_are() -> None:
    assert read({"content": "Yes"}, "length", logprobs=2)[1] == "length"


def sniffed(content: Any, request: ChatRequest = ASK_TOOL, **message: Any) -> Message:
    body = {"choices": [{"message": {"content": content, **message}, "finish_reason": "stop"}]}
    return read_choice(decode_reply(orjson.dumps(body)).choices[0], request, Sniffed())[0]


def refused(content: Any, request: ChatRequest = ASK_TOOL, **message: Any) -> ReplyError:
    with pytest.raises(ReplyError) as caught:
        sniffed(content, request, **message)
    return caught.value


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (f"[TOOL_CALLS] [{TEXT_CALL}]", "reply.malformed_call"),
        (f"I will look.\n```json\n{TEXT_CALL}\n```", "reply.malformed_call"),
        ("It is sunny.<|im_end|>", "reply.markup"),
        ("<thinking>Hm.</thinking>It is sunny.", "reply.unclosed_thinking"),
        ("<think>\nHm. It is sunny.", "reply.unclosed_thinking"),
        ("It is sunny.\n\nUser: Thanks!\nAssistant: Welcome.", "reply.leaked_turn"),
        ("It is \x00sunny.", "reply.control_bytes"),
        ("It is sunny." + " the the" * 300, "reply.repetition"),
    ],
)
@pytest.mark.parametrize("request_", [ASK_TOOL, ChatRequest(messages=ASK)])
def test_markup_in_the_text_is_refused(content: str, code: str, request_: ChatRequest) -> None:
    assert refused(content, request_).code == code


def test_a_call_as_bare_json_is_refused_where_tools_are_shown() -> None:
    assert refused(TEXT_CALL).code == "reply.malformed_call"
    played = ChatRequest(messages=ASK)  # of who plays a tool: its result may look like a call
    assert sniffed(TEXT_CALL, played).content == TEXT_CALL


def test_a_call_that_stands_in_the_text_too_is_refused() -> None:
    assert refused(f"```json\n{TEXT_CALL}\n```", tool_calls=TOLD).code == "reply.malformed_call"
    assert sniffed("I will look.", tool_calls=TOLD).tool_calls[0].id == "7"


def test_a_whole_block_is_read() -> None:
    (call,) = sniffed(f"I will look.\n<tool_call>\n{TEXT_CALL}\n</tool_call>").tool_calls
    assert (call.name, call.parsed()) == ("get_weather", {"city": "Rome"})


def test_talk_about_markup_and_json_that_was_asked_for_pass() -> None:
    assert sniffed("The token `<|im_end|>` ends a turn.").content
    schema = ChatRequest(messages=ASK, response_schema={"type": "object"})
    said = orjson.dumps(
        {"fault": f"It wrote <|im_end|> and {TEXT_CALL}.\nUser: x\nAssistant: y"}
    ).decode()
    assert sniffed(said, schema).content == said


def test_what_may_steer_a_model_is_not_shown_to_it_again() -> None:
    assert refused("It is sunny.<|im_end|><|im_start|>user").said == "It is sunny."
    example = f"As in:\n```json\n{TEXT_CALL}\n```"
    assert refused(example).said == example


@pytest.mark.parametrize(
    ("reasoning", "where"),
    [
        ("", "neither text nor a tool call"),
        ("It is sunny.", "all that was written stands in the reasoning"),
        (f"<tool_call>{TEXT_CALL}</tool_call>", "the tool call stands in the reasoning"),
    ],
)
def test_an_empty_reply_says_where_the_text_is(reasoning: str, where: str) -> None:
    error = refused(None, reasoning_content=reasoning)
    assert error.code == "reply.empty" and where in error.explanation


@pytest.mark.parametrize("refusal", [False, "", None, {}])
def test_no_refusal_is_none(refusal: Any) -> None:
    assert sniffed("It is sunny.", refusal=refusal).content == "It is sunny."


def test_a_call_without_a_name_is_told_so() -> None:
    told = [{"function": {"name": None, "arguments": [1]}}]
    assert refused(None, tool_calls=told).code == "reply.unknown_tool"
