"""Reading the rows of a data set, in any of the forms that the audit knows.

- OpenAI form: `messages` and `tools`; what we export as JSONL and as Parquet by trajectory;
- prompt and completion: what we export as Parquet by turn;
- the form of the released ToolMind data: `conversations` and `tools`, arguments as objects, no
  ids, reasoning inline in ``<think>…</think>``, the last message the supervised one.
"""

from __future__ import annotations

import gzip
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

import duckdb
import orjson

from toolmind.errors import DataError
from toolmind.records import JSON, Message, ResultStatus, Role, ToolCall

_THINK = re.compile(r"^\s*<think>(.*?)</think>\s*", re.DOTALL)
_BATCH = 256
_SUFFIXES = (".jsonl", ".jsonl.gz", ".parquet")
_FORMS = "`messages`, `prompt` + `completion`, or `conversations`"


@dataclass(frozen=True, eq=False)
class AuditRow:
    """One row in the one form that the faults look at.

    `learnt` are the positions of the assistant messages with a loss. Calls and results without
    ids are given some, in order, and counted in `without_id`. `argument_values` are the arguments
    as they stood in the file: text, or values that Arrow would have to type.
    """

    file: str
    number: int
    messages: tuple[Message, ...]
    tools: tuple[JSON, ...]
    learnt: frozenset[int]
    without_id: int
    argument_values: tuple[JSON, ...]
    trajectory: str

    def learnt_calls(self) -> Iterator[tuple[int, ToolCall]]:
        """Yield the calls that are learnt, with the position of their message."""
        for position in sorted(self.learnt):
            for call in self.messages[position].tool_calls:
                yield position, call


def data_files(path: Path) -> list[Path]:
    """Return the data files of a path: itself, or those under a folder (of a run: its export).

    Raises:
        DataError: there is no such path, no data file, or a file of a kind we cannot read.
    """
    if not path.exists():
        raise DataError("no such file or folder", file=str(path), remedy="Check the path.")
    if path.is_file():
        if not path.name.endswith(_SUFFIXES):
            raise DataError(f"the audit reads {', '.join(_SUFFIXES)}", file=str(path))
        return [path]
    folder = path / "export" if (path / "export").is_dir() else path
    files = sorted(file for file in folder.rglob("*") if file.name.endswith(_SUFFIXES))
    files = [file for file in files if file.is_file() and not file.name.startswith(".")]
    if not files:
        raise DataError(
            "no data file in this folder",
            file=str(folder),
            remedy=f"Expected {', '.join(_SUFFIXES)}.",
        )
    return files


def read_rows(path: Path) -> Iterator[AuditRow | DataError]:
    """Yield every row of a file; one that cannot be read is a `DataError` naming file and row.

    The file is read as a stream, a few rows at a time.
    """
    for number, raw in enumerate(_raw_rows(path), 1):
        if isinstance(raw, str):
            yield DataError(raw, file=str(path), row=number, remedy="Repair or remove the line.")
            continue
        try:
            yield _row(path, number, raw)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            text = f"not a dialogue: {type(error).__name__}: {error}"
            remedy = f"A row needs {_FORMS}, each a list of messages."
            yield DataError(text, file=str(path), row=number, remedy=remedy)


def _raw_rows(path: Path) -> Iterator[dict[str, Any] | str]:
    """Yield rows as objects, or what is wrong with one as text."""
    if path.suffix == ".parquet":
        yield from _parquet_rows(path)
        return
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rb") as file:
            for line in file:
                yield _json_row(line)
    except (OSError, EOFError) as error:
        raise DataError(f"cannot be read: {error}", file=str(path)) from error


def _json_row(line: bytes) -> dict[str, Any] | str:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return f"not JSON: {error}"
    return value if isinstance(value, dict) else "not a JSON object"


def _parquet_rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with duckdb.connect(config={"threads": 1}) as connection:
            cursor = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
            names = [column[0] for column in cursor.description or ()]
            while rows := cursor.fetchmany(_BATCH):
                yield from (dict(zip(names, row, strict=True)) for row in rows)
    except duckdb.Error as error:
        raise DataError(f"not Parquet: {' '.join(str(error).split())}", file=str(path)) from error


def _row(path: Path, number: int, raw: dict[str, Any]) -> AuditRow:
    if "conversations" in raw:
        items, supervised = list(raw["conversations"]), "last"
    elif "messages" in raw:
        items = list(raw["messages"])
        marked = any(_mark(item) is not None for item in items)
        supervised = "marked" if marked else "all"
    elif "prompt" in raw and "completion" in raw:
        items, supervised = [*raw["prompt"], *raw["completion"]], "last"
    else:
        raise KeyError(f"no {_FORMS}")
    reader = _Messages()
    messages = tuple(reader.read(item) for item in items)
    metadata = raw.get("metadata")
    lineage = metadata if isinstance(metadata, dict) else raw
    return AuditRow(
        file=str(path),
        number=number,
        messages=messages,
        tools=_tools(raw.get("tools")),
        learnt=_learnt(items, messages, supervised),
        without_id=reader.without_id,
        argument_values=tuple(reader.argument_values),
        trajectory=str(lineage.get("trajectory") or ""),
    )


