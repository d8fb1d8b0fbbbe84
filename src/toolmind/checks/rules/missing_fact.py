"""A call is not made while a fact that it requires is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolmind.checks.base import CheckContext, Finding, RuleCheck, read_arguments
from toolmind.records import JSON, Tool

_UNKNOWN = re.compile(
    r"unknown|none|null|nil|undefined|unspecified|not[ _](?:provided|specified|given|known"
    r"|available|stated|mentioned|set|applicable)|no[ _](?:value|data|name|information)"
    r"|to be (?:determined|confirmed|provided)|[-?_*\s]+|",
    re.IGNORECASE,
)
"""What is written where a value is not known."""


class MissingFact(RuleCheck):
    """A required argument that is empty, or says that it is unknown, is a fault of its turn.

    The fact is to be looked up or asked for. Not where the user said the word, or the schema
    offers it. Where nobody defines the tool, only words that say so count.
    """

    name = "missing_fact"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per call with such an argument."""
        for message, call in context.calls:
            try:
                arguments = read_arguments(call)
            except ValueError:
                continue
            tool = context.tools.get(call.name)
            for name, value in arguments.items():
                if _is_missing(name, value, tool) and not _said(value, message.id, context):
                    text = f"{call.name}: {name} = {value!r} where a value is required"
                    yield Finding("unknown_value", text, message.id, (message.id,))


def _is_missing(name: str, value: JSON, tool: Tool | None) -> bool:
    if value is not None and not (isinstance(value, str) and _UNKNOWN.fullmatch(value.strip())):
        return False
    if tool is None:
        return isinstance(value, str) and len(value) > 3
    if name not in (tool.parameters.get("required") or ()):
        return False
    schema = (tool.parameters.get("properties") or {}).get(name)
    return not isinstance(schema, dict) or value not in (
        *(schema.get("enum") or ()),
        schema.get("const", ...),
        schema.get("default", ...),
    )


def _said(value: JSON, turn: str, context: CheckContext) -> bool:
    if not isinstance(value, str) or not value.strip():
        return False
    said = value.strip().lower()
    for message in context.trajectory.messages:
        if message.id == turn:
            return False
        if message.role != "assistant" and re.search(
            rf"(?<!\w){re.escape(said)}(?!\w)", message.content.lower()
        ):
            return True
    return False
