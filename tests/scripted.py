"""A chat model that answers from a list, and what a test reads of a prompt."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import orjson

from toolmind.errors import ReplyError
from toolmind.models.ask_again import ask_again
from toolmind.models.base import ChatReply, ChatRequest, Read
from toolmind.records import Message

Answer = Any
"""A text, a message, an error to raise, what makes one of these of a request, or else JSON."""


class ScriptedModel:
    """Gives the answers in turn and keeps what it was asked; one request too many fails the test.

    `always` answers every request once the list is used up. A faulty answer is answered with the
    reason, twice, as by any real model.
    """

    name = "scripted"

    def __init__(self, *answers: Answer, always: Answer = None) -> None:
        self._answers = list(answers)
        self._always = always
        self.requests: list[ChatRequest] = []
        self.faults: list[ReplyError] = []

    @property
    def prompts(self) -> list[str]:
        """The first message of every request."""
        return [request.messages[0].content for request in self.requests]

    async def chat(self, request: ChatRequest, read: Read | None = None) -> ChatReply:
        return await ask_again(self._answer, request, read, retries=2, met=self.faults.append)

    async def _answer(self, request: ChatRequest) -> ChatReply:
        self.requests.append(request)
        assert self._answers or self._always is not None, f"asked once more: {request.messages[-1]}"
        answer = self._answers.pop(0) if self._answers else self._always
        if callable(answer):
            answer = answer(request)
        await asyncio.sleep(0)
        if isinstance(answer, BaseException):
            raise answer
        if not isinstance(answer, Message):
            text = answer if isinstance(answer, str) else orjson.dumps(answer).decode()
            answer = Message(role="assistant", content=text)
        return ChatReply(
            message=answer, finish_reason="tool_calls" if answer.tool_calls else "stop"
        )

    async def close(self) -> None:
        """Nothing to free."""


_BLOCK = re.compile(r"^## ([^\n]+)\n+```json\n(.*?)\n```", re.MULTILINE | re.DOTALL)


def blocks(prompt: str) -> dict[str, Any]:
    """Return the JSON blocks of a prompt by the heading that they stand under."""
    return {title.strip(): orjson.loads(text) for title, text in _BLOCK.findall(prompt)}
