"""A small chat model for the server's tests: calls tools, answers in JSON, or repeats the user."""

from __future__ import annotations

import orjson
import pytest

from toolmind.models.base import ChatReply, ChatRequest, Read
from toolmind.records import Message, Tool, ToolCall, Usage


class Speaker:
    """Calls the shown tools, one call for each city named; after results it sums up."""

    name = "speaker"

    async def chat(self, request: ChatRequest, read: Read | None = None) -> ChatReply:
        last = request.messages[-1]
        if request.response_schema is not None:
            properties = request.response_schema.get("properties", {})
            return _reply(Message(role="assistant", content=_text(dict.fromkeys(properties, 1))))
        if request.tools and request.tool_choice != "none" and last.role == "user":
            cities = [word for word in last.content.split() if word.istitle()]
            tool = _chosen(request)
            calls = tuple(
                ToolCall(id=f"call_{n}", name=tool.name, arguments=_text({"city": city}))
                for n, city in enumerate(cities)
            )
            return _reply(Message(role="assistant", tool_calls=calls, reasoning="Look it up."))
        return _reply(Message(role="assistant", content=f"You said: {last.content}"))

    async def close(self) -> None:
        pass


def _chosen(request: ChatRequest) -> Tool:
    named = [tool for tool in request.tools if tool.name == request.tool_choice]
    return (named or list(request.tools))[0]


def _text(value: object) -> str:
    return orjson.dumps(value).decode()


def _reply(message: Message) -> ChatReply:
    return ChatReply(
        message=message,
        finish_reason="tool_calls" if message.tool_calls else "stop",
        usage=Usage(requests=1, prompt_tokens=11, completion_tokens=7),
        model="speaker",
    )


@pytest.fixture
def speaker() -> Speaker:
    return Speaker()
