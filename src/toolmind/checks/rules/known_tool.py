"""Every tool that is called was shown to the model."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from toolmind.checks.base import CheckContext, Finding, RuleCheck
from toolmind.checks.turns import EachTurn
from toolmind.records import Message, Scenario, Tool


class KnownTool(RuleCheck):
    """A call to a tool that was not shown is a fault of its turn."""

    name = "known_tool"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per call of an unknown tool."""
        for message in context.trajectory.messages:
            yield from unknown_tools(message, context.tools)

    def watch(self, scenario: Scenario, tools: Mapping[str, Tool]) -> EachTurn:
        """Return what finds calls of unknown tools as they are made."""
        return EachTurn(lambda turn: unknown_tools(turn, tools))


def unknown_tools(message: Message, tools: Mapping[str, Tool]) -> Iterator[Finding]:
    """Yield one finding per call of a tool that was not shown."""
    for call in message.tool_calls:
        if call.name not in tools:
            near = difflib.get_close_matches(call.name, tools, n=1)
            hint = f" (nearest: {near[0]})" if near else ""
            text = f"{call.name} is not among the {len(tools)} tools shown{hint}"
            yield Finding("unknown_tool", text, message.id, (message.id,))
