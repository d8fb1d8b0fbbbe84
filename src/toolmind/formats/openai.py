"""OpenAI chat JSONL, the form that fine-tuning endpoints and most trainers read.

One row per path of a trajectory: `messages`, `tools`, `parallel_tool_calls`, and the lineage under
`metadata`. Assistant messages carry `weight` 0 or 1 (OpenAI's mask; it takes no fractions) and the
same as a boolean `train` (axolotl's `message_field_training`). Reasoning is kept on every turn as
`reasoning_content`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import orjson

from toolmind.errors import DataError
from toolmind.files import atomic_file
from toolmind.formats.base import ExportReport, KeptPath, KeptTrajectory, is_learnt, lineage
from toolmind.formats.chat import chat_message, tools_json
from toolmind.formats.readback import TaughtRow, compare, taught_by_path
from toolmind.records import Message


class OpenAIExporter:
    """Writes `trajectories.jsonl`."""

    name = "openai"
    file = "trajectories.jsonl"

    def export(self, rows: Iterable[KeptTrajectory], out_dir: Path) -> ExportReport:
        """Write one line per path; see `Exporter.export`."""
        count = trained = 0
        with atomic_file(out_dir / self.file) as file:
            for kept in rows:
                for path in kept.paths():
                    row = openai_row(kept, path)
                    file.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
                    count += 1
                    trained += sum(map(is_learnt, path.messages))
        return ExportReport(name=self.name, files=(self.file,), rows=count, trained_turns=trained)

    def verify(self, out_dir: Path, rows: Iterable[KeptTrajectory]) -> int:
        """Hold every line against OpenAI's rules for a fine-tuning file; see `Exporter.verify`."""
        path = out_dir / self.file
        return compare(path, _read(path), taught_by_path(rows))


def openai_row(kept: KeptTrajectory, path: KeptPath) -> dict[str, Any]:
    """Return a path of a trajectory as a row of the file, for orjson."""
    return {
        "messages": [openai_message(message) for message in path.messages],
        "tools": orjson.Fragment(tools_json(kept)),  # most of a row, and in many
        # The dialogues were played with parallel calls allowed, whether or not one was made.
        "parallel_tool_calls": True,
        "metadata": lineage(kept) | {"id": path.id},
    }


def openai_message(message: Message) -> dict[str, Any]:
    """Return a message in OpenAI form, with its mask."""
    row = chat_message(message)
    if message.role == "assistant":
        row |= {"weight": int(is_learnt(message)), "train": is_learnt(message)}
    return row


class _Called(msgspec.Struct, gc=False):
    name: str
    arguments: str = ""


class _Function(msgspec.Struct, gc=False):
    """A tool, or a call of one."""

    function: _Called
    id: str = ""


class _Message(msgspec.Struct, gc=False):
    role: str
    content: str
    weight: float = 0
    reasoning_content: str = ""
    tool_call_id: str = ""
    tool_calls: tuple[_Function, ...] = ()


class _Lineage(msgspec.Struct, gc=False):
    id: str


class _Row(msgspec.Struct, gc=False):
    """What is looked at. The rest of a row is parsed, and no objects are made of it."""

    messages: tuple[_Message, ...]
    tools: tuple[_Function, ...]
    metadata: _Lineage


_ROW = msgspec.json.Decoder(_Row)


def _read(path: Path) -> Iterator[TaughtRow]:
    """Yield what the lines of the file teach.

    Raises:
        DataError: OpenAI's fine-tuning would not take a line.
    """
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                row = _ROW.decode(line)
            except msgspec.MsgspecError as error:
                raise DataError(str(error), file=str(path), row=number) from error
            for field, problem in row_faults(row):
                raise DataError(problem, file=str(path), row=number, field=field)
            yield TaughtRow(
                id=row.metadata.id,
                tools=tuple(tool.function.name for tool in row.tools),
                roles=tuple(message.role for message in row.messages),
                learnt={at: _turn(m) for at, m in enumerate(row.messages) if m.weight},
            )


def _turn(message: _Message) -> tuple[str, str, tuple[tuple[str, str, str], ...]]:
    calls = ((call.id, call.function.name, call.function.arguments) for call in message.tool_calls)
    return message.content, message.reasoning_content, tuple(calls)


def row_faults(row: _Row) -> Iterator[tuple[str, str]]:
    """Yield (field, problem) for whatever OpenAI's fine-tuning would refuse in a row.

    The last message may make calls: what they give is not learnt.
    """
    messages, tools = row.messages, {tool.function.name for tool in row.tools}
    if not messages or messages[-1].role != "assistant":
        yield "messages", "the last message is not the assistant's"
    if not any(message.weight for message in messages):
        yield "messages", "no assistant message has weight 1: there is nothing to learn"
    waiting: set[str] = set()
    for position, message in enumerate(messages):
        where = f"messages[{position}]"
        if message.role == "tool":
            if message.tool_call_id not in waiting:
                yield where, f"no open call has the id {message.tool_call_id!r}"
            waiting.discard(message.tool_call_id)
            continue
        if waiting:
            yield where, f"calls {sorted(waiting)} have no result"
        if message.weight not in (0, 1):
            yield where, "weight must be 0 or 1"
        waiting = {call.id for call in message.tool_calls}
        unknown = {call.function.name for call in message.tool_calls} - tools
        if unknown and message.weight:
            yield where, f"called tools are not in `tools`: {sorted(unknown)}"
