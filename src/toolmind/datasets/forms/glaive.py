"""Glaive function calling v2: a dialogue as one text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolmind.datasets.forms.base import RowForm, tools_in_text
from toolmind.records import JSON


class Glaive(RowForm):
    """`system` holds the definitions one after another, `chat` the dialogue with markers in it."""

    name = "glaive"
    hub = "glaiveai/glaive-function-calling-v2"
    licence = "Apache-2.0"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether both columns are texts."""
        return isinstance(row.get("system"), str) and isinstance(row.get("chat"), str)

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions in the text of `system`."""
        return tools_in_text(row.get("system"))
