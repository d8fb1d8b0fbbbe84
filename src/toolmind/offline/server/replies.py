"""The OpenAI chat protocol from the server's side: the bodies of replies, whole or as events."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from toolmind.models.base import ChatReply
from toolmind.records import Message


def completion(replies: Sequence[ChatReply], reply_id: str, model: str) -> bytes:
    """Return the body of a chat completion with one choice per reply."""
    return orjson.dumps(
        {
            "id": reply_id,
            "object": "chat.completion",
            "created": int(time.time()),
            "model": model,
            "choices": [
                {
                    "index": index,
                    "message": _assistant(reply.message),
                    "logprobs": None,
                    "finish_reason": reply.finish_reason,
                }
                for index, reply in enumerate(replies)
            ],
            "usage": _usage(replies),
        }
    )


def completion_events(
    replies: Sequence[ChatReply], reply_id: str, model: str, include_usage: bool
) -> Iterator[bytes]:
    """Yield a chat completion as server-sent events, as the streaming interface gives it."""
    head = {
        "id": reply_id,
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": model,
    }
    for index, reply in enumerate(replies):
        for delta in _deltas(reply.message):
            choice = {"index": index, "delta": delta, "finish_reason": None}
            yield _event({**head, "choices": [choice]})
        choice = {"index": index, "delta": {}, "finish_reason": reply.finish_reason}
        yield _event({**head, "choices": [choice]})
    if include_usage:
        yield _event({**head, "choices": [], "usage": _usage(replies)})
    yield b"data: [DONE]\n\n"


def _event(data: dict[str, Any]) -> bytes:
    return b"data: " + orjson.dumps(data) + b"\n\n"


def _deltas(message: Message) -> Iterator[dict[str, Any]]:
    yield {"role": "assistant", "content": None if message.tool_calls else ""}
    if message.reasoning:
        yield {"reasoning_content": message.reasoning}
    for piece in re.findall(r"\S*\s*", message.content):
        if piece:
            yield {"content": piece}
    for index, call in enumerate(_calls(message)):
        arguments = call["function"]["arguments"]
        first = {"index": index, **call, "function": {**call["function"], "arguments": ""}}
        yield {"tool_calls": [first]}
        yield {"tool_calls": [{"index": index, "function": {"arguments": arguments}}]}


def _assistant(message: Message) -> dict[str, Any]:
    body: dict[str, Any] = {
        "role": "assistant",
        "content": message.content if message.content or not message.tool_calls else None,
        "refusal": None,
    }
    if message.reasoning:
        body["reasoning_content"] = message.reasoning
    if message.tool_calls:
        body["tool_calls"] = _calls(message)
    return body


def _calls(message: Message) -> list[dict[str, Any]]:
    return [call.spec() for call in message.tool_calls]


def _usage(replies: Sequence[ChatReply]) -> dict[str, int]:
    prompt = replies[0].usage.prompt_tokens
    made = sum(reply.usage.completion_tokens for reply in replies)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": made,
        "total_tokens": prompt + made,
    }
