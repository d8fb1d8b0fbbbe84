"""OpenAI chat JSONL, the form that fine-tuning endpoints and most trainers read.

One row per trajectory: `messages`, `tools`, `parallel_tool_calls`, and the lineage under
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
from toolmind.formats.base import (
    ExportReport,
    KeptTrajectory,
    call_object,
    lineage,
)
from toolmind.models.client.wire import encode_tools
from toolmind.records import Message


class OpenAIExporter:
    """Writes `trajectories.jsonl`."""

    name = "openai"
    file = "trajectories.jsonl"

    def export(self, rows: Iterable[KeptTrajectory], out_dir: Path) -> ExportReport:
        """Write one line per trajectory; see `Exporter.export`."""
        count = trained = 0
        with atomic_file(out_dir / self.file) as file:
            for kept in rows:
                row = openai_row(kept)
                file.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
                count += 1
                trained += sum(message.get("weight", 0) for message in row["messages"])
        return ExportReport(name=self.name, files=(self.file,), rows=count, trained_turns=trained)

    def verify(self, out_dir: Path) -> int:
        """Hold every line against OpenAI's rules for a fine-tuning file; see `Exporter.verify`."""
        path, count = out_dir / self.file, 0
        with path.open("rb") as file:
            for count, line in enumerate(file, 1):
                try:
                    row = _ROW.decode(line)
                except msgspec.MsgspecError as error:
                    raise DataError(str(error), file=str(path), row=count) from error
                for field, problem in row_faults(row):
                    raise DataError(problem, file=str(path), row=count, field=field)
        return count


def openai_row(kept: KeptTrajectory) -> dict[str, Any]:
    """Return a trajectory as a row of the file, for orjson."""
    return {
        "messages": [openai_message(message) for message in kept.messages],
        "tools": orjson.Fragment(encode_tools(kept.tools)),  # most of a row, and in many
        # The dialogues were played with parallel calls allowed, whether or not one was made.
        "parallel_tool_calls": True,
        "metadata": lineage(kept),
    }


def openai_message(message: Message) -> dict[str, Any]:
    """Return a message in OpenAI form; content is always text, because some servers refuse null."""
    row: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.role == "tool":
        row["tool_call_id"] = message.tool_call_id
    if message.role == "assistant":
        if message.reasoning:
            row["reasoning_content"] = message.reasoning
        if message.tool_calls:
            row["tool_calls"] = [call_object(call) for call in message.tool_calls]
        row |= {"weight": int(message.train and message.weight > 0), "train": message.train}
    return row


class _Named(msgspec.Struct, gc=False):
    name: str


class _Function(msgspec.Struct, gc=False):
    """A tool, or a call of one."""

    function: _Named
    id: str = ""


class _Message(msgspec.Struct, gc=False):
    role: str
    weight: float = 0
    tool_call_id: str = ""
    tool_calls: tuple[_Function, ...] = ()


class _Row(msgspec.Struct, gc=False):
    """What the rules are about. The rest of a row is parsed, and no objects are made of it."""

    messages: tuple[_Message, ...]
    tools: tuple[_Function, ...]


_ROW = msgspec.json.Decoder(_Row)


def row_faults(row: _Row) -> Iterator[tuple[str, str]]:
    """Yield (field, problem) for whatever OpenAI's fine-tuning would refuse in a row."""
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
    if waiting:
        yield "messages", f"calls {sorted(waiting)} have no result"
