"""From what an endpoint sent to a chat reply: what was asked for, or a `ReplyError` that says why.

Codes, counted and told to the model when it is asked again: `reply.empty`, `reply.truncated`,
`reply.refusal`, `reply.malformed_call`, `reply.unknown_tool`, `reply.no_call`,
`reply.unexpected_call`. Whether JSON that was asked for is what it should be, `ask_again` sees.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Protocol

import orjson

from toolmind.errors import ReplyError
from toolmind.models.ask_again import listed
from toolmind.models.base import ChatRequest
from toolmind.models.client.wire import WireCall, WireChoice, WireLogprobs, text_of
from toolmind.records import FinishReason, Message, TokenLogprob, Tool, ToolCall

NamedCall = tuple[str, str]
"""A call's tool name and its arguments as JSON text."""


class CallParser(Protocol):
    """Finds tool calls in text."""

    def parse(self, text: str, tools: Sequence[Tool]) -> tuple[str, list[NamedCall]]:
        """Return the text without its calls, and the calls.

        Raises:
            ReplyError: `reply.malformed_call`.
        """


def read_choice(
    choice: WireChoice, request: ChatRequest, parser: CallParser
) -> tuple[Message, FinishReason]:
    """Return the assistant message of a choice, checked against what was asked for.

    `parser` reads calls from the text where the protocol's own field has none.

    Raises:
        ReplyError: the reply is not what was asked for.
    """
    wire = choice.message
    reasoning, content = _split_reasoning(
        text_of(wire.content), wire.reasoning_content or wire.reasoning or ""
    )
    if wire.refusal or choice.finish_reason == "content_filter":
        raise ReplyError("reply.refusal", (wire.refusal or content or "filtered")[:300])
    if choice.finish_reason == "length" and request.logprobs is None:
        raise ReplyError("reply.truncated", "the reply was cut off at the token limit; be brief")
    if wire.tool_calls:
        calls = [_named(call) for call in wire.tool_calls]
    elif request.tools:
        content, calls = parser.parse(content, request.tools)
    else:
        calls = []
    _check_calls(calls, request)
    if not calls and not content.strip():
        raise ReplyError("reply.empty", "the reply has neither text nor a tool call")
    message = Message(
        role="assistant",
        content=content,
        reasoning=reasoning,
        tool_calls=_with_ids(calls, wire.tool_calls, request) if calls else (),
    )
    if calls:
        return message, "tool_calls"
    return message, "length" if choice.finish_reason == "length" else "stop"


def read_logprobs(wire: WireLogprobs | None) -> tuple[TokenLogprob, ...]:
    """Return the log-probabilities of a choice, if it has any."""
    if wire is None or not wire.content:
        return ()
    return tuple(
        TokenLogprob(
            token=token.token,
            logprob=token.logprob,
            top=tuple((top.token, top.logprob) for top in token.top_logprobs or ()),
        )
        for token in wire.content
    )


def _split_reasoning(content: str, reasoning: str) -> tuple[str, str]:
    """Return (reasoning, text), taking ``<think>`` out of the content.

    Some chat templates open the tag in the prompt, so that only its end is in the reply.
    """
    if "</think>" not in content:
        return reasoning.strip(), content
    inline, _, text = content.partition("</think>")
    inline = inline.lstrip().removeprefix("<think>").strip()
    return (reasoning.strip() or inline), text.lstrip("\n")


def _named(call: WireCall) -> NamedCall:
    arguments = call.function.arguments
    if isinstance(arguments, dict):
        return call.function.name, orjson.dumps(arguments).decode()
    return call.function.name, arguments or "{}"


def _check_calls(calls: list[NamedCall], request: ChatRequest) -> None:
    choice = request.tool_choice
    if not calls:
        if choice not in ("auto", "none") and request.tools:
            raise ReplyError("reply.no_call", "a tool call was required and there is none")
        return
    if choice == "none" or not request.tools:
        raise ReplyError("reply.unexpected_call", "no tool may be called here; answer in words")
    faults = [fault for call in calls for fault in _faults(call, request)]
    if faults:
        raise ReplyError(faults[0][0], listed([explanation for _, explanation in faults]))


def _faults(call: NamedCall, request: ChatRequest) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a call: the code and the words."""
    (name, arguments), choice = call, request.tool_choice
    names = {tool.name for tool in request.tools}
    if name not in names:
        known = ", ".join(sorted(names))
        yield "reply.unknown_tool", f"there is no tool {name!r}; there are: {known}"
    elif choice not in ("auto", "required") and name != choice:
        yield "reply.no_call", f"{choice!r} had to be called, not {name!r}"
    try:
        if not isinstance(orjson.loads(arguments), dict):
            text = f"the arguments of the call of {name!r} are not a JSON object"
            yield "reply.malformed_call", text
    except orjson.JSONDecodeError as error:
        text = f"the arguments of the call of {name!r} are not JSON: {error}"
        yield "reply.malformed_call", text


def _with_ids(
    calls: list[NamedCall], wire: list[WireCall] | None, request: ChatRequest
) -> tuple[ToolCall, ...]:
    """Give every call an id that is unique in its dialogue: the server's own where it is."""
    used = {call.id for message in request.messages for call in message.tool_calls}
    made = []
    for position, (name, arguments) in enumerate(calls):
        given = wire[position].id if wire else None
        if not given or given in used:
            free = (f"call_{len(request.messages)}_{number}" for number in count(position))
            given = next(name for name in free if name not in used)
        used.add(given)
        made.append(ToolCall(id=given, name=name, arguments=arguments))
    return tuple(made)
