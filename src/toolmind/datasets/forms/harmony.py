"""Harmony, the form of gpt-oss: messages in channels, as objects or as the text of a prompt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from toolmind.datasets.dialogue import Dialogue, RowError
from toolmind.datasets.forms.base import RowForm, chat_dialogue, first_item, listed, marked
from toolmind.records import JSON

_CHANNELS = frozenset(("analysis", "commentary", "final"))
_MESSAGE = re.compile(
    r"<\|start\|>(?P<head>.*?)<\|message\|>(?P<text>.*?)(?:<\|end\|>|<\|call\|>|<\|return\|>|\Z)",
    re.DOTALL,
)
_CALLED = re.compile(r"to=functions\.(\S+?)(?=[\s<]|\Z)")
_CHANNEL = re.compile(r"<\|channel\|>(\w+)")


class Harmony(RowForm):
    """`messages` with a channel each, or one `text` with Harmony's markers in it.

    What is in the channel analysis is the reasoning of the turn that follows. Tools are told in a
    language of their own in the developer's message, and are not read.
    """

    name = "harmony"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether there are channels, or Harmony's markers."""
        messages = row.get("messages")
        if isinstance(messages, list):
            return any(
                isinstance(one, dict) and one.get("channel") in _CHANNELS for one in messages
            )
        text = row.get("text")
        return isinstance(text, str) and "<|start|>" in text and "<|message|>" in text

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Raise: they are told in a language of their own."""
        raise RowError("Harmony tells tools in the words of TypeScript, which are not read")

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the messages as a dialogue."""
        told = listed(row, "messages") if first_item(row, "messages") else _parsed(row["text"])
        return chat_dialogue(row, list(_items(told)), marked, ())


def _parsed(text: str) -> Iterator[dict[str, Any]]:
    for found in _MESSAGE.finditer(text):
        head = found["head"]
        role = re.split(r"[\s<]", head, maxsplit=1)[0]
        called, channel = _CALLED.search(head), _CHANNEL.search(head)
        yield {
            "role": "tool" if role.startswith("functions.") else role,
            "channel": channel[1] if channel else "",
            "recipient": f"functions.{called[1]}" if called else "",
            "content": found["text"],
        }


def _items(messages: Any) -> Iterator[dict[str, Any]]:
    reasoning: list[str] = []
    waiting: list[str] = []
    made = 0
    for one in messages:
        text, recipient = _text(one.get("content")), str(one.get("recipient") or "")
        if one["role"] == "tool":
            call_id = waiting.pop(0) if waiting else ""
            yield {"role": "tool", "content": text, "tool_call_id": call_id}
        elif one["role"] != "assistant":
            yield {"role": one["role"], "content": text}
        elif one.get("channel") == "analysis" and not recipient:
            reasoning.append(text)
        else:
            turn: dict[str, Any] = {"role": "assistant", "content": text}
            if recipient.startswith("functions."):
                waiting.append(f"call-{made}")
                name = recipient.removeprefix("functions.")
                call = {"id": waiting[-1], "function": {"name": name, "arguments": text}}
                turn, made = {**turn, "content": "", "tool_calls": [call]}, made + 1
            yield {**turn, "reasoning_content": "\n".join(reasoning)}
            reasoning = []


def _text(content: JSON) -> str:
    if isinstance(content, list):
        return "\n".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content or "")
