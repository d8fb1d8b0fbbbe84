"""OpenAI's fine-tuning: JSON lines of `messages`, `tools` and `parallel_tool_calls`.

The mask is `weight` on assistant messages: 0 or 1, so that a fraction of ours counts as 1. The
lineage stands under `metadata`. OpenAI itself has no reasoning in its rows; the many others that
take this form do, as `reasoning_content`: `reasoning: strip` leaves it out. Rows that OpenAI would
refuse are left out: results and calls that are not linked, names of tools that it does not take,
learnt calls of tools that the row does not define. It wants the assistant to speak last: what
others say after that is cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from toolmind.datasets.forms import FORMS
from toolmind.formats.base import is_learnt, lineage
from toolmind.formats.chat import ChatRow, chat_message, tools_json
from toolmind.formats.chat_format import ChatFormat
from toolmind.tools.names import is_safe


class OpenAIExporter(ChatFormat):
    """Writes `trajectories.jsonl`: `weight` 0 or 1 on every assistant message."""

    name = "openai"
    file = "trajectories.jsonl"
    form = FORMS["openai"]

    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return the row with its lineage under `metadata`."""
        messages = []
        for message in self.meant(chat).messages:
            wire = chat_message(message, self.arguments)
            if message.role == "assistant":
                wire["weight"] = int(is_learnt(message))
            messages.append(wire)
        return {
            "messages": messages,
            "tools": orjson.Fragment(tools_json(chat.kept)),  # most of a row, and in many
            # The dialogues were played with parallel calls allowed, whether or not one was made.
            "parallel_tool_calls": True,
            "metadata": lineage(chat.kept) | {"id": chat.id},
        }

    def meant(self, chat: ChatRow) -> ChatRow:
        """Return a row up to the assistant's last turn."""
        end = len(chat.messages)
        while end and chat.messages[end - 1].role != "assistant":
            end -= 1
        return chat if end == len(chat.messages) else chat._replace(messages=chat.messages[:end])

    def refuses(self, chat: ChatRow) -> str:
        """Return why OpenAI would not take a row; what it would say of a file is `row_faults`."""
        tools = {tool.name for tool in chat.kept.tools}
        if not all(map(is_safe, tools)):
            return "a tool with a name that OpenAI refuses"
        waiting: set[str] = set()
        for message in self.meant(chat).messages:
            if message.role == "tool":
                if message.tool_call_id not in waiting:
                    return "a result of no open call"
                waiting.discard(message.tool_call_id)
                continue
            if waiting:
                return "a call has no result"
            waiting = {call.id for call in message.tool_calls}
            if is_learnt(message) and any(call.name not in tools for call in message.tool_calls):
                return "a learnt call of a tool that the row does not define"
        return ""

    def faults(self, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield (field, problem) for whatever OpenAI's fine-tuning would refuse in a row."""
        return row_faults(row)


def row_faults(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (field, problem) for whatever OpenAI's fine-tuning would refuse in a row.

    The last message may make calls: what they give is not learnt.
    """
    messages = row["messages"]
    tools = {tool["function"]["name"] for tool in row["tools"]}
    if not messages or messages[-1]["role"] != "assistant":
        yield "messages", "the last message is not the assistant's"
    if not any(message.get("weight") for message in messages):
        yield "messages", "no assistant message has weight 1: there is nothing to learn"
    for name in sorted(tools):
        if not is_safe(name):
            yield "tools", f"the name {name!r} is not of letters, digits, _ and -, at most 64"
    waiting: set[str] = set()
    for position, message in enumerate(messages):
        where = f"messages[{position}]"
        if message["role"] == "tool":
            if message["tool_call_id"] not in waiting:
                yield where, f"no open call has the id {message['tool_call_id']!r}"
            waiting.discard(message["tool_call_id"])
            continue
        if waiting:
            yield where, f"calls {sorted(waiting)} have no result"
        if message.get("weight", 0) not in (0, 1):
            yield where, "weight must be 0 or 1"
        calls = message.get("tool_calls", ())
        waiting = {call["id"] for call in calls}
        unknown = {call["function"]["name"] for call in calls} - tools
        if unknown and message.get("weight"):
            yield where, f"called tools are not in `tools`: {sorted(unknown)}"
