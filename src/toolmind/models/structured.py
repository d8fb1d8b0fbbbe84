"""Asking a model for JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from toolmind.models.base import ChatModel, ChatRequest
from toolmind.records import JSON

T = TypeVar("T")


async def ask_json(model: ChatModel, request: ChatRequest, read: Callable[[JSON], T]) -> T:
    """Return what `read` makes of the JSON that a model gives, valid under the request's schema.

    `read` raises ValueError, with all that is wrong, for what it can make nothing of; the model is
    told and asked again as often as its `semantic_retries` say. The request has no tools.

    Raises:
        ModelError: the endpoint did not answer.
        ReplyError: no acceptable reply; its code is that of the last one.
    """
    made: list[T] = []
    await model.chat(request, lambda value: made.append(read(value)))
    return made[-1]
