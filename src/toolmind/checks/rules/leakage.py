"""What belongs to a chat template, or to another speaker, does not stand in what is said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from toolmind.checks.base import CheckContext, Finding, RuleCheck
from toolmind.records import Message

_TEMPLATE = re.compile(
    r"<\|[a-z_]{2,30}\|>|</?tool_(?:call|response)s?>|</?function_calls?>|\[/?INST\]|<</?SYS>>"
    r"|</?think>|<(?:start|end)_of_turn>|<｜[^｜<>\n]{1,40}｜>"
)
"""Marks of the chat templates of Qwen, Llama, Mistral, Gemma, DeepSeek, Hermes and Phi."""

_SPEAKER = re.compile(r"\n(?:User|Human|Assistant|Tool|System): ")
_SIGNS = ("<", "[", "\n")


class Leakage(RuleCheck):
    """Marks of a template in a turn's words, and turns of others written along, are its fault.

    What somebody else wrote before is told, not leaked: a file or a page may hold such marks.
    """

    name = "leakage"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per turn with such a mark."""
        messages = context.trajectory.messages
        for at, message in enumerate(messages):
            text = message.content
            if message.role != "assistant" or not any(sign in text for sign in _SIGNS):
                continue
            if found := _first(_TEMPLATE, text, messages[:at]):
                yield Finding("template", f"{found} is said", message.id, (message.id,))
            elif found := _first(_SPEAKER, text, messages[:at]):
                speaks = f"the turn goes on as another: {found}"
                yield Finding("speaker", speaks, message.id, (message.id,))


def _first(marks: re.Pattern[str], text: str, before: Sequence[Message]) -> str:
    """Return the first mark that nobody else wrote before, or nothing."""
    for found in marks.finditer(text):
        mark = found[0].strip()
        if not any(mark in one.content for one in before if one.role != "assistant"):
            return mark
    return ""
