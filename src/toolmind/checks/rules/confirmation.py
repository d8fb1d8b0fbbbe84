"""Where the system prompt asks for the user's consent before a change, it is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from toolmind.checks.base import ENGLISH, CheckContext, Finding, RuleCheck, read_arguments
from toolmind.checks.rules.consent import agreed, asked_otherwise, wants_consent
from toolmind.records import ToolCall
from toolmind.text.gloss.lexicon import UNDERSTOOD
from toolmind.text.identifiers import split_identifier
from toolmind.tools.effects import named_effect, tool_effect
from toolmind.tools.verbs import read_name

_THING = ("id", "ids", "number", "name", "recipient", "to", "title")
"""Last words of parameters that say what is changed, or for whom (ours)."""

_PEOPLE = frozenset("human humans agent agents person representative operator support".split())
"""Who takes a dialogue over."""


class Confirmation(RuleCheck):
    """A change that the policy wants confirmed, made before the user was asked, is a fault.

    Only a policy that the system prompt states in English, or in the language that is spoken, is
    known. A change is confirmed where the user has spoken last after the assistant asked whether to
    go on and did not begin with no (whether they said yes is for judges), said yes to another
    question, or told it to go ahead; and stays so while they answer what else is asked, until it is
    made or they want something else. The same change again, made otherwise (the table at another
    time), was not agreed to. In other languages than English the rule is unsure where a question
    was put that it does not read.
    """

    name = "confirmation"
    understands = ENGLISH | UNDERSTOOD

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per call that changes something unasked."""
        if context.scenario.steps:  # `policy` knows which of them want consent
            return
        messages = context.trajectory.messages
        if not any(m.role == "system" for m in messages):
            return
        language = context.language
        policies = (m.content for m in messages if m.role == "system")
        if not any(wants_consent(policy, language) for policy in policies):
            return
        asked = ""
        exchanges: list[tuple[str, str, bool]] = []
        made: list[ToolCall] = []
        """Changes since the user spoke."""
        for message in messages:
            if message.role == "user":
                exchanges.append((asked, message.content, bool(made)))
                made = []
            if message.role != "assistant":
                continue
            for call in message.tool_calls:
                if not _changes(call, context):
                    continue
                if any(_otherwise(call, one) for one in made) or not agreed(exchanges, language):
                    text = f"{call.name} is called before the user was asked whether to"
                    unsure = asked_otherwise(exchanges, language)
                    yield Finding("unasked", text, message.id, (message.id,), unsure=unsure)
                made.append(call)
            asked = message.content or asked


def _changes(call: ToolCall, context: CheckContext) -> bool:
    tool = context.tools.get(call.name)
    effect = tool_effect(tool) if tool else named_effect(call.name)
    word = read_name(call.name).word
    hands_over = word == "transfer" and not _PEOPLE.isdisjoint(split_identifier(call.name))
    return effect.writes and not hands_over and word not in ("log", "record")


def _otherwise(call: ToolCall, before: ToolCall) -> bool:
    """Say whether a call makes the change of another one again, with other values."""
    if call.name != before.name or call.arguments == before.arguments:
        return False
    try:
        now, then = read_arguments(call), read_arguments(before)
    except ValueError:
        return False
    others = [name for name in now.keys() | then.keys() if now.get(name) != then.get(name)]
    return bool(others) and not any(split_identifier(name)[-1] in _THING for name in others)
