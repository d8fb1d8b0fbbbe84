"""Prompted tool calling: tools go into the prompt, calls and results are written as text.

For models and servers that do not take `tools`. The tools, and how to call them, join the system
message; earlier calls are shown in the format in which new ones are expected; results come back in
``<tool_response>`` inside a user message, since not every chat template knows the role `tool`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec
import orjson

from toolmind.caches import IdentityCache, entry_bytes
from toolmind.models.base import ChatRequest
from toolmind.models.client.replies import CallParser
from toolmind.models.tool_calls.hermes import Hermes
from toolmind.models.tool_calls.python_calls import PythonCalls
from toolmind.models.tool_calls.qwen_xml import QwenXml
from toolmind.records import Message, Schema, Tool, ToolCall


class CallFormat(CallParser, Protocol):
    """How a model writes calls as text."""

    example: str

    def shown(self, tools: Sequence[Tool]) -> list[Schema]:
        """Return the tools as the prompt shows them."""

    def write(self, calls: Sequence[ToolCall], tools: Sequence[Tool]) -> str:
        """Return calls as text.

        Raises:
            ValueError: the arguments of a call are not a JSON object.
        """


FORMATS: dict[str, CallFormat] = {
    "hermes": Hermes(),
    "qwen_xml": QwenXml(),
    "python": PythonCalls(),
}
"""The `tool_mode`s of a model that are not `native`."""

CHOICES = {
    "auto": "Call functions only if the request needs them; else answer in words.",
    "none": "Do not call any function now; answer in words.",
    "required": "You must call at least one function now.",
}
"""How a `tool_choice` that names no tool is put into words."""


class PromptedTools:
    """Turns requests with tools into plain ones, in one format."""

    def __init__(self, name: str) -> None:
        self.format = FORMATS[name]
        self._prompts = IdentityCache[tuple[Tool, ...], str](self._prompt, 8 << 20, entry_bytes)

    def fold(self, request: ChatRequest) -> ChatRequest:
        """Return the request without tools, calls or tool messages; their text instead."""
        messages: list[Message] = []
        results: list[Message] = []
        for message in request.messages:
            if message.role == "tool":
                results.append(message)
                continue
            if results:
                messages.append(_results(results))
                results = []
            messages.append(self._fold_one(message, request.tools))
        if results:
            messages.append(_results(results))
        if request.tools:
            prompt = f"{self._prompts.of(request.tools)}\n{self._choice(request)}"
            messages = _with_system(messages, prompt)
        return msgspec.structs.replace(
            request, messages=tuple(messages), tools=(), tool_choice="auto"
        )

    def _fold_one(self, message: Message, tools: Sequence[Tool]) -> Message:
        if not message.tool_calls:
            return message
        try:
            calls = self.format.write(message.tool_calls, tools)
        except ValueError:  # a call kept as context although it was malformed
            calls = "\n".join(f"{call.name}: {call.arguments}" for call in message.tool_calls)
        content = f"{message.content}\n{calls}" if message.content else calls
        return msgspec.structs.replace(message, content=content, tool_calls=())

    def _choice(self, request: ChatRequest) -> str:
        choice = request.tool_choice
        if choice in CHOICES:
            return CHOICES[choice]
        shown = self.format.shown(request.tools)
        for tool, spec in zip(request.tools, shown, strict=True):
            if tool.name == choice:
                return f"You must call the function {spec['function']['name']} now."
        return CHOICES["required"]

    def _prompt(self, tools: tuple[Tool, ...]) -> str:
        shown = "\n".join(orjson.dumps(spec).decode() for spec in self.format.shown(tools))
        return (
            "# Tools\n\nYou may call one or more of these functions:\n"
            f"<tools>\n{shown}\n</tools>\n\n"
            "To call functions, end your reply with the calls, written exactly like this:\n"
            f"{self.format.example}\nWrite nothing after the calls; their results come next."
        )


def _results(results: Sequence[Message]) -> Message:
    content = "\n".join(f"<tool_response>\n{one.content}\n</tool_response>" for one in results)
    return Message(role="user", content=content)


def _with_system(messages: list[Message], prompt: str) -> list[Message]:
    if messages and messages[0].role == "system":
        head = Message(role="system", content=f"{messages[0].content}\n\n{prompt}")
        return [head, *messages[1:]]
    return [Message(role="system", content=prompt), *messages]
