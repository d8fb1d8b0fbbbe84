"""OpenAI's Responses: items of messages, reasoning, calls and what calls gave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.forms.base import RowForm, chat_dialogue, marked, parsed, tools_column
from toolmind.records import JSON

_TYPES = frozenset(("function_call", "function_call_output", "reasoning"))
_COLUMNS = ("input", "items", "output")


class Responses(RowForm):
    """`input` and `output` are items (or `items` alone), `instructions` the system prompt.

    Learnt is what is under `output`; without it, all that the assistant says.
    """

    name = "responses"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether an item is of a type that Responses alone has."""
        return any(
            item.get("type") in _TYPES or (item.get("type") == "message" and "role" in item)
            for column in _COLUMNS
            for item in _objects(row.get(column))
        )

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions under `tools`, which are flat."""
        return tools_column(row)

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the items as a dialogue: reasoning and calls join the turn that they are of."""
        said: list[dict[str, Any]] = []
        if row.get("instructions"):
            said.append({"role": "system", "content": row["instructions"]})
        replied = isinstance(row.get("output"), list)
        for column in _COLUMNS:
            value = parsed(row.get(column), column) if column != "input" else row.get(column)
            if isinstance(value, str):
                value = [{"role": "user", "content": value}]
            mark = {"train": column == "output"} if replied else {}
            said += _turns(_objects(value), mark)
        tools = tools_column(row) if row.get("tools") else ()
        return chat_dialogue(row, said, marked, tools)


def _objects(value: JSON) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _turns(items: Iterable[dict[str, Any]], mark: dict[str, Any]) -> list[dict[str, Any]]:
    """Return items as messages; what the assistant does between two others is one turn."""
    said: list[dict[str, Any]] = []
    for item in items:
        kind = item.get("type", "message")
        if kind == "function_call_output":
            call = {"tool_call_id": item["call_id"], "content": item.get("output")}
            said.append({"role": "tool", **call})
        elif kind == "message" and item["role"] != "assistant":
            said.append({"role": item["role"], "content": item.get("content")})
        elif kind in ("message", "reasoning", "function_call"):
            _add(_turn(said, kind, mark), kind, item)
    return said


def _turn(said: list[dict[str, Any]], kind: str, mark: dict[str, Any]) -> dict[str, Any]:
    """Return the turn that an item belongs to: the one under way, or a new one."""
    last = said[-1] if said and said[-1]["role"] == "assistant" else None
    done = last is not None and (
        (kind == "reasoning" and (last["content"] or last["tool_calls"]))
        or (kind == "message" and (last["content"] or last["tool_calls"]))
    )
    if last is None or done:
        last = {"role": "assistant", "content": "", "reasoning": "", "tool_calls": [], **mark}
        said.append(last)
    return last


def _add(turn: dict[str, Any], kind: str, item: dict[str, Any]) -> None:
    if kind == "message":
        turn["content"] = item.get("content")
    elif kind == "reasoning":
        parts = item.get("content") or item.get("summary") or []
        texts = [part["text"] for part in parts if isinstance(part, dict)]
        turn["reasoning"] = "\n".join(filter(None, [turn["reasoning"], *texts]))
    else:
        function = {"name": item["name"], "arguments": item.get("arguments")}
        turn["tool_calls"].append({"id": item["call_id"], "function": function})
