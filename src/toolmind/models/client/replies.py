"""From what an endpoint sent to a chat reply: what was asked for, or a `ReplyError` that says why.

Codes, counted and told to the model when it is asked again: `reply.empty`, `reply.truncated`,
`reply.refusal`, `reply.malformed_call`, `reply.unknown_tool`, `reply.no_call`,
`reply.unexpected_call`, and of markup in the text (see `text.markup`) `reply.markup`,
`reply.leaked_turn`, `reply.unclosed_thinking`, `reply.control_bytes`, `reply.repetition`. Whether
JSON that was asked for is what it should be, `ask_again` sees.

Of calls left in the text, whole ``<tool_call>`` blocks at its end are read (see `tool_calls`): that
form is unmistakable, and servers without a parser leave it. All other forms are
`reply.malformed_call`, and asked for again: what is half a call, or an example of one, must not be
guessed, and a model that writes no other form needs its `tool_mode`, which `probe` finds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Protocol

import orjson

from toolmind.errors import ReplyError
from toolmind.models.ask_again import listed
from toolmind.models.base import ChatRequest
from toolmind.models.client.completion import WireCall, WireChoice
from toolmind.records import FinishReason, Message, Tool, ToolCall
from toolmind.text.markup import Kind, find_markup, find_repetition

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
    wire, finish = choice.message, choice.finish()
    reasoning, content = _split_reasoning(wire.text(), wire.thoughts())
    refusal = wire.refusal if isinstance(wire.refusal, str) else ""
    if refusal or finish == "content_filter":
        raise ReplyError("reply.refusal", (refusal or content or "filtered")[:300])
    if finish == "length" and request.logprobs is None:
        raise ReplyError("reply.truncated", "the reply was cut off at the token limit; be brief")
    if finish == "malformed":
        raise ReplyError("reply.malformed_call", "the tool call could not be read", content)
    told = wire.calls()
    if told:
        calls = [_named(call) for call in told]
    elif request.tools:
        content, calls = parser.parse(content, request.tools)
    else:
        calls = []
    _check_calls(calls, request)
    _check_text(content, request)
    if not calls and not content.strip():
        raise ReplyError("reply.empty", _why_empty(reasoning, request))
    message = Message(
        role="assistant",
        content=content,
        reasoning=reasoning,
        tool_calls=_with_ids(calls, told, request) if calls else (),
    )
    if calls:
        return message, "tool_calls"
    return message, "length" if finish == "length" else "stop"


_MARKUP: dict[Kind, tuple[str, str]] = {
    "call": (
        "reply.malformed_call",
        "a tool call stands in the text; call tools only in the way you were told, or answer in"
        " plain words",
    ),
    "token": ("reply.markup", "there is a control token in the text"),
    "turn": ("reply.leaked_turn", "the text goes on with another speaker's turn; write only yours"),
    "thinking": ("reply.unclosed_thinking", "thinking stands in the text; give the answer alone"),
    "bytes": ("reply.control_bytes", "there are control characters in the text"),
    "repetition": ("reply.repetition", "the text repeats itself again and again"),
}
"""What is found in a text → the code, and the words for the model."""

UNSHOWN = frozenset(code for kind, (code, _) in _MARKUP.items() if kind != "call")
"""Faults whose text the model is not shown again: it may steer it, or be taken up."""


def _check_text(content: str, request: ChatRequest) -> None:
    """Refuse a text that nobody should learn.

    JSON that was asked for, as of who plays the tools, may quote whatever it speaks of: there, only
    repetition is looked for.
    """
    if request.response_schema is not None:
        found = find_repetition(content)
    else:
        found = find_markup(content, [tool.name for tool in request.tools])
        if found and not request.tools and _is_json(content):
            found = [one for one in found if one.kind == "repetition"]
    if not found:
        return
    # The model is told of it, too: a token must not be one when it reads this.
    told = listed([f"{_MARKUP[kind][1]}: {piece!r}".replace("<", "‹") for kind, piece in found])
    clean = content if found[0].kind == "call" else content.partition(found[0].found)[0]
    raise ReplyError(_MARKUP[found[0].kind][0], told, clean)


def _is_json(content: str) -> bool:
    try:
        return isinstance(orjson.loads(content), dict | list)
    except orjson.JSONDecodeError:
        return False


def _why_empty(reasoning: str, request: ChatRequest) -> str:
    """Say where an answer is that is not where it should be."""
    if not reasoning:
        return "the reply has neither text nor a tool call"
    names = [tool.name for tool in request.tools]
    called = any(one.kind == "call" for one in find_markup(reasoning, names))
    what = "the tool call" if called else "all that was written"
    return f"the reply has neither text nor a tool call: {what} stands in the reasoning"


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
    if arguments is not None and not isinstance(arguments, str):
        arguments = orjson.dumps(arguments).decode()
    return call.function.name or "", arguments or "{}"


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
    calls: list[NamedCall], wire: list[WireCall], request: ChatRequest
) -> tuple[ToolCall, ...]:
    """Give every call an id that is unique in its dialogue: the server's own where it is."""
    used = {call.id for message in request.messages for call in message.tool_calls}
    made = []
    for position, (name, arguments) in enumerate(calls):
        told = wire[position].id if wire else None
        given = "" if told is None else str(told)
        if not given or given in used:
            free = (f"call_{len(request.messages)}_{number}" for number in count(position))
            given = next(name for name in free if name not in used)
        used.add(given)
        made.append(ToolCall(id=given, name=name, arguments=arguments))
    return tuple(made)
