"""ATIF, the agent trajectory interchange format: what an agent's harness records of a session."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolmind.datasets.dialogue import Dialogue, RowError
from toolmind.datasets.forms.base import RowForm, chat_dialogue, listed, marked, tools_column
from toolmind.records import JSON

_ROLES = {"agent": "assistant", "user": "user", "system": "system"}


class ATIF(RowForm):
    """`steps` of the system, the user and the agent; results are the observation of their step."""

    name = "atif"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether a row names a version of ATIF, or has steps with a source."""
        return str(row.get("schema_version", "")).startswith("ATIF") and "steps" in row

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions of the agent's tools."""
        agent = row.get("agent")
        if not isinstance(agent, dict):
            raise RowError("no `agent` with the definitions of its tools")
        return tools_column({"tools": agent.get("tool_definitions") or []})

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the steps as a dialogue; context that was copied from a session before it counts.

        Such context is never learnt.
        """
        items = [item for step in listed(row, "steps") for item in _items(step)]
        return chat_dialogue({**row, **(row.get("extra") or {})}, items, marked, self.tools(row))


def _items(step: dict[str, Any]) -> Iterator[dict[str, Any]]:
    extra = step.get("extra") or {}
    item = {
        "role": _ROLES.get(step["source"], step["source"]),
        "content": step.get("message"),
        "reasoning_content": step.get("reasoning_content"),
        "tool_calls": [
            {
                "id": call.get("tool_call_id"),
                "function": {"name": call["function_name"], "arguments": call.get("arguments")},
            }
            for call in step.get("tool_calls") or ()
        ],
        "train": False if step.get("is_copied_context") else extra.get("train"),
    }
    yield item
    for result in (step.get("observation") or {}).get("results") or ():
        yield {
            "role": "tool",
            "content": result.get("content"),
            "tool_call_id": result.get("source_call_id"),
            **(result.get("extra") or {}),
        }
