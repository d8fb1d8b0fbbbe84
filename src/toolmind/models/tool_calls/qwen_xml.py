"""Qwen XML: ``<function=…><parameter=…>``, as Qwen3-Coder and Qwen3.5 write calls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import orjson

from toolmind.models.client.replies import NamedCall
from toolmind.models.tool_calls.blocks import CLOSE, OPEN, malformed, tool_call_blocks
from toolmind.models.tool_calls.typed_values import declared_types, read_value, write_value
from toolmind.records import JSON, Schema, Tool, ToolCall


class QwenXml:
    """``<tool_call><function=name><parameter=first>value</parameter></function></tool_call>``.

    A value is plain text where its schema says string, and JSON elsewhere. A name with ``>`` or a
    line break, or a text with ``</parameter>`` in it, cannot be written in this format.
    """

    example = (
        "<tool_call>\n<function=name>\n<parameter=first>\nvalue\n</parameter>\n"
        "</function>\n</tool_call>\nwhere a value that is not a string is written as JSON"
    )
    _function = re.compile(r"<function=([^>\n]+)>\n?(.*)</function>", re.DOTALL)
    _parameter = re.compile(r"\s*<parameter=([^>\n]+)>\n?(.*?)\n?</parameter>\s*", re.DOTALL)

    def shown(self, tools: Sequence[Tool]) -> list[Schema]:
        """Return the tools as the prompt shows them."""
        return [tool.spec() for tool in tools]

    def write(self, calls: Iterable[ToolCall], tools: Sequence[Tool]) -> str:
        """Return calls as text.

        Raises:
            ValueError: the arguments of a call are not a JSON object.
        """
        schemas = {tool.name: tool.parameters for tool in tools}
        return "\n".join(self._write(call, schemas.get(call.name, {})) for call in calls)

    def parse(self, text: str, tools: Sequence[Tool]) -> tuple[str, list[NamedCall]]:
        """Return the text without its calls, and the calls.

        Raises:
            ReplyError: `reply.malformed_call`.
        """
        before, blocks = tool_call_blocks(text)
        schemas = {tool.name: tool.parameters for tool in tools}
        return before, [self._read(block, schemas) for block in blocks]

    def _write(self, call: ToolCall, schema: Schema) -> str:
        lines = [OPEN, f"<function={call.name}>"]
        for name, value in call.parsed().items():
            text = write_value(value, declared_types(schema, name))
            lines += (f"<parameter={name}>", text, "</parameter>")
        return "\n".join([*lines, "</function>", CLOSE])

    def _read(self, block: str, schemas: dict[str, Schema]) -> NamedCall:
        function = self._function.fullmatch(block)
        if function is None:
            malformed("inside <tool_call> there must be one <function=name>…</function>")
        name, body = function[1], function[2]
        arguments: dict[str, JSON] = {}
        at = 0
        while at < len(body.rstrip()):
            parameter = self._parameter.match(body, at)
            if parameter is None:
                malformed("inside <function> there must be <parameter=name>…</parameter> only")
            key = parameter[1]
            if key in arguments:
                malformed(f"the parameter {key!r} is given twice")
            arguments[key] = read_value(
                key, parameter[2], declared_types(schemas.get(name, {}), key)
            )
            at = parameter.end()
        return name, orjson.dumps(arguments).decode()
