"""Every tool that is called was shown to the model."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from toolmind.checks.base import CheckContext, Finding, RuleCheck
from toolmind.checks.turns import EachTurn, TurnWatch
from toolmind.records import Message, Scenario, Tool


class KnownTool(RuleCheck):
    """A call to a tool that was not shown is a fault of its turn."""

    name = "known_tool"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per call of an unknown tool."""
        watch = self.watch(context.scenario, context.tools)
        for message in context.trajectory.messages:
            yield from watch.faults(message)
            watch.see(message)

    def watch(self, scenario: Scenario, tools: Mapping[str, Tool]) -> TurnWatch:
        """Return what finds calls of unknown tools as they are made."""
        if scenario.later:
            return _Growing(scenario, tools)
        return EachTurn(lambda turn: unknown_tools(turn, tools))


class _Growing:
    """What finds calls of tools that are not there yet."""

    of_calls = True

    def __init__(self, scenario: Scenario, tools: Mapping[str, Tool]) -> None:
        self._tools = {name: tool for name, tool in tools.items() if tool.id not in scenario.later}
        self._later = tools

    def see(self, message: Message) -> None:
        """Take in the tools that come with a message."""
        self._tools |= {name: self._later[name] for name in message.adds_tools}

    def faults(self, turn: Message) -> Iterator[Finding]:
        """Yield one finding per call of a tool that is not there."""
        yield from unknown_tools(turn, self._tools)


def unknown_tools(message: Message, tools: Mapping[str, Tool]) -> Iterator[Finding]:
    """Yield one finding per call of a tool that was not shown."""
    for call in message.tool_calls:
        if call.name not in tools:
            near = difflib.get_close_matches(call.name, tools, n=1)
            hint = f" (nearest: {near[0]})" if near else ""
            text = f"{call.name} is not among the {len(tools)} tools shown{hint}"
            yield Finding("unknown_tool", text, message.id, (message.id,))
