"""Tool calls as text: three formats that models write, each with a writer and a strict parser.

A parser takes the format and nothing near it: text may stand before the calls, never between or
after them, and what cannot be read is `reply.malformed_call` with a reason fit for the model's
eyes. What one of these writers wrote, its parser reads back to the same calls.
"""

from __future__ import annotations

import ast
import keyword
import re
import warnings
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

import msgspec
import orjson

from toolmind.errors import ReplyError
from toolmind.models.client.replies import NamedCall
from toolmind.records import JSON, Schema, Tool, ToolCall

_OPEN, _CLOSE = "<tool_call>", "</tool_call>"


class _HermesCall(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    arguments: msgspec.Raw


_HERMES_CALL = msgspec.json.Decoder(_HermesCall)


class Hermes:
    """``<tool_call>{"name": …, "arguments": {…}}</tool_call>``: Hermes, Qwen2.5, Qwen3."""

    example = (
        '<tool_call>\n{"name": <name>, "arguments": <arguments as a JSON object>}\n</tool_call>'
    )

    def shown(self, tools: Sequence[Tool]) -> list[Schema]:
        """Return the tools as the prompt shows them."""
        return [tool.spec() for tool in tools]

    def write(self, calls: Iterable[ToolCall], tools: Sequence[Tool]) -> str:
        """Return calls as text."""
        return "\n".join(f"{_OPEN}\n{self._object(call)}\n{_CLOSE}" for call in calls)

    def parse(self, text: str, tools: Sequence[Tool]) -> tuple[str, list[NamedCall]]:
        """Return the text without its calls, and the calls.

        Raises:
            ReplyError: `reply.malformed_call`.
        """
        before, blocks = _blocks(text)
        return before, [self._read(block) for block in blocks]

    def _object(self, call: ToolCall) -> str:
        # `</` can only be inside a JSON string; escaped, it cannot end the block.
        name = orjson.dumps(call.name).decode()
        return f'{{"name": {name}, "arguments": {call.arguments}}}'.replace("</", "<\\/")

    def _read(self, block: str) -> NamedCall:
        try:
            call = _HERMES_CALL.decode(block)
        except (msgspec.MsgspecError, RecursionError) as error:
            _malformed(f"inside <tool_call> there must be a JSON object: {error}")
        arguments = bytes(call.arguments)
        if not arguments.startswith(b"{"):
            _malformed("`arguments` must be a JSON object")
        return call.name, arguments.decode()


class QwenXml:
    """``<function=…><parameter=…>`` inside ``<tool_call>``: Qwen3-Coder, Qwen3.5.

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
        before, blocks = _blocks(text)
        schemas = {tool.name: tool.parameters for tool in tools}
        return before, [self._read(block, schemas) for block in blocks]

    def _write(self, call: ToolCall, schema: Schema) -> str:
        lines = [_OPEN, f"<function={call.name}>"]
        for name, value in call.parsed().items():
            text = _write_value(value, _types(schema, name))
            lines += (f"<parameter={name}>", text, "</parameter>")
        return "\n".join([*lines, "</function>", _CLOSE])

    def _read(self, block: str, schemas: dict[str, Schema]) -> NamedCall:
        function = self._function.fullmatch(block)
        if function is None:
            _malformed("inside <tool_call> there must be one <function=name>…</function>")
        name, body = function[1], function[2]
        arguments: dict[str, JSON] = {}
        at = 0
        while at < len(body.rstrip()):
            parameter = self._parameter.match(body, at)
            if parameter is None:
                _malformed("inside <function> there must be <parameter=name>…</parameter> only")
            key = parameter[1]
            if key in arguments:
                _malformed(f"the parameter {key!r} is given twice")
            arguments[key] = _read_value(key, parameter[2], _types(schemas.get(name, {}), key))
            at = parameter.end()
        return name, orjson.dumps(arguments).decode()


class PythonLike:
    """``[name(key=value), …]``, a Python list of calls with literal arguments: Llama, others.

    Tool names that are no Python names are shown under an alias; arguments whose names are none
    are passed as ``**{"name": value}``.
    """

    example = "[name(first=value, second=value), other_name()]\nwith Python literals as values"
    _start = re.compile(r"^\[\s*[A-Za-z_]\w*\(", re.MULTILINE)

    def shown(self, tools: Sequence[Tool]) -> list[Schema]:
        """Return the tools as the prompt shows them, under names that Python can write."""
        aliases = _aliases(tools)
        shown = []
        for tool in tools:
            spec = tool.spec()
            spec["function"]["name"] = aliases[tool.name]
            shown.append(spec)
        return shown

    def write(self, calls: Iterable[ToolCall], tools: Sequence[Tool]) -> str:
        """Return calls as text.

        Raises:
            ValueError: the arguments of a call are not a JSON object.
        """
        aliases = _aliases(tools)
        return f"[{', '.join(self._write(call, aliases) for call in calls)}]"

    def parse(self, text: str, tools: Sequence[Tool]) -> tuple[str, list[NamedCall]]:
        """Return the text without its calls, and the calls.

        Raises:
            ReplyError: `reply.malformed_call`.
        """
        start = self._start.search(text)
        if start is None:
            return text, []
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # unknown escapes, as in '\\d'
                tree = ast.parse(text[start.start() :].strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            _malformed(f"the list of calls is not Python: {error}")
        if not isinstance(tree, ast.List):
            _malformed("the calls must be one list and nothing after it")
        names = {alias: name for name, alias in _aliases(tools).items()}
        return text[: start.start()].rstrip(), [self._read(node, names) for node in tree.elts]

    def _write(self, call: ToolCall, aliases: dict[str, str]) -> str:
        plain, other = [], {}
        for name, value in call.parsed().items():
            if name.isidentifier() and not keyword.iskeyword(name) and name.isascii():
                plain.append(f"{name}={value!r}")
            else:
                other[name] = value
        if other:
            plain.append(f"**{other!r}")
        return f"{aliases.get(call.name, call.name)}({', '.join(plain)})"

    def _read(self, node: ast.expr, names: dict[str, str]) -> NamedCall:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            _malformed("every item of the list must be a call of a function by its name")
        if node.args:
            _malformed(f"give the arguments of {node.func.id} by name: key=value")
        arguments: dict[str, JSON] = {}
        try:
            for part in node.keywords:
                value = ast.literal_eval(part.value)
                given = value if part.arg is None else {part.arg: value}
                if twice := arguments.keys() & given.keys():
                    _malformed(f"the argument {sorted(twice)[0]!r} is given twice")
                arguments |= given
            text = orjson.dumps(arguments).decode()
        except (ValueError, TypeError, AttributeError, RecursionError, MemoryError) as error:
            _malformed(f"the arguments of {node.func.id} are not plain literals: {error}")
        return names.get(node.func.id, node.func.id), text


class Sniffed:
    """Reads ``<tool_call>`` text of either kind: some servers leave calls in the content."""

    def parse(self, text: str, tools: Sequence[Tool]) -> tuple[str, list[NamedCall]]:
        """Return the text without its calls, and the calls.

        Raises:
            ReplyError: `reply.malformed_call`.
        """
        if _OPEN not in text:
            return text, []
        return (QwenXml() if "<function=" in text else Hermes()).parse(text, tools)


def _malformed(problem: str) -> NoReturn:
    raise ReplyError("reply.malformed_call", problem[:500]) from None


def _blocks(text: str) -> tuple[str, list[str]]:
    """Return the text before the first ``<tool_call>``, and what is in each."""
    before, found, rest = text.partition(_OPEN)
    if not found:
        if _CLOSE in text:
            _malformed(f"there is a {_CLOSE} without a {_OPEN}")
        return text, []
    blocks = []
    while True:
        block, found, rest = rest.partition(_CLOSE)
        if not found:
            _malformed(f"a {_OPEN} is not closed")
        blocks.append(block.strip())
        rest = rest.lstrip()
        if not rest:
            return before.rstrip(), blocks
        if not rest.startswith(_OPEN):
            _malformed("there is text after a tool call")
        rest = rest[len(_OPEN) :]


def _types(schema: Schema, name: str) -> frozenset[str] | None:
    """Return the JSON types that a property may have; None where its schema does not say."""
    properties = schema.get("properties")
    declared = properties.get(name) if isinstance(properties, dict) else None
    kind = declared.get("type") if isinstance(declared, dict) else None
    if isinstance(kind, str):
        return frozenset([kind])
    if isinstance(kind, list):
        return frozenset(one for one in kind if isinstance(one, str))
    return None


def _fits(value: JSON, types: frozenset[str]) -> bool:
    if isinstance(value, bool):
        return "boolean" in types
    if isinstance(value, int | float):
        return "number" in types or ("integer" in types and value == int(value))
    names: dict[Any, str] = {type(None): "null", str: "string", list: "array", dict: "object"}
    return names[type(value)] in types


_TEXT = frozenset(["string"])


def _read_value(name: str, text: str, types: frozenset[str] | None) -> JSON:
    if types == _TEXT:
        return text
    try:
        value = orjson.loads(text)
        if types is None or _fits(value, types):
            return value
    except orjson.JSONDecodeError as error:
        if types is not None and "string" not in types:
            _malformed(f"the value of {name!r} is not JSON: {error}")
        return text
    # JSON of an undeclared type: text where text is allowed, else for validation to judge.
    return text if types is not None and "string" in types else value


def _write_value(value: JSON, types: frozenset[str] | None) -> str:
    if isinstance(value, str) and (types == _TEXT or _read_back(value, types) == value):
        return value
    return orjson.dumps(value).decode()


def _read_back(text: str, types: frozenset[str] | None) -> JSON:
    try:
        return _read_value("", text, types)
    except ReplyError:
        return None


def _aliases(tools: Sequence[Tool]) -> dict[str, str]:
    """Return tool name → a distinct name that Python can write."""
    aliases: dict[str, str] = {}
    taken = {tool.name for tool in tools}
    for tool in tools:
        alias = re.sub(r"\W", "_", tool.name, flags=re.ASCII)
        if not alias[:1].isalpha() or keyword.iskeyword(alias):
            alias = f"f_{alias}"
        while alias != tool.name and alias in taken:
            alias += "_"
        taken.add(alias)
        aliases[tool.name] = alias
    return aliases
