"""What the scenario's policy rules on is not done against it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from toolmind.checks.base import CheckContext, Finding, RuleCheck
from toolmind.checks.rules.coverage import called_names, differing
from toolmind.records import Message, Step, ToolCall

_ASKS = re.compile("[?\u037e\u055e\u061f\u1367\u2047\u2cfa\ua60f\ua6f7\uff1f]")
"""Question marks of the scripts that have one."""


class Policy(RuleCheck):
    """A call that the policy refuses, leaves to a person, or wants confirmed first, is a fault.

    It counts as confirmed where the user has spoken last after a question of the assistant. The
    order of words is all that this check looks at; whether the answer was a yes is for judges.
    """

    name = "policy"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per call that is made against the policy."""
        ruled = [
            (name, step)
            for name, step in zip(called_names(context), context.scenario.steps, strict=True)
            if step.ruling
        ]
        for message, call in context.calls if ruled else ():
            ruling = _ruling(call, ruled)
            if ruling in ("refuse", "hand_over"):
                text = f"{call.name} is called, which the policy does not allow"
                yield Finding("forbidden_call", text, message.id, (message.id,))
            elif ruling == "confirm" and not _asked(message, context.trajectory.messages):
                text = f"{call.name} is called before the user was asked to confirm it"
                yield Finding("unconfirmed_call", text, message.id, (message.id,))


def _ruling(call: ToolCall, ruled: Sequence[tuple[str, Step]]) -> str:
    """Return what the policy rules on a call: that of the step that it makes."""
    found = [step for name, step in ruled if name == call.name]
    exact = [step for step in found if not differing(step, call)]
    return next((step.ruling for step in (*exact, *found)), "")


def _asked(message: Message, messages: Sequence[Message]) -> bool:
    """Tell whether the user last spoke in answer to a question."""
    asked = answered = False
    for before in messages:
        if before.id == message.id:
            break
        if before.role == "assistant":
            asked = not before.tool_calls and _ASKS.search(before.content) is not None
        elif before.role == "user":
            answered = asked
    return answered
