"""tau-bench: what an agent's run on a task has left, as OpenAI's messages under `traj`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.forms.base import RowForm, chat_dialogue, listed, marked, tools_column
from toolmind.records import JSON


class TauBench(RowForm):
    """`traj` of chat messages beside a `task_id` and a `reward`; tools at times beside them.

    Of a run without a reward nothing is learnt.
    """

    name = "tau-bench"
    hub = "sierra-research/tau-bench"
    licence = "MIT"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether there is a trajectory of a task."""
        return "task_id" in row and isinstance(row.get("traj"), list)

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions under `tools`."""
        return tools_column(row)

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the trajectory as a dialogue."""
        learnt = marked if row.get("reward", 1) else lambda _items, _messages: frozenset[int]()
        return chat_dialogue({"tools": row.get("tools")}, listed(row, "traj"), learnt)
