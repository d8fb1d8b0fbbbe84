"""What belongs to a chat template, or to another speaker, does not stand in what is said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolmind.checks.base import CheckContext, Finding, RuleCheck

_TEMPLATE = re.compile(
    r"<\|[a-z_]{2,30}\|>|</?tool_(?:call|response)s?>|</?function_calls?>|\[/?INST\]|<</?SYS>>"
    r"|</?think>|<(?:start|end)_of_turn>"
)
"""Marks of the chat templates of Qwen, Llama, Mistral, Gemma, DeepSeek, Hermes and Phi."""

_SPEAKER = re.compile(r"\n(?:User|Human|Assistant|Tool|System): ")
_SIGNS = ("<", "[", "\n")


class Leakage(RuleCheck):
    """Marks of a template in a turn's words, and turns of others written along, are its fault."""

    name = "leakage"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per turn with such a mark."""
        for message in context.trajectory.messages:
            text = message.content
            if message.role != "assistant" or not any(sign in text for sign in _SIGNS):
                continue
            if found := _TEMPLATE.search(text):
                yield Finding("template", f"{found[0]} is said", message.id, (message.id,))
            elif found := _SPEAKER.search(text):
                speaks = f"the turn goes on as another: {found[0].strip()}"
                yield Finding("speaker", speaks, message.id, (message.id,))
