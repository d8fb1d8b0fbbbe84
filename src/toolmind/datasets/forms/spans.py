"""Spans of a model's calls: OpenTelemetry's GenAI conventions, and OpenInference's.

A span is one call: what it was given and what it said. So each is a row in which just what was said
is learnt, whatever became of the spans around it; its trace is the dialogue that it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from toolmind.datasets.dialogue import Dialogue, RowError
from toolmind.datasets.forms.base import RowForm, chat_dialogue, marked, parsed, tools_column
from toolmind.records import JSON

_INPUT, _OUTPUT = "gen_ai.input.messages", "gen_ai.output.messages"
_SYSTEM, _TOOLS = "gen_ai.system_instructions", "gen_ai.tool.definitions"
_KEY = re.compile(r"llm\.(input|output)_messages\.(\d+)\.message\.(.+)")
_CALL = re.compile(r"tool_calls\.(\d+)\.tool_call\.(?:function\.)?(id|name|arguments)")
_TOOL = re.compile(r"llm\.tools\.\d+\.tool\.json_schema")


class GenAISpan(RowForm):
    """`attributes` with `gen_ai.input.messages` and `gen_ai.output.messages`, in parts."""

    name = "otel-genai"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether the span has messages in and out."""
        found = attributes(row)
        return _INPUT in found or _OUTPUT in found

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions of the tools that the call was given."""
        if not self.fits(row):
            raise RowError("no span with messages")
        return tools_column({"tools": attributes(row).get(_TOOLS) or []})

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return what the call was given and said; the latter is learnt."""
        found = attributes(row)
        said: list[dict[str, Any]] = []
        if system := parsed(found.get(_SYSTEM), _SYSTEM):
            said += _unfolded({"role": "system", "parts": system}, False)
        for key in (_INPUT, _OUTPUT):
            for message in parsed(found.get(key), key) or ():
                said += _unfolded(message, key == _OUTPUT)
        return chat_dialogue(lineage(row), said, marked, self.tools(row))


class OpenInferenceSpan(RowForm):
    """`attributes` with a key for every field of every message, as `llm.input_messages.0.…`."""

    name = "openinference"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether the span has messages."""
        return any(_KEY.fullmatch(key) for key in attributes(row))

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions of the tools that the call was given."""
        if not self.fits(row):
            raise RowError("no span with messages")
        found = attributes(row)
        return tools_column({"tools": [found[key] for key in found if _TOOL.fullmatch(key)]})

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return what the call was given and said; the latter is learnt."""
        messages: dict[tuple[str, int], dict[str, Any]] = {}
        for key, value in attributes(row).items():
            if place := _KEY.fullmatch(key):
                message = messages.setdefault((place[1], int(place[2])), {"calls": {}})
                if call := _CALL.fullmatch(place[3]):
                    message["calls"].setdefault(int(call[1]), {})[call[2]] = value
                else:
                    message[place[3]] = value
        said = [_flat(messages[place], place[0] == "output") for place in sorted(messages)]
        return chat_dialogue(lineage(row), said, marked, self.tools(row))


def attributes(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes of a span: a mapping, or a list of keys and typed values (OTLP)."""
    found = row.get("attributes")
    if isinstance(found, list):
        return {
            one["key"]: _value(one.get("value"))
            for one in found
            if isinstance(one, dict) and isinstance(one.get("key"), str)
        }
    return found if isinstance(found, dict) else {}


def _value(value: JSON) -> JSON:
    """Return what a typed value of OTLP says: its lists and maps are of typed values again."""
    if not isinstance(value, dict):
        return value
    kind, said = next(iter(value.items()), ("", None))
    inner = said.get("values") if isinstance(said, dict) else None
    if kind == "arrayValue":
        return [_value(one) for one in inner or ()]
    return attributes({"attributes": inner or []}) if kind == "kvlistValue" else said


def is_span(row: Mapping[str, Any]) -> bool:
    """Say whether a row is a span, of whatever: it is named, and part of a trace."""
    return isinstance(row.get("name"), str) and bool(lineage(row)["trajectory"])


def lineage(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row that names the trace of a span as its trajectory."""
    context = row.get("context")
    inner = context if isinstance(context, dict) else {}
    trace = row.get("traceId") or row.get("trace_id") or inner.get("trace_id")
    return {"trajectory": trace}


def _unfolded(message: dict[str, Any], learnt: bool) -> list[dict[str, Any]]:
    """Return a message in parts as messages: each result is one of its own."""
    texts, thoughts, calls, results = [], [], [], []
    for part in message.get("parts") or ():
        kind = part.get("type")
        if kind == "tool_call":
            function = {"name": part["name"], "arguments": part.get("arguments")}
            calls.append({"id": part.get("id"), "function": function})
        elif kind == "tool_call_response":
            content = part.get("response", part.get("result"))
            results.append({"role": "tool", "tool_call_id": part.get("id"), "content": content})
        elif kind in ("reasoning", "thinking"):
            thoughts.append(str(part.get("content") or ""))
        else:
            texts.append(str(part.get("content") or ""))
    if results:
        return results
    said = {"role": message["role"], "content": "\n".join(texts)}
    if message["role"] == "assistant":
        turn = {"reasoning_content": "\n".join(thoughts), "tool_calls": calls, "train": learnt}
        return [{**said, **turn}]
    return [said]


def _flat(message: dict[str, Any], learnt: bool) -> dict[str, Any]:
    calls = [
        {
            "id": call.get("id"),
            "function": {"name": call.get("name"), "arguments": call.get("arguments")},
        }
        for _, call in sorted(message["calls"].items())
    ]
    said = {"role": message.get("role"), "content": message.get("content")}
    if message.get("role") == "tool":
        return {**said, "tool_call_id": message.get("tool_call_id")}
    return {**said, "tool_calls": calls, "train": learnt} if said["role"] == "assistant" else said
