"""Asking again: what is wrong with a reply, and the one loop in which a model is told so."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence

import orjson
from msgspec.structs import replace

from toolmind.errors import ReplyError
from toolmind.models.base import ChatReply, ChatRequest, Read
from toolmind.records import JSON, Message, Schema
from toolmind.schema import is_valid, problems
from toolmind.schema.superfluous import without_superfluous

CORRECTION = "Your last reply could not be used: "
"""How the message begins that tells a model what was wrong with its reply."""

UNSAID = "(no reply that could be used)"
"""What stands for a faulty reply that has no text to be shown."""

_FENCE = re.compile(r"\A```(?:json)?[ \t]*\n?(.*?)\n?[ \t]*```\Z", re.DOTALL)
_LONGEST = 4000
"""Characters of a faulty reply that the model is shown again (ours)."""


async def ask_again(
    attempt: Callable[[ChatRequest], Awaitable[ChatReply]],
    request: ChatRequest,
    read: Read | None,
    *,
    retries: int,
    met: Callable[[ReplyError], None],
) -> ChatReply:
    """Return a reply that is accepted; after one that is not, the model is told all that is wrong.

    `attempt` gets one reply, and raises `ReplyError` where it sees itself that it is of no use.
    `met` hears of each fault, once. The model sees its last faulty reply, not those before, and not
    one that it gave twice: it would give it once more; then, or if it gave nothing, the seed is
    another, too.

    Raises:
        ReplyError: no reply of 1 + `retries` was accepted; what was wrong with the last.
    """
    told, last = request, ""
    for left in range(retries, -1, -1):
        try:
            return accepted(await attempt(told), request, read)
        except ReplyError as error:
            met(error)
            if not left:
                raise
            again, last = error.said == last, error.said
            told = replace(request, messages=request.messages + correction(error, shown=not again))
            if again and (seed := request.sampling.seed) is not None:
                told = replace(told, sampling=replace(request.sampling, seed=seed + left + 1))
    raise ValueError("`retries` must not be negative")


def accepted(reply: ChatReply, request: ChatRequest, read: Read | None) -> ChatReply:
    """Return the reply; where JSON was asked for, with that alone, valid and read.

    Raises:
        ReplyError: `reply.malformed_json`, `reply.invalid_json` (under the request's schema), or
            `reply.invalid_reply` (`read` refused it).
    """
    schema = request.response_schema
    if reply.message.tool_calls or (schema is None and read is None):
        return reply
    said = reply.message.content
    text, value = valid_json(said, schema)
    if read is not None:
        try:
            read(value)
        except ValueError as error:
            raise ReplyError("reply.invalid_reply", str(error), said) from None
    return reply if text == said else replace(reply, message=replace(reply.message, content=text))


def valid_json(said: str, schema: Schema | None) -> tuple[str, JSON]:
    """Return the JSON that is all of a reply, or in a code fence in it, as text and as a value.

    What is merely superfluous under the schema (see `without_superfluous`) is left out.

    Raises:
        ReplyError: `reply.malformed_json` or `reply.invalid_json`.
    """
    text = said.strip()
    if fenced := _FENCE.match(text):  # as many models write it
        text = fenced[1]
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        explanation = f"the reply is not JSON alone: {error}"
        raise ReplyError("reply.malformed_json", explanation, said) from None
    if schema is None or is_valid(schema, value):
        return text, value
    value = without_superfluous(schema, value)
    text = orjson.dumps(value).decode()
    if faults := problems(schema, value):
        explanation = f"the JSON is not valid under its schema: {listed(faults)}"
        raise ReplyError("reply.invalid_json", explanation, said)
    return text, value


def correction(error: ReplyError, *, shown: bool = True) -> tuple[Message, ...]:
    """Return the messages that tell a model what was wrong with its reply, `shown` or not."""
    end = "\n" if "\n" in error.explanation else ". "
    told = Message(
        role="user",
        content=f"{CORRECTION}{error.explanation}{end}"
        "Reply again to the same request, correctly and without commenting on this.",
    )
    # Many endpoints refuse a user's turn right after a tool's result, or after another user's.
    said = error.said[:_LONGEST] if shown and error.said.strip() else UNSAID
    return (Message(role="assistant", content=said), told)


def refuse(faults: Sequence[str]) -> None:
    """Refuse what a model gave, for all that is wrong with it; do nothing where nothing is.

    Raises:
        ValueError: something is.
    """
    if faults:
        raise ValueError(listed(faults))


def listed(faults: Sequence[str]) -> str:
    """Return faults as one text: several as a list, one a line."""
    return faults[0] if len(faults) == 1 else "".join(f"\n- {fault}" for fault in faults)
