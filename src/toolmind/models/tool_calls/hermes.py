"""Hermes: a JSON object in ``<tool_call>``, as Hermes, Qwen2.5 and Qwen3 write it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
import orjson

from toolmind.models.client.replies import NamedCall
from toolmind.models.tool_calls.blocks import CLOSE, OPEN, malformed, tool_call_blocks
from toolmind.records import Schema, Tool, ToolCall


class _HermesCall(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    arguments: msgspec.Raw


_HERMES_CALL = msgspec.json.Decoder(_HermesCall)


class Hermes:
    """``<tool_call>{"name": …, "arguments": {…}}</tool_call>``."""

    example = (
        '<tool_call>\n{"name": <name>, "arguments": <arguments as a JSON object>}\n</tool_call>'
    )

    def shown(self, tools: Sequence[Tool]) -> list[Schema]:
        """Return the tools as the prompt shows them."""
        return [tool.spec() for tool in tools]

    def write(self, calls: Iterable[ToolCall], tools: Sequence[Tool]) -> str:
        """Return calls as text."""
        return "\n".join(f"{OPEN}\n{self._object(call)}\n{CLOSE}" for call in calls)

    def parse(self, text: str, tools: Sequence[Tool]) -> tuple[str, list[NamedCall]]:
        """Return the text without its calls, and the calls.

        Raises:
            ReplyError: `reply.malformed_call`.
        """
        before, blocks = tool_call_blocks(text)
        return before, [self.read(block) for block in blocks]

    def _object(self, call: ToolCall) -> str:
        # `</` can only be inside a JSON string; escaped, it cannot end the block.
        name = orjson.dumps(call.name).decode()
        return f'{{"name": {name}, "arguments": {call.arguments}}}'.replace("</", "<\\/")

    @staticmethod
    def read(block: str) -> NamedCall:
        """Return the call that a JSON object is.

        Raises:
            ReplyError: `reply.malformed_call`.
        """
        try:
            call = _HERMES_CALL.decode(block)
        except (msgspec.MsgspecError, RecursionError) as error:
            malformed(f"inside <tool_call> there must be a JSON object: {error}")
        arguments = bytes(call.arguments)
        if not arguments.startswith(b"{"):
            malformed("`arguments` must be a JSON object")
        return call.name, arguments.decode()
