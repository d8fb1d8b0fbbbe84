"""The OpenAI chat protocol from the server's side: the bodies of requests, read strictly.

Shapes, error texts and codes follow OpenAI's API reference and what its service answers, so that
a client which handles this server handles that one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal, TypeVar

import msgspec
import orjson

from toolmind.models.base import ChatRequest, Sampling
from toolmind.records import Message, Schema, Tool, ToolCall

T = TypeVar("T")

TOOL_NAME = re.compile(r"^[a-zA-Z0-9_-]{1,64}$")


class BadRequest(Exception):
    """A request that the protocol does not allow; becomes an error body."""

    def __init__(
        self, message: str, param: str | None = None, code: str | None = None, status: int = 400
    ) -> None:
        super().__init__(message)
        self.message, self.param, self.code, self.status = message, param, code, status

    def body(self) -> bytes:
        """Return the error in OpenAI's form."""
        return error_body(self.message, "invalid_request_error", self.param, self.code)


def error_body(message: str, kind: str, param: str | None = None, code: str | None = None) -> bytes:
    """Return an OpenAI error body; `kind` is its `type`."""
    return orjson.dumps({"error": {"message": message, "type": kind, "param": param, "code": code}})


class _Function(msgspec.Struct):
    name: str
    description: str | None = None
    parameters: dict[str, Any] | None = None


class _Tool(msgspec.Struct):
    type: Literal["function"]
    function: _Function


class _CalledFunction(msgspec.Struct):
    name: str
    arguments: str


class _Call(msgspec.Struct):
    id: str
    function: _CalledFunction
    type: Literal["function"] = "function"


class _Message(msgspec.Struct):
    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[dict[str, Any]] | None = None
    tool_calls: list[_Call] | None = None
    tool_call_id: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None


class _JsonSchema(msgspec.Struct):
    name: str
    schema: dict[str, Any] | None = None


class _ResponseFormat(msgspec.Struct):
    type: Literal["text", "json_object", "json_schema"]
    json_schema: _JsonSchema | None = None


class _NamedFunction(msgspec.Struct):
    name: str


class _NamedChoice(msgspec.Struct):
    function: _NamedFunction
    type: Literal["function"] = "function"


class _StreamOptions(msgspec.Struct):
    include_usage: bool = False


class CompletionBody(msgspec.Struct):
    """The body of POST /v1/chat/completions, as far as this server reads it."""

    model: str
    messages: list[_Message]
    tools: msgspec.Raw = msgspec.Raw(b"null")
    tool_choice: Literal["auto", "none", "required"] | _NamedChoice | None = None
    parallel_tool_calls: bool | None = None
    response_format: _ResponseFormat | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    seed: int | None = None
    n: int | None = None
    logprobs: bool | None = None
    stream: bool | None = None
    stream_options: _StreamOptions | None = None


_BODY = msgspec.json.Decoder(CompletionBody)
_TOOLS = msgspec.json.Decoder(list[_Tool] | None)


def parse_body(raw: bytes) -> CompletionBody:
    """Parse a request body.

    Raises:
        BadRequest: not JSON, or a field is missing or of the wrong type.
    """
    body = decoded(_BODY, raw)
    if not body.messages:
        raise BadRequest("[] is too short - 'messages'", "messages")
    if body.n is not None and not 1 <= body.n <= 128:
        raise BadRequest("'n' must be between 1 and 128", "n", "invalid_value")
    if body.logprobs:
        raise BadRequest("This model does not give log-probabilities", "logprobs", "unsupported")
    return body


def decoded(decoder: msgspec.json.Decoder[T], raw: bytes, field: str = "") -> T:
    """Parse a body, or the `field` of one.

    Raises:
        BadRequest: not JSON, or a field is missing or of the wrong type.
    """
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError as error:
        text, _, path = str(error).partition(" - at `$")
        place = (field + path.rstrip("`")).lstrip(".") or None
        raise BadRequest(text, place, "invalid_type") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        text = f"We could not parse the JSON body of your request. ({error})"
        raise BadRequest(text) from error