def _mark(item: dict[str, Any]) -> bool | None:
    """Return a message's own word on whether it is learnt, where it has one."""
    for key in ("train", "weight", "loss"):
        if item.get("role") == "assistant" and item.get(key) is not None:
            return bool(item[key])
    return None


def _learnt(
    items: list[dict[str, Any]], messages: tuple[Message, ...], supervised: str
) -> frozenset[int]:
    spoken = [place for place, message in enumerate(messages) if message.role == "assistant"]
    if supervised == "last":
        return frozenset(place for place in spoken[-1:] if place == len(messages) - 1)
    if supervised == "marked":
        return frozenset(place for place in spoken if _mark(items[place]))
    return frozenset(spoken)


def _tools(value: JSON) -> tuple[JSON, ...]:
    if isinstance(value, str):
        value = orjson.loads(value) if value.strip() else []
    if not isinstance(value, list | None):
        raise ValueError("`tools` is not a list")
    return tuple(value or ())


class _Messages:
    """Reads the messages of one row in order, giving ids to calls and results that have none."""

    def __init__(self) -> None:
        self.without_id = 0
        self.argument_values: list[JSON] = []
        self._count = 0
        self._open: deque[str] = deque()

    def read(self, item: dict[str, Any]) -> Message:
        role, content = _role(item["role"]), _text(item.get("content"))
        name = f"m{self._count}"
        self._count += 1
        if role == "tool":
            return self._result(name, item, content)
        if role != "assistant":
            return Message(id=name, role=role, content=content)
        reasoning = _string(item, "reasoning_content") or _string(item, "reasoning")
        if not reasoning and (inline := _THINK.match(content)):
            reasoning, content = inline[1].strip(), content[inline.end() :]
        calls = tuple(self._call(call) for call in item.get("tool_calls") or ())
        self._open = deque(call.id for call in calls)
        return Message(
            id=name, role="assistant", content=content, reasoning=reasoning, tool_calls=calls
        )

    def _call(self, item: dict[str, Any]) -> ToolCall:
        function = item.get("function") or item
        value = function.get("arguments")
        self.argument_values.append(value)
        call_id = _string(item, "id")
        if not call_id:
            self.without_id += 1
            call_id = f"without-id-{self._count}-{len(self.argument_values)}"
        text = value if isinstance(value, str) else orjson.dumps(value).decode()
        return ToolCall(id=call_id, name=_string(function, "name"), arguments=text)

    def _result(self, name: str, item: dict[str, Any], content: str) -> Message:
        call_id = _string(item, "tool_call_id")
        if not call_id:
            self.without_id += 1
            call_id = self._open[0] if self._open else f"without-id-{self._count}"
        if call_id in self._open:
            self._open.remove(call_id)
        return Message(
            id=name,
            role="tool",
            content=content,
            tool_call_id=call_id,
            status=given
            if (given := item.get("status")) in get_args(ResultStatus)
            else _status(content),
        )


def _role(value: JSON) -> Role:
    """Return a role; developer is OpenAI's later word for system.

    Raises:
        ValueError: there is no such role.
    """
    role = "system" if value == "developer" else value
    if role not in get_args(Role):
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


def _text(content: JSON) -> str:
    """Return a content as text: of a list of parts their texts, of any other value its JSON."""
    if content is None or isinstance(content, str):
        return content or ""
    if isinstance(content, list) and all(
        isinstance(part, dict) and isinstance(part.get("text"), str) for part in content
    ):
        return "\n".join(part["text"] for part in content)
    return orjson.dumps(content).decode()


def _status(content: str) -> ResultStatus:
    """Tell a failed result by its structure, where the form has no status: never by words."""
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        return "ok"
    if not isinstance(value, dict):
        return "ok"
    failed = any(value.get(key) for key in ("error", "errors", "is_error", "isError"))
    return "error" if failed or value.get("success") is False else "ok"


def located(row: AuditRow, position: int | None = None) -> str:
    """Return ``file:row``, and the message where one is meant."""
    return f"{row.file}:{row.number}" + ("" if position is None else f", message {position}")


def all_files(paths: Iterable[Path]) -> list[Path]:
    """Return the data files of all paths, each once.

    Raises:
        DataError: see `data_files`.
    """
    return list(dict.fromkeys(file for path in paths for file in data_files(path)))
