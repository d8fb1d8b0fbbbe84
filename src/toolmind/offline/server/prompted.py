"""A server without tool calling: tools are read from the prompt, calls are written as text.

The other side of `models.tool_calls.prompted_tools`, so that whole runs can be played in each
prompted mode.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from toolmind.errors import ReplyError
from toolmind.models.base import ChatReply, ChatRequest
from toolmind.models.tool_calls.prompted_tools import CHOICES, FORMATS, CallFormat
from toolmind.offline.server import wire
from toolmind.records import Message, Tool, ToolCall

_PROMPT = re.compile(r"\n*# Tools\n.*?<tools>\n(.*)\n</tools>(.*)", re.DOTALL)
_NAMED = re.compile(r"You must call the function (\S+) now\.$")
_RESULT = re.compile(r"<tool_response>\n(.*?)\n</tool_response>\n?", re.DOTALL)


class CallsAsText:
    """Reads and writes calls in one of the prompted modes."""

    def __init__(self, mode: str) -> None:
        self._format: CallFormat = FORMATS[mode]
        self._unfinished = "[" if mode == "python" else "<tool_call>\n"

    def unfold(self, request: ChatRequest) -> ChatRequest:
        """Return the request with the tools, calls and results that its texts hold.

        Raises:
            BadRequest: it has `tools`, which such a server does not take.
        """
        if request.tools:
            raise wire.BadRequest("This model takes no tools but in its prompt", "tools")
        head = request.messages[0]
        found = _PROMPT.search(head.content) if head.role == "system" else None
        if found is None:
            return request
        tools = _tools(found[1])
        messages: list[Message] = []
        if before := head.content[: found.start()]:
            messages.append(msgspec.structs.replace(head, content=before))
        for message in request.messages[1:]:
            messages.extend(self._unfold_one(message, messages, tools))
        return msgspec.structs.replace(
            request, messages=tuple(messages), tools=tools, tool_choice=_choice(found[2])
        )

    def _unfold_one(
        self, message: Message, before: Sequence[Message], tools: Sequence[Tool]
    ) -> list[Message]:
        if message.role == "user" and before and before[-1].tool_calls:
            return _results(message, before[-1].tool_calls)
        if message.role != "assistant":
            return [message]
        try:
            text, named = self._format.parse(message.content, tools)
        except ReplyError:  # an earlier mistake that the client shows: so many words
            return [message]
        calls = tuple(
            ToolCall(id=f"call_{len(before)}_{at}", name=name, arguments=arguments)
            for at, (name, arguments) in enumerate(named)
        )
        return [msgspec.structs.replace(message, content=text, tool_calls=calls)]

    def fold(self, reply: ChatReply, tools: Sequence[Tool]) -> ChatReply:
        """Return the reply with its calls as text."""
        message = reply.message
        if not message.tool_calls:
            return reply
        try:
            calls = self._format.write(message.tool_calls, tools)
        except ValueError:  # arguments that are no JSON, injected: a call that breaks off
            calls = (
                f"{self._unfinished}{message.tool_calls[0].name}({message.tool_calls[0].arguments}"
            )
        content = f"{message.content}\n{calls}" if message.content else calls
        message = msgspec.structs.replace(message, content=content, tool_calls=())
        return msgspec.structs.replace(reply, message=message, finish_reason="stop")


def _results(message: Message, calls: Sequence[ToolCall]) -> list[Message]:
    results = _RESULT.findall(message.content)
    if len(results) != len(calls):
        raise wire.BadRequest(f"{len(calls)} calls have {len(results)} <tool_response>", "messages")
    return [
        Message(role="tool", content=result, tool_call_id=call.id)
        for result, call in zip(results, calls, strict=True)
    ]


def _tools(shown: str) -> tuple[Tool, ...]:
    return wire.tools(b"[" + b",".join(shown.encode().splitlines()) + b"]")


def _choice(after: str) -> str:
    """Return the `tool_choice` that the last words of the prompt put into a sentence."""
    if named := _NAMED.search(after):
        return named[1]
    return next((choice for choice, said in CHOICES.items() if after.endswith(said)), "auto")
