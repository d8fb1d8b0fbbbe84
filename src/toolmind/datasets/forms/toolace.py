"""ToolACE: conversations whose calls are written like Python."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolmind.datasets.forms.base import RowForm, first_item, tools_in_text
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
