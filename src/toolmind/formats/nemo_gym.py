"""NeMo Gym: tasks as requests of OpenAI's Responses API, for an agent to play.

A row is what was said before the assistant's first turn, as `input` items with flat tools; what the
kept turns called stands beside it for a verifier. No turn of ours has a loss.
"""

from __future__ import annotations

from typing import Any

import msgspec
import orjson

from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.forms import FORMS
from toolmind.datasets.forms.base import chat_dialogue
from toolmind.formats.base import lineage
from toolmind.formats.chat import ChatRow
from toolmind.formats.chat_format import ChatFormat
from toolmind.formats.prompts import asked, first_turn_is_the_users, good_calls_text
from toolmind.records import Tool


class NeMoGymExporter(ChatFormat):
    """Writes `tasks.jsonl`: `responses_create_params`, `agent_ref` and the calls expected."""

    name = "nemo_gym"
    file = "tasks.jsonl"
    form = FORMS["openai"]
    only = {"per": "a row is a task", "arguments": "there are no calls in it"}

    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return the task."""
        return {
            "responses_create_params": {
                "input": [{"role": one.role, "content": one.content} for one in asked(chat)],
                "tools": [_flat(tool) for tool in chat.kept.tools],
                "parallel_tool_calls": True,
            },
            "agent_ref": {"type": "responses_api_agents", "name": "simple_agent"},
            "expected_calls": good_calls_text(chat),
            "metadata": lineage(chat.kept) | {"id": chat.id},
        }

    def meant(self, chat: ChatRow) -> ChatRow:
        """Return what was asked: that is all that a row holds."""
        return chat._replace(messages=asked(chat))

    def refuses(self, chat: ChatRow) -> str:
        """Return why a dialogue is no task."""
        return first_turn_is_the_users(chat)

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the task as a dialogue in which nothing is learnt."""
        task = row["responses_create_params"]
        return chat_dialogue(
            {"tools": task["tools"]}, task["input"], lambda _items, _messages: frozenset()
        )


def _flat(tool: Tool) -> dict[str, Any]:
    function = orjson.loads(msgspec.json.encode(tool.spec()["function"]))
    return {"type": "function", **function, "strict": False}
