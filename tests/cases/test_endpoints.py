"""Replies and refusals as public reports tell of them, each with its right outcome.

A good reply, a call or a text, is bent as endpoints do; what comes of it is the same message, or an
error that says why there is none. A reply that was bent once is healed by asking again.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web

from scripted_server import ScriptedServer, completion, serving
from toolmind.errors import ConfigError, EndpointError, ItemError
from toolmind.models.base import ChatReply, ChatRequest
from toolmind.models.client.openai import OpenAIModel
from toolmind.records import Message, Tool, ToolCall

NAME, ARGUMENTS = "get_weather", {"city": "Rome", "days": 2}
TEXT = "It is sunny in Rome, and stays so for two days."
WEATHER = Tool(id="w", name=NAME, description="Weather", parameters={"type": "object"})
RESULT = (
    Message(role="system", content="Help."),
    Message(role="user", content="What is the weather?"),
    Message(role="assistant", tool_calls=(ToolCall(id="a", name=NAME, arguments="{}"),)),
    Message(role="tool", content="{}", tool_call_id="a"),
)
ASK = ChatRequest(messages=RESULT, tools=(WEATHER,))
JSON = json.dumps({"name": NAME, "arguments": ARGUMENTS})
ARGS = json.dumps(ARGUMENTS)
Body = dict[str, Any]


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with serving(ScriptedServer()) as scripted:
        yield scripted


async def asked(server: ScriptedServer, *script: Any, **settings: Any) -> ChatReply:
    server.script = list(script)
    model = OpenAIModel(server.config(runtime={"retries": 1, "patience": 0.1}, **settings))
    try:
        return await model.chat(ASK)
    finally:
        await model.close()


async def outcome(server: ScriptedServer, bent: Any) -> Any:
    """What comes of a reply that is always bent: a message, or the code of an error."""
    try:
        return (await asked(server, bent)).message
    except ItemError as error:
        return error.code


def text(content: Any = TEXT, **message: Any) -> Body:
    return completion(content, **message)


def call() -> Body:
    return completion(None, calls=[(NAME, ARGS)])


def bent(body: Body, bend: Callable[[Body], Any]) -> Body:
    """A completion after something was done to its choice."""
    bend(body["choices"][0])
    return body


def of_call(bend: Callable[[Body], Any]) -> Body:
    """A call after something was done to it."""
    return bent(call(), lambda choice: bend(choice["message"]["tool_calls"][0]))


def of_message(body: Body, **fields: Any) -> Body:
    return bent(body, lambda choice: choice["message"].update(fields))


def of_choice(body: Body, **fields: Any) -> Body:
    return bent(body, lambda choice: choice.update(fields))


def function(**fields: Any) -> Body:
    return of_call(lambda call: call["function"].update(fields))


GOOD_CALLS = {
    "args_dict": function(arguments=ARGUMENTS),
    "args_escaped": function(arguments=json.dumps({"city": "Rome", "days": 2}, ensure_ascii=True)),
    "no_content_key": bent(call(), lambda choice: choice["message"].pop("content")),
    "no_id": of_call(lambda call: call.pop("id")),
    "empty_id": of_call(lambda call: call.update(id="")),
    "integer_id": of_call(lambda call: call.update(id=7)),
    "dup_id": of_call(lambda call: call.update(id="a")),
    "type_null": of_call(lambda call: call.update(type=None)),
    "finish_stop": of_choice(call(), finish_reason="stop"),
    "finish_null": of_choice(call(), finish_reason=None),
    "toolcalls_dict": bent(
        call(),
        lambda choice: choice["message"].update(tool_calls=choice["message"]["tool_calls"][0]),
    ),
    "legacy_function_call": of_message(text(None), function_call={"name": NAME, "arguments": ARGS}),
    "hermes": text(f"<tool_call>\n{JSON}\n</tool_call>"),
}


@pytest.mark.parametrize("mode", GOOD_CALLS)
async def test_a_good_call_is_read(server: ScriptedServer, mode: str) -> None:
    message = await outcome(server, GOOD_CALLS[mode])
    (made,) = message.tool_calls
    assert (made.name, made.parsed()) == (NAME, ARGUMENTS)
    assert made.id and made.id != "a" and message.content == ""


def usage(**counts: Any) -> Body:
    return text() | {"usage": counts}


PARTS = [
    {"type": "thinking", "thinking": [{"type": "text", "text": "Let me see."}]},
    {"type": "text", "text": TEXT},
]
GOOD_TEXTS: dict[str, tuple[Any, str]] = {
    "empty_list": (of_message(text(), tool_calls=[]), ""),
    "no_usage": ({key: value for key, value in text().items() if key != "usage"}, ""),
    "null_usage": (text() | {"usage": None}, ""),
    "float_usage": (usage(prompt_tokens=12.0, completion_tokens=5.5), ""),
    "text_usage": (usage(prompt_tokens="12", completion_tokens="5"), ""),
    "neg_usage": (usage(prompt_tokens=-1, completion_tokens=-1), ""),
    "reasoning_both": (text(reasoning_content="A.", reasoning="A."), "A."),
    "reasoning_list": (text(reasoning=[{"type": "text", "text": "A."}]), "A."),
    "reasoning_details": (text(reasoning_details=[{"text": "A."}]), ""),
    "content_parts": (text(PARTS), "Let me see."),
    "think_closed": (text(f"<think>\nLet me see.\n</think>\n\n{TEXT}"), "Let me see."),
    "think_onlyend": (text(f"Let me see.\n</think>\n\n{TEXT}"), "Let me see."),
    "logprobs_legacy": (of_choice(text(), logprobs={"tokens": ["a"]}), ""),
    "logprobs_null": (of_choice(text(), logprobs={"content": [{"token": 1}]}), ""),
    "refusal_empty": (text(refusal=""), ""),
    "refusal_false": (text(refusal=False), ""),
    "index_missing": (bent(text(), lambda choice: choice.pop("index")), ""),
    "keepalive_ws": (b"\n     \n" * 20 + json.dumps(text()).encode(), ""),
    "keepalive_comment": (b": PROCESSING\n\n" + json.dumps(text()).encode(), ""),
    "bom": (b"\xef\xbb\xbf" + json.dumps(text()).encode(), ""),
    "nan": (json.dumps(text() | {"timings": {"speed": float("nan")}}).encode(), ""),
}


@pytest.mark.parametrize("mode", GOOD_TEXTS)
async def test_a_good_text_is_read(server: ScriptedServer, mode: str) -> None:
    body, reasoning = GOOD_TEXTS[mode]
    message = await outcome(server, body)
    assert (message.content, message.reasoning) == (TEXT, reasoning)


MALFORMED, UNKNOWN = "reply.malformed_call", "reply.unknown_tool"
BAD: dict[str, tuple[Any, str]] = {
    "name_null": (function(name=None), UNKNOWN),
    "name_prefix": (function(name=f"functions.{NAME}"), UNKNOWN),
    "name_harmony": (function(name=f"{NAME}<|channel|>commentary"), UNKNOWN),
    "args_trunc": (function(arguments=ARGS[:-2]), MALFORMED),
    "args_python": (function(arguments=str(ARGUMENTS)), MALFORMED),
    "args_concat": (function(arguments=ARGS * 2), MALFORMED),
    "args_null": (function(arguments="null"), MALFORMED),
    "args_double": (function(arguments=json.dumps(ARGS)), MALFORMED),
    "args_junk": (function(arguments=ARGS + "}"), MALFORMED),
    "args_nan": (function(arguments='{"x": NaN}'), MALFORMED),
    "hermes_after": (text(f"<tool_call>{JSON}</tool_call>\nI will wait."), MALFORMED),
    "hermes_noopen": (text(f"{JSON}\n</tool_call>"), MALFORMED),
    "hermes_noclose": (text(f"<tool_call>\n{JSON}"), MALFORMED),
    "tools": (text(f"<tools>\n{JSON}\n</tools>"), MALFORMED),
    "mistral": (text(f"[TOOL_CALLS] [{JSON}]"), MALFORMED),
    "mistral_new": (text(f"[TOOL_CALLS]{NAME}[ARGS]{ARGS}"), MALFORMED),
    "llama_tag": (text(f'<|python_tag|>{{"name": "{NAME}", "parameters": {ARGS}}}'), MALFORMED),
    "llama_fn": (text(f"<function={NAME}>{ARGS}</function>"), MALFORMED),
    "raw_json": (text(JSON), MALFORMED),
    "raw_json_params": (text(f'{{"name": "{NAME}", "parameters": {ARGS}}}'), MALFORMED),
    "fence": (text(f"I'll look that up.\n```json\n{JSON}\n```"), MALFORMED),
    "fence_unknown": (text('```json\n{"name": "x", "arguments": {"id": 1}}\n```'), MALFORMED),
    "pythonic": (text(f"[{NAME}(city='Rome', days=2)]"), MALFORMED),
    "pythonic_bare": (text(f"{NAME}(city='Rome', days=2)"), MALFORMED),
    "deepseek": (text(f"<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>{NAME}\n{ARGS}"), MALFORMED),
    "harmony": (text(f"<|channel|>commentary to=functions.{NAME}<|message|>{ARGS}"), MALFORMED),
    "glm": (text(f"<tool_call>{NAME}\n<arg_key>a</arg_key></tool_call>"), MALFORMED),
    "kimi": (text(f"<|tool_call_begin|>functions.{NAME}:0 {ARGS}"), MALFORMED),
    "minimax": (text(f'<minimax:tool_call><invoke name="{NAME}">'), MALFORMED),
    "call_twice": (of_message(call(), content=f"```json\n{JSON}\n```"), MALFORMED),
    "finish_malformed": (of_choice(text(""), finish_reason="MALFORMED_FUNCTION_CALL"), MALFORMED),
    "in_reasoning": (text(None, reasoning=f"<tool_call>{JSON}</tool_call>"), "reply.empty"),
    "answer_in_reasoning": (text(None, reasoning_content=TEXT), "reply.empty"),
    "think_unclosed": (text(f"<think>\nI say: {TEXT}"), "reply.unclosed_thinking"),
    "thinking_tag": (text(f"<thinking>Hm.</thinking>{TEXT}"), "reply.unclosed_thinking"),
    "harmony_final": (text(f"<|channel|>final<|message|>{TEXT}"), "reply.markup"),
    "eos_leak": (text(f"{TEXT}<|im_end|>"), "reply.markup"),
    "role_leak": (text(f"{TEXT}\n<|im_start|>user\nThank you!<|im_end|>"), "reply.markup"),
    "role_bare": (text(f"{TEXT}\nuser\nThank you!\nassistant\nWelcome."), "reply.leaked_turn"),
    "final_xml": (text(f"<tool_response>\n{{}}\n</tool_response>\n{TEXT}"), "reply.markup"),
    "nul": (text(f"{TEXT}\x00\x00"), "reply.control_bytes"),
    "repeat": (text(TEXT + " the the" * 300), "reply.repetition"),
    "finish_error": (of_choice(text(TEXT[:20]), finish_reason="error"), "model.unfinished"),
    "finish_error_told": (
        of_choice(text(TEXT[:20]), finish_reason="error", error={"code": 502, "message": "x"}),
        "model.http_502",
    ),
    "finish_length": (of_choice(text(TEXT[:20]), finish_reason="length"), "reply.truncated"),
    "empty_choices": (text() | {"choices": []}, "model.garbled"),
    "null_message": (of_choice(text(), message=None), "model.garbled"),
    "list_body": ([text()], "model.garbled"),
    "latin1": ('{"choices": [{"message": {"content": "é"}}]}'.encode("latin-1"), "model.garbled"),
    "error_200": ({"error": {"message": "Upstream overloaded", "code": 503}}, "model.http_503"),
    "sse": (b'data: {"choices": []}\n\ndata: [DONE]\n', "model.garbled"),
}


@pytest.mark.parametrize("mode", BAD)
async def test_a_bad_reply_is_an_error_and_healed_by_asking_again(
    server: ScriptedServer, mode: str
) -> None:
    body, code = BAD[mode]
    assert await outcome(server, body) == code
    healed = ScriptedServer()
    async with serving(healed):
        assert (await asked(healed, body, text())).message.content == TEXT
    assert healed.count == 2


async def test_a_model_that_writes_calls_as_json_is_read_where_its_mode_says_so(
    server: ScriptedServer,
) -> None:
    for body in (text(JSON), text(f"```json\n{JSON}\n```")):
        (call_,) = (await asked(server, body, tool_mode="json")).message.tool_calls
        assert (call_.name, call_.parsed()) == (NAME, json.loads(ARGS))


def refusing(fault: Callable[[list[Body]], str]) -> Callable[[Body, Any], Any]:
    """An endpoint that refuses some messages, with status 400 and in its words."""

    def step(body: Body, _: Any) -> Any:
        words = fault(body["messages"])
        if words:
            return web.json_response({"error": {"message": words}}, status=400)
        return text("") if len(body["messages"]) == 4 else text()

    return step


def strict(messages: list[Body]) -> str:
    roles = [one["role"] for one in messages]
    for before, after in itertools.pairwise(roles):
        if (before, after) in (("tool", "user"), ("user", "user")):
            return f"Unexpected role '{after}' after role '{before}'"
    return ""


async def test_our_own_corrections_keep_to_the_order_of_roles(server: ScriptedServer) -> None:
    assert (await asked(server, refusing(strict))).message.content == TEXT
    assert server.count == 2


@pytest.mark.parametrize(
    ("refused", "setting"),
    [
        (lambda one: one["content"] == "", {"empty_content": "null"}),
        (lambda one: not one["content"], {"empty_content": "space"}),
        (lambda one: not (one.get("content", "x") or "").strip(), {"empty_content": "omit"}),
        (lambda one: one["role"] == "system", {"system_as": "user"}),
    ],
)
async def test_what_an_endpoint_refuses_has_a_setting(
    server: ScriptedServer, refused: Callable[[Body], bool], setting: Body
) -> None:
    step = refusing(lambda messages: "refused" if any(map(refused, messages)) else "")
    with pytest.raises(ItemError, match="refused"):
        await asked(server, step)
    assert (await asked(server, step, **setting)).message.content == TEXT


QUOTA = {"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}}


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (429, QUOTA),
        (402, {"error": {"message": "Insufficient Balance", "code": "invalid_request_error"}}),
        (401, {"error": {"message": "Invalid key"}}),
    ],
)
async def test_a_dry_account_ends_the_run(server: ScriptedServer, status: int, body: Body) -> None:
    words = body["error"]["message"]
    model = OpenAIModel(server.config())
    server.script = [text(), lambda *_: web.json_response(body, status=status)]
    await model.chat(ASK)
    with pytest.raises(EndpointError, match=words):
        await model.chat(ASK)
    await model.close()


async def test_a_page_to_sign_in_is_a_wrong_address(server: ScriptedServer) -> None:
    page = "<!DOCTYPE html><html><body>Sign in</body></html>"
    with pytest.raises(ConfigError, match="Sign in"):
        await asked(server, lambda *_: web.Response(text=page, content_type="text/html"))


async def test_an_endpoint_that_loads_is_waited_for(server: ScriptedServer) -> None:
    loading = {"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}}
    step = [lambda *_: web.json_response(loading, status=503), text()]
    assert (await asked(server, *step)).message.content == TEXT
