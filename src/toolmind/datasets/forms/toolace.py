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
        """Say whether both columns are there, and no column of tools."""
        system = isinstance(row.get("system"), str) and "tools" not in row
        return system and "from" in first_item(row, "conversations")

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions in the text of `system`."""
        return tools_in_text(row.get("system"))
