"""Asking a model for JSON, and telling it what is wrong with what it gave."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec
import orjson

from toolmind.errors import ReplyError
from toolmind.models.base import ChatModel, ChatRequest
from toolmind.records import JSON, Message

T = TypeVar("T")

ATTEMPTS = 3
"""Tries before an item is given up (ours)."""


async def ask_json(model: ChatModel, request: ChatRequest, read: Callable[[JSON], T]) -> T:
    """Ask for JSON until `read` accepts it; after a bad reply the model is told why.

    `read` turns the parsed JSON into what is wanted and raises ValueError, with a reason fit for
    the model's eyes, when it cannot.

    Raises:
        ModelError: the endpoint did not answer.
        ReplyError: no acceptable reply in `ATTEMPTS` tries; its code is that of the last one.
    """
    left = ATTEMPTS
    while True:
        reply = await model.chat(request)
        text = reply.message.content
        try:
            return read(_parse(text))
        except orjson.JSONDecodeError as error:
            problem = ReplyError("malformed_json", str(error))
        except ValueError as error:
            problem = ReplyError("invalid_reply", str(error))
        left -= 1
        if not left:
            raise problem
        correction = f"That cannot be used: {problem.explanation}. Answer again, with JSON only."
        request = msgspec.structs.replace(
            request,
            messages=(
                *request.messages,
                Message(role="assistant", content=text),
                Message(role="user", content=correction),
            ),
        )


def _parse(text: str) -> JSON:
    """Parse JSON that may stand in a Markdown fence, as many models write it."""
    text = text.strip()
    if text.startswith("```") and text.endswith("```"):
        text = text.strip("`").removeprefix("json")
    return orjson.loads(text)
