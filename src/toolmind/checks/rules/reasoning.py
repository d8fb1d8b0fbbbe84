"""The tool that is called is the one that the reasoning decides for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolmind.checks.base import ENGLISH, CheckContext, Finding, RuleCheck

_WORD = re.compile(r"[\w.-]*\w")


class Reasoning(RuleCheck):
    """Reasoning that names tools, none of them among those that its turn calls, is its fault.

    Only names that are no words of English count: `get_weather`, `getWeather`, not `search`.
    """

    name = "reasoning"
    understands = ENGLISH

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per turn that reasons of other tools than it calls."""
        for message in context.trajectory.messages:
            if not (message.reasoning and message.tool_calls):
                continue
            named = context.tools.keys() & set(_WORD.findall(message.reasoning))
            named = {name for name in named if not name.isalpha() or not name.islower()}
            called = {call.name for call in message.tool_calls}
            if named and not named & called and not _spoken(called, message.reasoning):
                others = ", ".join(sorted(named))
                text = f"the reasoning names {others}, and {', '.join(sorted(called))} is called"
                yield Finding("other_tool", text, message.id, (message.id,))


def _spoken(names: set[str], text: str) -> bool:
    """Say whether a tool is spoken of in words: "get the weather" is get_weather."""
    said = text.lower()
    return any(
        all(
            part in said for part in re.findall(r"[a-z]{4,}", re.sub(r"([A-Z])", r" \1", n).lower())
        )
        for n in names
    )
