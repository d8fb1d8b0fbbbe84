"""The bytes of requests of the OpenAI chat protocol; those of replies are in `completion`.

A conversation is sent again with every turn, yet its messages are encoded anew each time: keeping
their JSON saves nothing (orjson writes a dialogue of 15 kB in about 15 µs, a request costs 250) and
was measured to cost 100 MB at 2,048 dialogues in flight. Tools are few and large; theirs is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

import msgspec
import orjson

from toolmind.caches import IdentityCache, dump_to_keep, entry_bytes
from toolmind.config import SamplingConfig
from toolmind.models.base import Sampling
from toolmind.records import Message, Schema, Tool
from toolmind.schema.strict import strict_mode_takes


def wire_message(message: Message, reasoning_as: str = "strip") -> dict[str, Any]:
    """Return a message as the chat protocol has it.

    Content is a string also beside tool calls: some servers refuse null. `reasoning_as` names the
    field for reasoning, `inline` writes it into the content as ``<think>``, `strip` leaves it out.
    """
    wire: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.role == "tool":
        wire["tool_call_id"] = message.tool_call_id
    if message.reasoning and reasoning_as == "inline":
        wire["content"] = f"<think>\n{message.reasoning}\n</think>\n\n{message.content}"
    elif message.reasoning and reasoning_as != "strip":
        wire[reasoning_as] = message.reasoning
    if message.tool_calls:
        wire["tool_calls"] = [call.spec() for call in message.tool_calls]
    return wire


def fit_messages(
    messages: Sequence[Message], *, reasoning_as: str, system_as: str, empty_content: str
) -> list[dict[str, Any]]:
    """Return messages as one endpoint takes them: see the settings of these names."""
    wire = [wire_message(message, reasoning_as) for message in messages]
    if empty_content != "text":
        for one in wire:
            if not one["content"]:
                _fill(one, empty_content)
    if system_as != "system" and wire and wire[0]["role"] == "system":
        head, after = wire[0], wire[1:]
        head["role"] = system_as
        if system_as == "user" and after and after[0]["role"] == "user":
            head["content"] = f"{head['content']}\n\n{after[0]['content']}"
            after = after[1:]
        wire = [head, *after]
    return wire


def _fill(wire: dict[str, Any], empty_content: str) -> None:
    """Put into a message without text what stands for none; only beside calls may it be missing."""
    if "tool_calls" not in wire:
        wire["content"] = _NOTHING
    elif empty_content == "omit":
        del wire["content"]
    else:
        wire["content"] = None if empty_content == "null" else " "


_NOTHING = "(empty)"


def _encode_function(tool: Tool) -> bytes:
    """Return a tool as JSON, as models see it."""
    return dump_to_keep(tool.spec()["function"])


_FUNCTIONS = IdentityCache[Tool, bytes](_encode_function, 8 << 20, entry_bytes)

encode_function = _FUNCTIONS.of
"""A tool's name, description and parameters as JSON; one object for all that show it to a model."""


@lru_cache(maxsize=1024)
def encode_tool_choice(choice: str) -> bytes:
    """Return a choice: `auto`, `none`, `required`, or the name of the one tool to call."""
    if choice in ("auto", "none", "required"):
        return orjson.dumps(choice)
    return orjson.dumps({"type": "function", "function": {"name": choice}})


def _encode_response_format(schema: Schema) -> bytes:
    asked: dict[str, Any] = {"name": "reply", "schema": schema}
    if strict_mode_takes(schema):  # an endpoint that has it refuses all others
        asked["strict"] = True
    return dump_to_keep({"type": "json_schema", "json_schema": asked})


_FORMATS = IdentityCache[Schema, bytes](_encode_response_format, 1 << 20, entry_bytes)

encode_response_format = _FORMATS.of
"""The `response_format` that asks for JSON valid under a schema.

There is one for each tool that is played and one for each judge; that of a story is asked for once,
and lets go of none of them while there is room for hundreds."""


_BEFORE = b'{"type":"function","function":'
_BETWEEN = b"}," + _BEFORE


def encode_tools(tools: Sequence[Tool]) -> bytes:
    """Return tools in OpenAI form, as a JSON list."""
    if not tools:
        return b"[]"
    return b"".join((b"[", _BEFORE, _BETWEEN.join(map(encode_function, tools)), b"}]"))


class BodyBuilder:
    """Builds request bodies for one model: the fixed fields once, the rest written per request."""

    def __init__(
        self,
        model: str,
        defaults: SamplingConfig,
        *,
        reasoning_as: str = "strip",
        system_as: str = "system",
        empty_content: str = "text",
        max_tokens_field: str = "max_tokens",
        extra: dict[str, Any] | None = None,
    ) -> None:
        self._head = b'{"model":' + orjson.dumps(model)
        self._extra = orjson.dumps(extra)[1:-1] if extra else b""
        self._defaults = defaults.model_dump(exclude_none=True)
        self._max_tokens_field = max_tokens_field
        self._fit = partial(
            fit_messages,
            reasoning_as=reasoning_as,
            system_as=system_as,
            empty_content=empty_content,
        )
        self._samplings: dict[Sampling, bytes] = {}

    def _begin(self, tools: Sequence[Tool]) -> list[bytes]:
        """Return what a body with these tools begins with, up to the messages."""
        if not tools:
            return [self._head, b',"messages":']
        return [self._head, b',"tools":', encode_tools(tools), b',"messages":']

    def build(
        self,
        messages: Sequence[Message],
        *,
        sampling: Sampling,
        tools: Sequence[Tool] = (),
        tool_choice: str = "auto",
        response_format: bytes = b"",
        logprobs: int | None = None,
    ) -> bytes:
        """Return the JSON body of one request."""
        parts = [*self._begin(tools), orjson.dumps(self._fit(messages))]
        if tools and tool_choice != "auto":
            parts += (b',"tool_choice":', encode_tool_choice(tool_choice))
        if response_format:
            parts += (b',"response_format":', response_format)
        if logprobs is not None:
            parts.append(b',"logprobs":true,"top_logprobs":%d' % logprobs)
        parts.append(self._samplings.get(sampling) or self._tail(sampling))
        return b"".join(parts)

    def _tail(self, sampling: Sampling) -> bytes:
        """Return the sampling and extra fields and the closing brace."""
        fields = self._defaults | {
            name: value
            for name, value in msgspec.structs.asdict(sampling).items()
            if value is not None
        }
        if "max_tokens" in fields:
            fields[self._max_tokens_field] = fields.pop("max_tokens")
        inner = b",".join(part for part in (orjson.dumps(fields)[1:-1], self._extra) if part)
        tail = (b"," + inner if inner else b"") + b"}"
        if len(self._samplings) > 4096:  # seeds differ per request: keep this bounded
            self._samplings.clear()
        self._samplings[sampling] = tail
        return tail
