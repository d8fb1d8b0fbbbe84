"""``<tool_call>`` blocks in a text, and how a parser refuses what it cannot read."""

from __future__ import annotations

from typing import NoReturn

from toolmind.errors import ReplyError

OPEN, CLOSE = "<tool_call>", "</tool_call>"


def malformed(problem: str) -> NoReturn:
    """Refuse a text as `reply.malformed_call`, for a reason that the model is told."""
    raise ReplyError("reply.malformed_call", problem[:500]) from None


def tool_call_blocks(text: str) -> tuple[str, list[str]]:
    """Return the text before the first ``<tool_call>``, and what is in each.

    Raises:
        ReplyError: `reply.malformed_call`.
    """
    before, found, rest = text.partition(OPEN)
    if not found:
        if CLOSE in text:
            malformed(f"there is a {CLOSE} without a {OPEN}")
        return text, []
    blocks = []
    while True:
        block, found, rest = rest.partition(CLOSE)
        if not found:
            malformed(f"a {OPEN} is not closed")
        blocks.append(block.strip())
        rest = rest.lstrip()
        if not rest:
            return before.rstrip(), blocks
        if not rest.startswith(OPEN):
            malformed("there is text after a tool call")
        rest = rest[len(OPEN) :]
