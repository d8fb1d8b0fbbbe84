"""verl's reinforcement learning: Parquet of tasks, for its tool agent.

A row is what was said before the assistant's first turn; what the kept turns called is the ground
truth of a rule. verl learns from its own rollouts: no turn of ours has a loss.
"""

from __future__ import annotations

from typing import Any

from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.forms import FORMS
from toolmind.datasets.forms.base import chat_dialogue
from toolmind.formats.base import lineage
from toolmind.formats.chat import ChatRow, tools_text
from toolmind.formats.chat_format import ChatFormat
from toolmind.formats.prompts import asked, first_turn_is_the_users, good_calls_text
from toolmind.formats.table import LINEAGE_COLUMNS


class VerlRLExporter(ChatFormat):
    """Writes `tasks.parquet`: `prompt`, `reward_model`, `agent_name` and `extra_info`."""

    name = "verl_rl"
    file = "tasks.parquet"
    form = FORMS["openai"]
    only = {"per": "a row is a task", "arguments": "there are no calls in it"}
    columns = {
        **LINEAGE_COLUMNS,
        "data_source": "VARCHAR",
        "prompt": "STRUCT(role VARCHAR, content VARCHAR)[]",
        "ability": "VARCHAR",
        "reward_model": "STRUCT(style VARCHAR, ground_truth VARCHAR)",
        "agent_name": "VARCHAR",
        "tools": "VARCHAR",
        "extra_info": 'STRUCT("index" VARCHAR, split VARCHAR, need_tools_kwargs BOOLEAN)',
    }

    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return the task."""
        return {
            **lineage(chat.kept),
            "id": chat.id,
            "data_source": "toolmind",
            "prompt": [{"role": one.role, "content": one.content} for one in asked(chat)],
            "ability": "tool_use",
            "reward_model": {"style": "rule", "ground_truth": good_calls_text(chat)},
            "agent_name": "tool_agent",
            "tools": tools_text(chat.kept),
            "extra_info": {"index": chat.id, "split": "train", "need_tools_kwargs": False},
        }

    def meant(self, chat: ChatRow) -> ChatRow:
        """Return what was asked: that is all that a row holds."""
        return chat._replace(messages=asked(chat))

    def refuses(self, chat: ChatRow) -> str:
        """Return why a dialogue is no task."""
        return first_turn_is_the_users(chat)

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the task as a dialogue in which nothing is learnt."""
        return chat_dialogue(row, row["prompt"], lambda _items, _messages: frozenset())
