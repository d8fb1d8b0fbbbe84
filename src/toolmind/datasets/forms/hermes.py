"""Hermes: the system prompt says how calls are written in the assistant's text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.forms.base import (
    RowForm,
    calls_in_field,
    chat_dialogue,
    first_item,
    listed,
    marked,
    tools_column,
    tools_in_text,
)
from toolmind.datasets.speakers import literal
from toolmind.records import JSON

_CALL = re.compile(r"<(tool_call|call)>\s*(.*?)\s*</\1>", re.DOTALL)
_RESULT = re.compile(r"<tool_response>\s*(.*?)\s*</tool_response>", re.DOTALL)
_TOOLS = re.compile(r"<tools>(.*?)</tools>", re.DOTALL)
_TOLD = re.compile(r"<(?:tools|tool_call)>")
_ASSISTANT = ("gpt", "assistant", "model")
_TOOL = ("tool", "function", "observation")


class Hermes(RowForm):
    """Calls are ``<tool_call>`` blocks, results ``<tool_response>`` blocks; tools under `tools`.

    The form of many data sets; without a column of tools they stand in the system prompt.
    """

    name = "hermes"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether the system prompt tells of tools or calls in tags, and none is in a field."""
        items = row.get(_column(row))
        text = _text(first_item(row, _column(row)))
        told = isinstance(text, str) and bool(_TOLD.search(text))
        return told and not any(map(calls_in_field, items if isinstance(items, list) else ()))

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions under `tools`, or in the system prompt."""
        if row.get("tools"):
            return tools_column(row)
        text = _text(first_item(row, _column(row)))
        inside = _TOOLS.search(text) if isinstance(text, str) else None
        listed_there = literal(inside[1]) if inside else None  # at times as Python writes a list
        return iter(listed_there) if isinstance(listed_there, list) else tools_in_text(text)

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the conversation, with calls and results taken out of its texts."""
        items = taken_apart(listed(row, _column(row)))
        return chat_dialogue(row, items, marked, tools=tuple(self.tools(row)))


def taken_apart(items: Iterable[Any]) -> Iterator[Any]:
    """Yield messages with the calls and results in their texts as speakers of their own.

    A block that holds no call stays in its text: there is none to learn from it.
    """
    for item in items:
        text = _text(item) if isinstance(item, dict) else None
        if not isinstance(text, str):
            yield item
        elif (speaker := _speaker(item)) in _ASSISTANT:
            yield {**item, "value" if "value" in item else "content": _without_calls(text)}
            for block in _CALL.finditer(text):
                if literal(block[2]):
                    yield {"from": "function_call", "value": block[2]}
        elif speaker in _TOOL:
            results = [block[1] for block in _RESULT.finditer(text)] or [text]
            yield from ({"from": "observation", "value": result} for result in results)
        else:
            yield item


def _without_calls(text: str) -> str:
    return _CALL.sub(lambda block: "" if literal(block[2]) else block[0], text).strip()


def _speaker(item: dict[str, Any]) -> JSON:
    return item.get("role") or item.get("from")


def _column(row: dict[str, Any]) -> str:
    return "conversations" if "conversations" in row else "messages"


def _text(item: dict[str, Any]) -> JSON:
    return item.get("value") if "value" in item else item.get("content")
