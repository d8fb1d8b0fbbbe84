"""A failure is told, not passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from toolmind.checks.base import ENGLISH, CheckContext, Finding, RuleCheck
from toolmind.records import Message

_ADMITS = re.compile(
    r"n['’]t\b|\b(?:not?|none|never|cannot|unable|unfortunately|sorry|apolog\w*|fail\w*|error\w*"
    r"|issue\w*|problem\w*|invalid|incorrect|wrong|unavailable|unsuccessful\w*|denied|missing"
    r"|already|instead|however|but|again|try|retry|please|provide|could you|can you|may I"
    r"|confirm|verify|correct|without)\b",
    re.IGNORECASE,
)
"""Words of whoever admits that something went wrong, or asks for what would mend it."""


class IgnoredFailure(RuleCheck):
    """An answer after calls that all failed, which tells of no failure and asks nothing.

    Words of English are looked for: of an answer in other letters than Latin nothing is said.
    """

    name = "failure"
    understands = ENGLISH

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per answer that passes over what failed before it."""
        messages = context.trajectory.messages
        for at, message in enumerate(messages):
            if message.role != "assistant" or message.tool_calls or not message.content:
                continue
            failed = _failed_before(at, messages)
            if failed and not _admits(message.content):
                text = "all calls before this answer failed, and it says nothing of that"
                yield Finding("ignored", text, message.id, (*failed, message.id))


def _failed_before(at: int, messages: Sequence[Message]) -> list[str]:
    """Return the ids of the results right before a message, if all of them are failures."""
    start = at
    while start and messages[start - 1].role == "tool":
        start -= 1
    results = messages[start:at]
    every = all(one.status == "error" for one in results)
    return [one.id for one in results] if every else []


def _admits(text: str) -> bool:
    return not text.isascii() or _ADMITS.search(text) is not None
