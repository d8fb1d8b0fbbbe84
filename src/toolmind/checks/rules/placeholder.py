"""No call carries what only stands for a value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolmind.checks.base import ENGLISH, CheckContext, Finding, RuleCheck, read_arguments
from toolmind.records import JSON

_PLACEHOLDER = re.compile(
    r"<[a-z][a-z0-9 _-]*>|\{\{?\s*[a-z][\w .-]*\}?\}|\[(?:insert|your|enter|add)\b[^\]]*\]"
    r"|(?:your|my|insert|enter|replace)[_-](?:\w+[_-])*\w+|tbd|todo|n/a|x{4,}|\.{3}"
    r"|placeholder|lorem ipsum.*",
    re.IGNORECASE,
)
"""Texts that nobody means as they stand: your_api_key, <city>, {{date}}, [INSERT NAME], TBD."""

_MAY = ("<", "{", "[", "_", "-", "...")
_WORDS = frozenset(("tbd", "todo", "n/a", "placeholder"))


class Placeholder(RuleCheck):
    """A placeholder among the arguments is a fault of its turn, unless somebody said it."""

    name = "placeholder"
    understands = ENGLISH

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per call with a placeholder."""
        for message, call in context.calls:
            try:
                arguments = read_arguments(call)
            except ValueError:
                continue
            for name, value in arguments.items():
                for text in _texts(value):
                    if _is_placeholder(text) and not _said(text, message.id, context):
                        said = f"{call.name}: {name} = {text!r} stands for a value"
                        yield Finding("value", said, message.id, (message.id,))


def _texts(value: JSON) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _is_placeholder(text: str) -> bool:
    text = text.strip()
    may = any(sign in text for sign in _MAY) or text.lower() in _WORDS or text[:4].lower() == "xxxx"
    return may and _PLACEHOLDER.fullmatch(text) is not None


def _said(text: str, turn: str, context: CheckContext) -> bool:
    """Say whether somebody else said it before the turn."""
    for message in context.trajectory.messages:
        if message.id == turn:
            return False
        if message.role != "assistant" and text in message.content:
            return True
    return False
