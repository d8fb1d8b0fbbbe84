"""Rows for checks over data: small ones, of which it is known what becomes of them."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import orjson

TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Weather.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
            "additionalProperties": False,
        },
    },
}


def asks(city: str = "Paris") -> dict[str, Any]:
    return {"role": "user", "content": f"What is the weather in {city}?"}


def calls(name: str, arguments: dict[str, Any], call: str = "c1") -> dict[str, Any]:
    function = {"name": name, "arguments": orjson.dumps(arguments).decode()}
    made = {"id": call, "type": "function", "function": function}
    return {"role": "assistant", "content": None, "tool_calls": [made]}


def gives(call: str = "c1") -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": call, "content": '{"sky": "clear"}'}


SAYS = {"role": "assistant", "content": "Clear."}


def row(name: str, *messages: dict[str, Any], tools: Sequence[Any] = (TOOL,)) -> dict[str, Any]:
    return copy.deepcopy({"id": name, "messages": list(messages), "tools": list(tools)})


def kept(name: str) -> dict[str, Any]:
    return row(name, asks(), calls("get_weather", {"city": "Paris"}), gives(), SAYS)


def masked(name: str) -> dict[str, Any]:
    return row(name, asks(), calls("get_weather", {"city": "Rome"}), gives(), SAYS)


def dropped(name: str) -> dict[str, Any]:
    return row(name, asks(), calls("get_weather", {"city": "Paris"}), SAYS)


def unread(name: str) -> dict[str, Any]:
    return {"id": name, "messages": [{"content": "hi"}], "tools": []}


def without_tools(name: str) -> dict[str, Any]:
    return row(name, asks(), calls("get_weather", {"town": "Paris"}), gives(), SAYS, tools=())


MADE = {"kept": kept, "masked": masked, "dropped": dropped, "unread": unread}


def many(count: int, seed: int) -> list[dict[str, Any]]:
    """Rows of all kinds, in an order drawn from the seed."""
    rng = random.Random(seed)
    kinds = list(MADE.values())
    return [rng.choice(kinds)(f"row-{number}") for number in range(count)]


def write(path: Path, rows: Iterable[Any]) -> Path:
    path.write_bytes(b"".join(orjson.dumps(one) + b"\n" for one in rows))
    return path
