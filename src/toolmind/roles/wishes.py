"""What a user has not brought up, or not got, when it wants to end a dialogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolmind.records import JSON, Message, Scenario, Step, Tool
from toolmind.text.identifiers import spaced
from toolmind.text.stems import stem
from toolmind.text.words import words

_SAID = 0.3
"""Share of the telling words of a goal that speak of it (ours)."""

_EMPTY = frozenset(
    "a an and at by for from get give have i in is it its me my need of on or our please show tell "
    "that the their them this to want was we what when where which who will with you your".split()
)
"""Words that say nothing of what is wanted."""


def unsaid(scenario: Scenario, messages: Sequence[Message]) -> list[Step]:
    """Return the wishes that the user has not spoken of, by their words or by what is known.

    A goal counts as spoken of when three in ten of its telling words, or a value of its step, are.
    """
    said = " ".join(message.content for message in messages if message.role == "user")
    spoken = _telling(said)
    flat = f" {' '.join(words(said))} "
    return [step for step in scenario.steps if not _is_said(step, spoken, flat)]


def untried(
    scenario: Scenario, tools: Mapping[str, Tool], messages: Sequence[Message]
) -> list[Step]:
    """Return the wishes for which nothing was called, whatever came of it."""
    if scenario.no_call_expected:
        return []
    calls = [call.name for message in messages for call in message.tool_calls]
    left: list[Step] = []
    for step in scenario.steps:
        name = tools[step.tool].name
        if name in calls:
            calls.remove(name)
        else:
            left.append(step)
    return left


def _is_said(step: Step, spoken: frozenset[str], flat: str) -> bool:
    wanted = _telling(step.goal)
    if not wanted or len(wanted & spoken) >= _SAID * len(wanted):
        return True
    told: list[JSON] = [*step.known.values(), *step.spoken.values(), *step.references.values()]
    texts = (" ".join(words(value)) for value in told if isinstance(value, str))
    return any(len(text) > 2 and f" {text} " in flat for text in texts)


def _telling(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(spaced(text)) if word not in _EMPTY)
