"""What judges are shown of a dialogue, and how they are asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from toolmind.checks.base import CheckContext, once
from toolmind.models.base import ChatModel, ChatRequest, Sampling
from toolmind.models.client.wire import encode_function
from toolmind.models.structured import ask_json
from toolmind.records import JSON, Message, Record, ResultStatus, Role, Schema, ToolCall

_ENCODER = msgspec.json.Encoder()


async def ask(model: ChatModel, text: str, seed: int, schema: Schema) -> dict[str, JSON]:
    """Ask a model for JSON under a schema.

    Raises:
        ModelError, ReplyError: it gave no usable answer.
    """
    request = ChatRequest(
        messages=(Message(role="user", content=text),),
        sampling=Sampling(seed=seed),
        response_schema=schema,
    )
    return await ask_json(model, request, dict)


class Shown(Record, frozen=True):
    """What a judge sees of a message: no reasoning, nothing of training."""

    role: Role
    content: str = ""
    id: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
    status: ResultStatus | None = None


@once
def shown_messages(context: CheckContext) -> list[Shown]:
    """Return the dialogue as judges see it."""
    return [
        Shown(
            role=message.role,
            content=message.content,
            id=message.id,
            tool_calls=message.tool_calls,
            tool_call_id=message.tool_call_id,
            status=message.status,
        )
        for message in context.trajectory.messages
    ]


@once
def shown_tools(context: CheckContext) -> list[tuple[int, bytes]]:
    """Return the tools that the dialogue calls as JSON, each with where it is called first.

    Showing a judge all of the tools would cost a lot.
    """
    first: dict[str, int] = {}
    for position, message in enumerate(context.trajectory.messages):
        for call in message.tool_calls:
            first.setdefault(call.name, position)
    return [
        (position, encode_function(context.tools[name]))
        for name, position in first.items()
        if name in context.tools
    ]


def as_json(value: Shown | Sequence[Shown]) -> str:
    """Return messages as JSON text."""
    return _ENCODER.encode(value).decode()


def as_list(items: Iterable[bytes]) -> str:
    """Return JSON texts as the text of a list of them."""
    return f"[{b','.join(items).decode()}]"


def cited(explanation: str, messages: Sequence[Message]) -> tuple[str, ...]:
    """Return the ids of the messages that an explanation names."""
    words = set(explanation.replace(",", " ").replace(".", " ").split())
    return tuple(message.id for message in messages if message.id in words)
