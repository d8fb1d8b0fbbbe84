"""Anthropic's Messages: contents in blocks, with calls and results among them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.forms.base import RowForm, chat_dialogue, listed, marked, tools_column
from toolmind.records import JSON

_BLOCKS = frozenset(("tool_use", "tool_result", "thinking", "redacted_thinking"))


class Anthropic(RowForm):
    """A request (`system`, `messages`, `tools`), and at times the reply's `content` beside it.

    Learnt is the reply, where there is one; else what marks say, else all that the assistant says.
    """

    name = "anthropic"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether a block or a tool is of the kind that Anthropic alone has."""
        messages, tools = row.get("messages"), row.get("tools")
        if not isinstance(messages, list):
            return False
        schema = isinstance(tools, list) and any(
            isinstance(tool, dict) and "input_schema" in tool for tool in tools
        )
        return schema or any(
            block.get("type") in _BLOCKS and "text" not in block
            for message in messages
            if isinstance(message, dict) and isinstance(message.get("content"), list)
            for block in _blocks(message)
            if "value" not in block
        )

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions under `tools`, as OpenAI has them."""
        for tool in tools_column(row):
            if isinstance(tool, dict) and "input_schema" in tool:
                function = {key: tool[key] for key in ("name", "description") if key in tool}
                tool = {
                    "type": "function",
                    "function": {**function, "parameters": tool["input_schema"]},
                }
            yield tool

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the messages, and the reply, as a dialogue."""
        said = [*_system(row), *listed(row, "messages")]
        replied = row.get("role") == "assistant" and "content" in row
        if replied:
            said = [{**one, "train": False} if isinstance(one, dict) else one for one in said]
            said.append({"role": "assistant", "content": row["content"], "train": True})
        items = [item for message in said for item in _items(message)]
        tools = self.tools(row) if row.get("tools") else ()
        return chat_dialogue(row, items, marked, tools)


def _system(row: dict[str, Any]) -> list[JSON]:
    return [{"role": "system", "content": row["system"]}] if row.get("system") else []


def _blocks(message: JSON) -> list[dict[str, Any]]:
    content = message.get("content") if isinstance(message, dict) else None
    return [one for one in content if isinstance(one, dict)] if isinstance(content, list) else []


def _items(message: Any) -> Iterator[Any]:
    blocks = _blocks(message)
    if not blocks:
        yield message
        return
    for block in blocks:
        if block.get("type") == "tool_result":
            yield {
                "role": "tool",
                "tool_call_id": block.get("tool_use_id"),
                "content": block.get("content"),
                "status": "error" if block.get("is_error") else "ok",
            }
    text = "\n".join(block["text"] for block in blocks if block.get("type") == "text")
    if message.get("role") != "assistant":
        if text:
            yield {**message, "content": text}
        return
    thoughts = [block["thinking"] for block in blocks if block.get("type") == "thinking"]
    calls = [
        {"id": block["id"], "function": {"name": block["name"], "arguments": block["input"]}}
        for block in blocks
        if block.get("type") == "tool_use"
    ]
    reasoning = "\n".join(thoughts)
    yield {**message, "content": text, "reasoning_content": reasoning, "tool_calls": calls}
