"""A dialogue of somebody's data set, in the one form that we look at."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast, get_args

import msgspec
import orjson

from toolmind.records import JSON, Message, ResultStatus, Role, ToolCall

_THINK = re.compile(r"<think>\n(.*?)\n</think>\n\n|\s*<think>\s*(.*?)\s*</think>\s*", re.DOTALL)
"""Reasoning before a content: as we write it, to the letter, or in any other way."""
_THINK_OPENED = re.compile(r"\s*((?:(?!<think>).)*?)\s*</think>\s*", re.DOTALL)
"""Reasoning whose begin is not in the content: some chat templates write it into the prompt."""
_PARTS = frozenset(("text", "reasoning", "thinking", "tool_call"))


class RowError(ValueError):
    """A row that does not hold what its form says; the message says what is wrong with it."""


@dataclass(frozen=True, eq=False)
class Dialogue:
    """One row as messages.

    `learnt` are the positions of the assistant messages with a loss. `tools` are the definitions
    as they stand there, in the order shown. Calls and results without ids are given some, in
    order, and counted in `without_id`. `argument_values` are the arguments as they stood in the
    row: text, or values that Arrow would have to type. `trajectory` is its name, where the row
    tells it: rows of one trajectory are paths or turns of one dialogue. `id` is what the row calls
    itself, empty where it does not. `form` names the form of the row, `file` and `number` are where
    it is.
    """

    messages: tuple[Message, ...]
    tools: tuple[JSON, ...]
    learnt: frozenset[int]
    without_id: int = 0
    argument_values: tuple[JSON, ...] = ()
    trajectory: str = ""
    id: str = ""
    form: str = ""
    file: str = ""
    number: int = 0

    def learnt_calls(self) -> Iterator[tuple[int, ToolCall]]:
        """Yield the calls that are learnt, with the position of their message."""
        for position in sorted(self.learnt):
            for call in self.messages[position].tool_calls:
                yield position, call

    def place(self, position: int | None = None) -> str:
        """Return ``file:row``, and the message where one is meant."""
        return f"{self.file}:{self.number}" + ("" if position is None else f", message {position}")


def assistant_positions(messages: Iterable[Message]) -> list[int]:
    """Return where the assistant speaks."""
    return [place for place, message in enumerate(messages) if message.role == "assistant"]


class MessageReader:
    """Reads the chat messages of one row in order.

    They are in OpenAI form, or near it: ids may be missing, arguments objects, contents objects or
    lists of parts, reasoning inline in ``<think>…</think>`` or before ``</think>`` alone. So is
    OpenAI's older form, with one `function_call` in a message and its result from the role
    ``function``: that has no ids. An id that several calls share stands for each in turn, as
    results come: each call has its own.
    """

    def __init__(self) -> None:
        self.without_id = 0
        self.argument_values: list[JSON] = []
        self._count = 0
        self._used: set[str] = set()
        self._open: deque[tuple[str, str]] = deque()

    def read(self, item: dict[str, Any]) -> Message:
        """Return the next message.

        Raises:
            KeyError, TypeError, ValueError, AttributeError: it is no message.
        """
        role, (said, thought, made) = _role(item["role"]), _apart(item.get("content"))
        content, name = _text(said), f"m{self._count}"
        self._count += 1
        if role == "tool":
            return self._result(name, item, content)
        if role != "assistant":
            return Message(id=name, role=role, content=content)
        reasoning = thought or _string(item, "reasoning_content") or _string(item, "reasoning")
        if not reasoning and "</think>" in content:
            reasoning, content = _inline(content)
        self._open.clear()
        calls = tuple(self._call(call) for call in made or self._calls(item))
        return Message(
            id=name, role="assistant", content=content, reasoning=reasoning, tool_calls=calls
        )

    def _calls(self, item: dict[str, Any]) -> Iterable[dict[str, Any]]:
        """Return the calls of a message, which may be JSON text, or its one older call."""
        calls, older = item.get("tool_calls"), item.get("function_call")
        if older and not calls:
            return [{"id": f"call-{self._count}", "function": older}]
        listed = (orjson.loads(calls) if isinstance(calls, str) else calls) or ()
        if not isinstance(listed, list | tuple):
            raise TypeError(f"`tool_calls` is a {type(listed).__name__}, not a list of calls")
        return listed

    def _call(self, item: dict[str, Any]) -> ToolCall:
        function = item.get("function") or item if isinstance(item, dict) else item
        if not isinstance(function, dict):
            raise TypeError(f"a call is a {type(function).__name__}, not an object")
        value = function.get("arguments")
        self.argument_values.append(value)
        call_id = _string(item, "id")
        if not call_id:
            self.without_id += 1
            call_id = f"without-id-{self._count}-{len(self.argument_values)}"
        own = call_id if call_id not in self._used else f"{call_id}-{len(self.argument_values)}"
        self._used.add(own)
        self._open.append((call_id, own))
        text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
        return ToolCall(id=own, name=_string(function, "name"), arguments=text)

    def _result(self, name: str, item: dict[str, Any], content: str) -> Message:
        call_id = _string(item, "tool_call_id")
        if not call_id:
            self.without_id += item["role"] != "function"
            call_id = self._open[0][0] if self._open else f"without-id-{self._count}"
        answered = next((one for one in self._open if one[0] == call_id), None)
        if answered is not None:
            self._open.remove(answered)
            call_id = answered[1]
        return Message(
            id=name,
            role="tool",
            content=content,
            tool_call_id=call_id,
            status=given if (given := item.get("status")) in _STATUSES else _status(content),
        )


def _inline(content: str) -> tuple[str, str]:
    """Return the reasoning that stands before a content, if any, and the content without it."""
    found = _THINK.match(content) or _THINK_OPENED.match(content)
    if not found:
        return "", content
    return next(said for said in found.groups() if said is not None), content[found.end() :]


def _role(value: JSON) -> Role:
    """Return a role; developer is OpenAI's later word for system, function its older for tool.

    Raises:
        ValueError: there is no such role.
    """
    role = {"developer": "system", "function": "tool"}.get(value, value)
    if role not in _ROLES:
        raise ValueError(f"unknown role {value!r}")
    return cast(Role, role)


def _string(item: dict[str, Any], key: str) -> str:
    """Return a text that may be missing or null.

    Raises:
        TypeError: it is something else.
    """
    value = item.get(key)
    if not isinstance(value, str | None):
        raise TypeError(f"`{key}` is {value!r}, not text")
    return value or ""


def _apart(content: JSON) -> tuple[JSON, str, list[dict[str, Any]]]:
    """Return a content that is a list of parts as its texts, its reasoning and its calls.

    Any other content is returned as it stands.

    Raises:
        ValueError: the text of a call is not JSON.
    """
    if not isinstance(content, list) or not all(
        isinstance(part, dict) and part.get("type") in _PARTS for part in content
    ):
        return content, "", []
    kinds: dict[str, list[Any]] = {kind: [] for kind in _PARTS}
    for part in content:
        kind = part["type"]
        kinds[kind].append(part[kind] if kind in part else part.get("value"))
    thought = "\n".join(map(str, kinds["thinking"] + kinds["reasoning"]))
    calls = [orjson.loads(text) for text in kinds["tool_call"]]
    return "\n".join(map(str, kinds["text"])), thought, calls


def _text(content: JSON) -> str:
    """Return a content as text: of a list of parts their texts, of any other value its JSON."""
    if content is None or isinstance(content, str):
        return content or ""
    if isinstance(content, list) and all(
        isinstance(part, dict) and isinstance(part.get("text"), str) for part in content
    ):
        return "\n".join(part["text"] for part in content)
    return orjson.dumps(content).decode()


_ROLES, _STATUSES = get_args(Role), get_args(ResultStatus)
_TELLS = ('"error', '"is_error"', '"isError"', '"success"', "\\u")


def _status(content: str) -> ResultStatus:
    """Tell a failed result by its structure, where the form has no status: never by words."""
    if not any(sign in content for sign in _TELLS):  # a small part of what reading it costs
        return "ok"
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        return "ok"
    if not isinstance(value, dict):
        return "ok"
    failed = any(value.get(key) for key in ("error", "errors", "is_error", "isError"))
    return "error" if failed or value.get("success") is False else "ok"
