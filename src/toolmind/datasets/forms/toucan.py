"""Toucan: OpenAI's messages and tools, both as JSON text."""

from __future__ import annotations

from typing import Any

from toolmind.datasets.forms.openai import OpenAI


class Toucan(OpenAI):
    """Calls stand as `function_call`, in its SFT subset as a role of their own."""

    name = "toucan"
    hub = "Agent-Ark/Toucan-1.5M"
    licence = "Apache-2.0"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether both are texts, and the row has the name that Toucan gives its rows."""
        return "uuid" in row and all(isinstance(row.get(key), str) for key in ("messages", "tools"))
