"""The chat form that every trainer's format is made of: OpenAI's, with the reasoning apart.

A `ChatRow` is one row as it was meant: messages of ours, of which `train` says just those that this
row teaches. A format writes it in its target's words, and reads it back as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

import msgspec
import orjson
import xxhash

from toolmind.formats.base import KeptTrajectory, is_learnt
from toolmind.formats.numbers import exact_numbers
from toolmind.formats.order import results_in_order
from toolmind.models.client.wire import encode_tools, wire_message
from toolmind.records import Message, ToolCall

REASONING = "reasoning_content"

KEYS = ("role", "content", REASONING, "tool_calls", "tool_call_id")
"""Every key that a message may have."""

Per = Literal["trajectory", "turn"]
Reasoning = Literal["keep", "last", "strip"]
Arguments = Literal["text", "object"]


class ChatRow(NamedTuple):
    """A row: a path of a trajectory, or the part of one up to a turn that is learnt."""

    id: str
    messages: tuple[Message, ...]
    kept: KeptTrajectory

    @property
    def learnt(self) -> list[int]:
        """The positions of the messages with a loss."""
        return [at for at, message in enumerate(self.messages) if is_learnt(message)]


class Shape(NamedTuple):
    """What a row holds of a trajectory; see `ChatFormat`."""

    per: Per = "trajectory"
    reasoning: Reasoning = "keep"
    system: bool = True
    safe_ids: bool = True


def chat_rows(kept: KeptTrajectory, shape: Shape) -> list[ChatRow]:
    """Return the rows of a trajectory. Every turn that is learnt is learnt in one of them.

    Where nothing is learnt, it is one row, to be left out and counted.
    Results stand in the order of their calls: most chat templates write neither's id.
    """
    rows = []
    for path in kept.paths():
        messages, offering = results_in_order(path.messages), kept.offering(path.messages)
        if not shape.system:
            messages = tuple(message for message in messages if message.role != "system")
        if shape.safe_ids:
            messages = with_safe_ids(messages, kept.trajectory.id)
        if shape.per == "trajectory" or not any(map(is_learnt, messages)):
            rows.append(ChatRow(path.id, _reasoned(messages, shape.reasoning), offering))
            continue
        context = [_as_context(message) for message in messages]
        for at, message in enumerate(messages):
            if is_learnt(message):
                name = f"{kept.trajectory.id}/{message.id}"
                turn = _reasoned((*context[:at], message), shape.reasoning)
                rows.append(ChatRow(name, turn, offering))
    return rows


def _as_context(message: Message) -> Message:
    return msgspec.structs.replace(message, train=False) if is_learnt(message) else message


def _reasoned(messages: Sequence[Message], reasoning: Reasoning) -> tuple[Message, ...]:
    if reasoning == "keep":
        return tuple(messages)
    last = max((at for at, m in enumerate(messages) if m.role == "assistant"), default=-1)
    return tuple(
        msgspec.structs.replace(message, reasoning="")
        if message.reasoning and (reasoning == "strip" or at != last)
        else message
        for at, message in enumerate(messages)
    )


_SAFE_ID = re.compile(r"[a-zA-Z0-9]{9}")


def with_safe_ids(messages: Iterable[Message], seed: str) -> tuple[Message, ...]:
    """Return messages whose calls have ids of nine letters and digits, each its own.

    The templates of Mistral refuse any other; all others take these. An id that is so already
    stays, if no earlier call has it. `seed` makes the ids of a trajectory its own, and stable.
    """
    current: dict[str, str] = {}
    taken: set[str] = set()
    changed = []
    for message in messages:
        if message.tool_calls:
            calls = tuple(_safe_call(call, current, taken, seed) for call in message.tool_calls)
            message = msgspec.structs.replace(message, tool_calls=calls)
        elif message.role == "tool":
            answers = current.get(message.tool_call_id, message.tool_call_id)
            message = msgspec.structs.replace(message, tool_call_id=answers)
        changed.append(message)
    return tuple(changed)


def _safe_call(call: ToolCall, current: dict[str, str], taken: set[str], seed: str) -> ToolCall:
    safe = call.id
    if not _SAFE_ID.fullmatch(safe) or safe in taken:
        safe = xxhash.xxh64_hexdigest(f"{seed}/{len(taken)}/{call.id}".encode())[:9]
    taken.add(safe)
    current[call.id] = safe
    return msgspec.structs.replace(call, id=safe)


def chat_message(message: Message, arguments: Arguments = "text") -> dict[str, Any]:
    """Return a message in OpenAI form, with the keys that it needs, for orjson.

    Content is always text, because some servers refuse null. Arguments are the JSON text that the
    model wrote, or the object that it says; text that says none stays text.
    """
    wire = wire_message(message, REASONING)
    if arguments == "object":
        for call in wire.get("tool_calls", ()):
            call["function"]["arguments"] = arguments_object(call["function"]["arguments"])
    return wire


def marked_messages(messages: Iterable[Message]) -> list[dict[str, Any]]:
    """Return messages in OpenAI form; those of the assistant have `train`: whether it is learnt."""
    return [
        chat_message(message)
        | ({"train": is_learnt(message)} if message.role == "assistant" else {})
        for message in messages
    ]


def arguments_object(text: str) -> orjson.Fragment | str:
    """Return JSON text of an object so that it is written as that object, with all its digits."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
    return orjson.Fragment(exact_numbers(text)) if isinstance(value, dict) else text


def learnt_weight(message: Message) -> float:
    """Return how much of the loss a message has: none of what is not learnt."""
    return message.weight if is_learnt(message) else 0.0


def inline_reasoning(message: Message) -> str:
    """Return a content with its reasoning before it, as ``<think>``."""
    if not message.reasoning:
        return message.content
    return f"<think>\n{message.reasoning}\n</think>\n\n{message.content}"


def tools_json(kept: KeptTrajectory) -> bytes:
    """Return the tools shown, in OpenAI form and in the order shown, as a JSON list."""
    return encode_tools(kept.tools)


def tools_text(kept: KeptTrajectory) -> str:
    """Return the same as text: loaders before datasets 4.7 refuse schemas that differ by row."""
    return tools_json(kept).decode()


def every_turn_is_learnt(chat: ChatRow) -> bool:
    """Say whether a row needs no mask: all that the assistant says in it is learnt."""
    return all(is_learnt(message) for message in chat.messages if message.role == "assistant")


def arguments_json(call: ToolCall) -> str:
    """Return the JSON text of a call's name and arguments, these as an object where they are."""
    arguments = arguments_object(call.arguments)
    return orjson.dumps({"name": call.name, "arguments": arguments}).decode()


def ambiguous_think(messages: Iterable[Message]) -> str:
    """Return why reasoning written into contents could not be told from them; else nothing."""
    for message in messages:
        if "</think>" in message.reasoning or (
            message.role == "assistant" and _THINK.match(message.content)
        ):
            return "a text holds the marks of reasoning"
    return ""


_THINK = re.compile(r"\s*<think>")
