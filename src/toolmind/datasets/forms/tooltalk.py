"""ToolTalk: turns of a user and an assistant, with the calls made before each answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolmind.datasets.dialogue import Dialogue, RowError
from toolmind.datasets.forms.base import RowForm, chat_dialogue, listed, marked
from toolmind.records import JSON


class ToolTalk(RowForm):
    """`conversation` of turns with `text` and `apis`, each a request and a response."""

    name = "tooltalk"
    hub = "microsoft/ToolTalk"
    licence = "MIT"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether there is a conversation beside the APIs that it uses."""
        return "apis_used" in row and isinstance(row.get("conversation"), list)

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Raise: a row does not hold them."""
        raise RowError("a row of ToolTalk does not hold its tools")

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the turns as a dialogue: calls, one after the other, stand before the answer.

        What the assistant is told of the user (time, place, session) is the system prompt.
        """
        turns = enumerate(listed(row, "conversation"))
        items = [item for at, turn in turns for item in _items(at, turn)]
        if isinstance(told := row.get("metadata"), dict):
            items.insert(0, {"role": "system", "content": _told(told)})
        return chat_dialogue(row, items, marked, ())


def _told(metadata: dict[str, Any]) -> str:
    names = {"timestamp": "current time"}
    return "\n".join(f"{names.get(key, key)}: {value}" for key, value in metadata.items())


def _items(at: int, turn: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for number, made in enumerate(turn.get("apis") or ()):
        name, asked = f"c{at}-{number}", made["request"]
        function = {"name": asked["api_name"], "arguments": asked.get("parameters") or {}}
        call = {"id": name, "function": function}
        failed = made.get("exception")
        yield {"role": "assistant", "content": "", "tool_calls": [call]}
        yield {
            "role": "tool",
            "tool_call_id": name,
            "content": failed or made.get("response"),
            "status": "error" if failed else "ok",
        }
    yield {"role": turn["role"], "content": turn.get("text")}
