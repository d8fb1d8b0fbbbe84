"""Exports of Langfuse and LangSmith: a row per call of a model, with what went in and out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolmind.datasets.dialogue import Dialogue, RowError
from toolmind.datasets.forms.base import RowForm, chat_dialogue, marked, parsed, tools_column
from toolmind.datasets.forms.spans import lineage
from toolmind.records import JSON

_TYPES = {"human": "user", "ai": "assistant", "HumanMessage": "user", "AIMessage": "assistant"}
_TYPES |= {"SystemMessage": "system", "ToolMessage": "tool", "AIMessageChunk": "assistant"}


class Langfuse(RowForm):
    """Observations of type GENERATION: `input` and `output` hold OpenAI's messages and tools."""

    name = "langfuse"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether a row is an observation."""
        return ("traceId" in row or "trace_id" in row) and {"type", "input", "output"} <= row.keys()

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions that the call was given."""
        if not self.fits(row):
            raise RowError("no observation with an input")
        return tools_column({"tools": _tools(_parsed_or_text(row["input"]))})

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return what the call was given and said; the latter is learnt."""
        given, said = parsed(row["input"], "input"), _parsed_or_text(row["output"])
        return _call(row, given, said, self.tools(row))


class LangSmith(RowForm):
    """Runs of type llm: `inputs` and `outputs` hold messages of OpenAI or of LangChain."""

    name = "langsmith"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether a row is a run."""
        return "run_type" in row and {"inputs", "outputs"} <= row.keys()

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions that the call was given."""
        if not self.fits(row):
            raise RowError("no run with inputs")
        extra = _parsed_or_text(row.get("extra"))
        asked = extra.get("invocation_params") if isinstance(extra, dict) else None
        return tools_column({"tools": _tools(_parsed_or_text(row["inputs"])) or _tools(asked)})

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return what the call was given and said; the latter is learnt."""
        if row["run_type"] != "llm":
            raise RowError(f"a run of type {row['run_type']!r}: calls of a model are of type llm")
        given, said = parsed(row["inputs"], "inputs"), parsed(row["outputs"], "outputs")
        return _call(row, given, said, self.tools(row))


def _call(row: dict[str, Any], given: JSON, said: JSON, tools: Iterator[JSON]) -> Dialogue:
    before = [{**one, "train": False} for one in _messages(given)]
    after = [{**one, "train": True} for one in _messages(said)]
    if not after or after[-1].get("role") != "assistant":
        raise RowError("the call has no message that came out of it: the trace is cut")
    return chat_dialogue(lineage(row), [*before, *after], marked, tools)


def _parsed_or_text(value: JSON) -> JSON:
    if not isinstance(value, str):
        return value
    try:
        return parsed(value, "output")
    except RowError:
        return value


def _tools(value: JSON) -> list[Any]:
    found = value.get("tools") or value.get("functions") if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def _messages(value: JSON) -> list[dict[str, Any]]:
    """Return the messages in a value, however deep they stand."""
    if isinstance(value, str):
        return [{"role": "assistant", "content": value}]
    if isinstance(value, list):
        return [message for one in value for message in _messages(one)]
    if not isinstance(value, dict):
        return []
    for key in ("messages", "choices", "generations", "message", "output"):
        if isinstance(value.get(key), list | dict):
            return _messages(value[key])
    return [_message(value)] if "content" in value or "kwargs" in value or "data" in value else []


def _message(value: dict[str, Any]) -> dict[str, Any]:
    """Return a message as OpenAI has it; LangChain's has its class, and arguments as `args`."""
    if "role" in value:
        return value
    fields = value.get("kwargs") or value.get("data") or value
    kind = value.get("type") if "kwargs" not in value else (value.get("id") or [""])[-1]
    role = _TYPES.get(str(kind), str(kind))
    calls = [
        {"id": call.get("id"), "function": {"name": call["name"], "arguments": call.get("args")}}
        for call in fields.get("tool_calls") or ()
    ]
    said = {"role": role, "content": fields.get("content")}
    if role == "tool":
        return {**said, "tool_call_id": fields.get("tool_call_id")}
    return {**said, "tool_calls": calls} if role == "assistant" else said
