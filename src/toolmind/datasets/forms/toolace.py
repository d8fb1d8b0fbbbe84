"""ToolACE: conversations whose calls are written like Python."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolmind.datasets.dialogue import Dialogue, RowError
from toolmind.datasets.forms.base import (
    RowForm,
    chat_dialogue,
    first_item,
    listed,
    marked,
    tools_in_text,
)
from toolmind.datasets.forms.written_calls import python_calls
from toolmind.records import JSON


class ToolACE(RowForm):
    """`system` holds a list of definitions, `conversations` messages of `from` and `value`."""

    name = "toolace"
    hub = "Team-ACE/ToolACE"
    licence = "Apache-2.0"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether both columns are there, and the definitions in `system` alone."""
        text = row.get("system")
        if "tools" in row or "from" not in first_item(row, "conversations"):
            return False
        return isinstance(text, str) and any(True for _ in tools_in_text(text))

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions in the text of `system`."""
        return tools_in_text(row.get("system"))

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the conversation after the text under `system`, its calls as calls."""
        tools = list(self.tools(row))
        names = [str(tool.get("name")) for tool in tools if isinstance(tool, dict)]
        items = [_as_calls(item, at, names) for at, item in enumerate(listed(row, "conversations"))]
        said = [{"role": "system", "content": row["system"]}, *items]
        return chat_dialogue(row, said, marked, tools)


def _as_calls(item: JSON, at: int, names: list[str]) -> JSON:
    """Return a message of the assistant that calls tools as one of a speaker of calls.

    Raises:
        RowError: it begins like a call of a tool that is shown, and is none.
    """
    text = item.get("value") if isinstance(item, dict) else None
    if not isinstance(text, str) or item.get("from") not in ("assistant", "gpt"):
        return item
    if (calls := python_calls(text)) is not None:
        return {**item, "from": "function_call", "value": calls}
    if text.lstrip(" [").startswith(tuple(f"{name}(" for name in names)):
        raise RowError(f"message {at} should be calls, and is {text[:80]!r}")
    return item
