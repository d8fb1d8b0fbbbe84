"""tau2-bench: a simulation of its results files, which list them under `simulations`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import dropwhile
from typing import Any

import orjson

from toolmind.datasets.dialogue import Dialogue, RowError
from toolmind.datasets.forms.base import RowForm, chat_dialogue, listed, marked
from toolmind.records import JSON


class Tau2(RowForm):
    """`messages` beside a `task_id` and a `termination_reason`; tools stand nowhere.

    What the user does with tools of its own is left out, since the assistant never sees it, and so
    is the greeting before the user's first word, which tau2 gives. Of a run without full reward
    nothing is learnt.
    """

    name = "tau2"
    hub = "sierra-research/tau2-bench"
    licence = "MIT"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether there are messages of a task that came to an end."""
        return {"task_id", "termination_reason"} <= row.keys() and "messages" in row

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Raise: a row does not hold them."""
        raise RowError("a simulation of tau2 does not hold its tools")

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the simulation as a dialogue between user and assistant."""
        reward = (row.get("reward_info") or {}).get("reward", 1.0)
        learnt = marked if reward >= 1 else lambda _items, _messages: frozenset[int]()
        messages = dropwhile(lambda one: one["role"] == "assistant", listed(row, "messages"))
        said = [_message(one) for one in messages if not _is_users_own(one)]
        return chat_dialogue(row, said, learnt)


def _is_users_own(message: dict[str, Any]) -> bool:
    if message["role"] == "tool":
        return message.get("requestor") == "user"
    return message["role"] == "user" and bool(message.get("tool_calls"))


def _message(one: dict[str, Any]) -> dict[str, Any]:
    """Return a message in OpenAI's form."""
    if one["role"] == "tool":
        return {"role": "tool", "tool_call_id": one["id"], "content": one.get("content") or ""}
    calls = [
        {
            "id": call["id"],
            "type": "function",
            "function": {
                "name": call["name"],
                "arguments": orjson.dumps(call["arguments"]).decode(),
            },
        }
        for call in one.get("tool_calls") or ()
    ]
    said = {"role": one["role"], "content": one.get("content") or ""}
    return {**said, "tool_calls": calls} if calls else said
