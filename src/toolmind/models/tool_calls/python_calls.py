"""Python calls: ``[name(key=value), …]``, as Llama and others write it."""

from __future__ import annotations

import ast
import keyword
import re
import warnings
from collections.abc import Collection, Iterable, Sequence

import orjson

from toolmind.models.client.replies import NamedCall
from toolmind.models.tool_calls.blocks import malformed
from toolmind.records import JSON, Schema, Tool, ToolCall

_FENCES = re.compile(r"\A```(?:python|py)?\s*$|^[ \t]*```\Z", re.MULTILINE)
"""Around a whole reply: others may be in an argument."""
_CALL = re.compile(r"\[?\s*[A-Za-z_]\w*\(")


class PythonCalls:
    """A Python list of calls with literal arguments.

    Tool names that are no Python names are shown under an alias; arguments whose names are none
    are passed as ``**{"name": value}``. Read are also replies that are nothing but calls of known
    tools, without brackets or in a code fence: a coder writes them so.
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
        names = {alias: name for name, alias in _aliases(tools).items()}
        if bare := _bare_calls(text, names):
            return "", [self._read(node, names) for node in bare]
        start = self._start.search(text)
        if start is None:
            return text, []
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # unknown escapes, as in '\\d'
                tree = ast.parse(text[start.start() :].strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            malformed(f"the list of calls is not Python: {error}")
        if not isinstance(tree, ast.List):
            malformed("the calls must be one list and nothing after it")
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
            malformed("every item of the list must be a call of a function by its name")
        if node.args:
            malformed(f"give the arguments of {node.func.id} by name: key=value")
        arguments: dict[str, JSON] = {}
        try:
            for part in node.keywords:
                value = ast.literal_eval(part.value)
                given = value if part.arg is None else {part.arg: value}
                if twice := arguments.keys() & given.keys():
                    malformed(f"the argument {sorted(twice)[0]!r} is given twice")
                arguments |= given
            text = orjson.dumps(arguments).decode()
        except (ValueError, TypeError, AttributeError, RecursionError, MemoryError) as error:
            malformed(f"the arguments of {node.func.id} are not plain literals: {error}")
        return names.get(node.func.id, node.func.id), text


def _bare_calls(text: str, names: Collection[str]) -> list[ast.Call]:
    """Return the calls of a text that is nothing else, one after another; else none."""
    code = _FENCES.sub("", text.strip()).strip()
    if not _CALL.match(code):
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            lines = ast.parse(code).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found: list[ast.expr] = []
    for line in lines:
        value = line.value if isinstance(line, ast.Expr) else ast.Constant(None)
        found += value.elts if isinstance(value, ast.Tuple | ast.List) else [value]
    calls = [node for node in found if isinstance(node, ast.Call)]
    known = all(isinstance(node.func, ast.Name) and node.func.id in names for node in calls)
    return calls if known and len(calls) == len(found) else []


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
