"""ATIF, the agent trajectory interchange format (version 1.7): one document a line.

A step is what the system, the user or the agent said; the results of an agent's calls are the
observation of its step. ATIF has no mask: whether a step is learnt stands in its `extra`, as
`train` and `weight`. Arguments are objects; text that says none stays text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from toolmind.datasets.forms import FORMS
from toolmind.formats.base import is_learnt, lineage
from toolmind.formats.chat import ChatRow, arguments_object, tools_json
from toolmind.formats.chat_format import ChatFormat
from toolmind.records import Message

VERSION = "ATIF-v1.7"


class ATIFExporter(ChatFormat):
    """Writes `trajectories.jsonl`."""

    name = "atif"
    file = "trajectories.jsonl"
    form = FORMS["atif"]
    arguments = "object"
    safe_ids = False
    only = {"arguments": "they are objects"}

    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return the document."""
        models = chat.kept.trajectory.models
        return {
            "schema_version": VERSION,
            "session_id": chat.id,
            "agent": {
                "name": "toolmind",
                "version": "1",
                "model_name": models.get("assistant", ""),
                "tool_definitions": orjson.Fragment(tools_json(chat.kept)),
            },
            "steps": list(_steps(chat.messages)),
            "extra": lineage(chat.kept) | {"id": chat.id},
        }

    def row_id(self, row: dict[str, Any]) -> str:
        """Return the session's id."""
        return str(row["session_id"])

    def refuses(self, chat: ChatRow) -> str:
        """Return why results cannot be: one stands where no agent's step is before it."""
        for before, message in zip((None, *chat.messages), chat.messages, strict=False):
            if message.role == "tool" and (before is None or before.role not in _BEFORE_RESULT):
                return "a result that follows no call"
        return ""


_BEFORE_RESULT = ("assistant", "tool")


def _steps(messages: Sequence[Message]) -> Iterator[dict[str, Any]]:
    step: dict[str, Any] | None = None
    for message in messages:
        if message.role == "tool" and step is not None:
            observed = step.setdefault("observation", {"results": []})
            observed["results"].append(_result(message))
            continue
        if step is not None:
            yield step
        step = _step(message, 1 if step is None else step["step_id"] + 1)
    if step is not None:
        yield step


def _step(message: Message, number: int) -> dict[str, Any]:
    source = {"assistant": "agent"}.get(message.role, message.role)
    step: dict[str, Any] = {"step_id": number, "source": source, "message": message.content}
    if message.role != "assistant":
        return step
    if message.reasoning:
        step["reasoning_content"] = message.reasoning
    step["extra"] = {"train": is_learnt(message), "weight": message.weight}
    if message.tool_calls:
        step["tool_calls"] = [
            {
                "tool_call_id": call.id,
                "function_name": call.name,
                "arguments": arguments_object(call.arguments),
            }
            for call in message.tool_calls
        ]
    return step


def _result(message: Message) -> dict[str, Any]:
    result: dict[str, Any] = {"source_call_id": message.tool_call_id, "content": message.content}
    if message.status:
        result["extra"] = {"status": message.status}
    return result