def chat_request(body: CompletionBody) -> ChatRequest:
    """Turn a parsed body into a chat request.

    Message ids and result statuses do not travel over this protocol and stay empty.

    Raises:
        BadRequest: calls and results do not pair, or a tool or choice cannot be.
    """
    shown = tools(bytes(body.tools))
    _check_pairs(body.messages)
    return ChatRequest(
        messages=tuple(_message(message, at) for at, message in enumerate(body.messages)),
        tools=shown,
        tool_choice=_tool_choice(body, shown),
        sampling=Sampling(
            temperature=body.temperature,
            top_p=body.top_p,
            max_tokens=body.max_completion_tokens or body.max_tokens,
            seed=body.seed,
        ),
        response_schema=_response_schema(body.response_format),
    )


@lru_cache(maxsize=1024)  # a run shows few distinct sets of tools, each many times
def tools(raw: bytes) -> tuple[Tool, ...]:
    """Parse tools in OpenAI's form.

    Raises:
        BadRequest: not that form, or a name that the protocol does not allow.
    """
    entries = decoded(_TOOLS, raw, "tools") or []
    for at, entry in enumerate(entries):
        if not TOOL_NAME.match(entry.function.name):
            param = f"tools[{at}].function.name"
            raise BadRequest(
                f"Invalid '{param}': string does not match pattern. "
                f"Expected a string that matches the pattern '{TOOL_NAME.pattern}'.",
                param,
                "invalid_value",
            )
    return tuple(
        Tool(
            id=entry.function.name,
            name=entry.function.name,
            description=entry.function.description or "",
            parameters=entry.function.parameters or {"type": "object", "properties": {}},
        )
        for entry in entries
    )


def _tool_choice(body: CompletionBody, tools: Sequence[Tool]) -> str:
    choice = body.tool_choice
    if choice is None:
        return "auto"
    if not tools and choice != "none":
        raise BadRequest(
            "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are "
            "specified.",
            "tool_choice",
        )
    if isinstance(choice, str):
        return choice
    name = choice.function.name
    if all(tool.name != name for tool in tools):
        raise BadRequest(
            f"Invalid value for 'tool_choice': no function named '{name}' was specified in the "
            "'tools' parameter.",
            "tool_choice",
        )
    return name


def _response_schema(wanted: _ResponseFormat | None) -> Schema | None:
    if wanted is None or wanted.type == "text":
        return None
    if wanted.type == "json_object":
        return {"type": "object"}
    if wanted.json_schema is None or wanted.json_schema.schema is None:
        raise BadRequest(
            "Missing required parameter: 'response_format.json_schema'.",
            "response_format.json_schema",
            "missing_required_parameter",
        )
    return wanted.json_schema.schema


def _check_pairs(messages: Sequence[_Message]) -> None:
    """Hold calls and results together, as OpenAI's service does."""
    owed: list[str] = []
    for at, message in enumerate(messages):
        if message.role == "tool":
            if message.tool_call_id not in owed:
                raise BadRequest(
                    "Invalid parameter: messages with role 'tool' must be a response to a "
                    "preceeding message with 'tool_calls'.",
                    f"messages.[{at}].role",
                )
            owed.remove(message.tool_call_id)
            continue
        if owed:
            raise _unanswered(owed, at)
        owed = [call.id for call in message.tool_calls or ()]
    if owed:
        raise _unanswered(owed, len(messages))


def _unanswered(owed: list[str], at: int) -> BadRequest:
    return BadRequest(
        "An assistant message with 'tool_calls' must be followed by tool messages responding to "
        "each 'tool_call_id'. The following tool_call_ids did not have response messages: "
        + ", ".join(owed),
        f"messages.[{at}].role",
    )


def _message(wire: _Message, at: int) -> Message:
    return Message(
        role="system" if wire.role == "developer" else wire.role,
        content=wire.content if isinstance(wire.content, str) else _text(wire.content, at),
        reasoning=wire.reasoning_content or wire.reasoning or "",
        tool_calls=tuple(
            ToolCall(id=call.id, name=call.function.name, arguments=call.function.arguments)
            for call in wire.tool_calls or ()
        ),
        tool_call_id=wire.tool_call_id or "",
    )


def _text(parts: list[dict[str, Any]] | None, at: int) -> str:
    texts = []
    for part in parts or ():
        if part.get("type") != "text" or not isinstance(part.get("text"), str):
            raise BadRequest(
                "This model reads text only", f"messages.[{at}].content", "unsupported_content"
            )
        texts.append(part["text"])
    return "\n".join(texts)
