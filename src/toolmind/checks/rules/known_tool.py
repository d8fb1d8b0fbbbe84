"""Every tool that is called was shown to the model."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from toolmind.checks.base import CheckContext, Finding, RuleCheck


class KnownTool(RuleCheck):
    """A call to a tool that was not shown is a fault of its turn."""

    name = "known_tool"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per call of an unknown tool."""
        for message, call in context.calls:
            if call.name not in context.tools:
                near = difflib.get_close_matches(call.name, context.tools, n=1)
                hint = f" (nearest: {near[0]})" if near else ""
                text = f"{call.name} is not among the {len(context.tools)} tools shown{hint}"
                yield Finding("unknown_tool", text, message.id, (message.id,))
