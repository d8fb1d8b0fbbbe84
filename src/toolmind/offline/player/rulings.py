"""What a policy in the system prompt rules on a tool, as far as rules can read it."""

from __future__ import annotations

from toolmind.records import Message, Ruling, Tool
from toolmind.scenarios.kinds.policy import act

_SAID: dict[Ruling, str] = {
    "confirm": "Before you {},",
    "refuse": "You must not {}",
    "hand_over": "You do not {} yourself",
}
"""How the policies of the kind `policy` begin, by what they rule."""

NOT_DONE: dict[Ruling, str] = {
    "refuse": "I am not allowed to do that here.",
    "hand_over": "I cannot do that myself: a person of the team will take care of it.",
}
"""What is said of a wish that the policy does not let be done."""


def ruling(tool: Tool, system: Message) -> Ruling:
    """Return what the system prompt rules on calls of a tool."""
    if system.role != "system":
        return ""
    doing = act(tool)
    found = (rule for rule, said in _SAID.items() if said.format(doing) in system.content)
    return next(found, "")
