"""What the formats of reinforcement learning share: tasks, asked before the first turn."""

from __future__ import annotations

from typing import Any

import orjson

from toolmind.formats.base import is_learnt
from toolmind.formats.chat import ChatRow, arguments_object
from toolmind.records import Message


def asked(chat: ChatRow) -> tuple[Message, ...]:
    """Return the messages of a dialogue up to the assistant's first turn."""
    turns = (at for at, message in enumerate(chat.messages) if message.role == "assistant")
    return chat.messages[: next(turns, None)]


def good_calls(chat: ChatRow) -> list[dict[str, Any]]:
    """Return the calls of the turns that were kept, for orjson: what a verifier compares with."""
    return [
        {"name": call.name, "arguments": arguments_object(call.arguments)}
        for message in chat.messages
        if is_learnt(message)
        for call in message.tool_calls
    ]


def good_calls_text(chat: ChatRow) -> str:
    """Return the same as JSON text."""
    return orjson.dumps(good_calls(chat)).decode()


def first_turn_is_the_users(chat: ChatRow) -> str:
    """Return why a dialogue is no task: nobody asks for anything; else nothing."""
    if any(message.adds_tools for message in chat.messages):
        return "tools come during the dialogue: a task has those of its beginning"
    told = any(message.role == "user" for message in asked(chat))
    return "" if told else "the user asks nothing before the first turn"
