"""What a user has not brought up, or not got, when it wants to end a dialogue."""

from __future__ import annotations

from collections import Counter
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


def unsaid(
    scenario: Scenario, tools: Mapping[str, Tool], messages: Sequence[Message]
) -> list[Step]:
    """Return the wishes that the user has not spoken of, by their words or by what is known.

    A goal counts as spoken of when three in ten of its telling words, or a value of its step, are;
    and when its call was made: then it was asked for, in whatever words ("put it on").
    """
    said = " ".join(message.content for message in messages if message.role == "user")
    lowered = said.lower()
    if all(step.implied or step.goal.lower() in lowered for step in scenario.steps):
        return []
    spoken = _telling(said)
    flat = f" {' '.join(words(said))} "
    return [
        step
        for step, called in zip(scenario.steps, _called(scenario, tools, messages), strict=True)
        if not (step.implied or called or step.goal.lower() in lowered)
        and not _is_said(step, spoken, flat)
    ]


def untried(
    scenario: Scenario, tools: Mapping[str, Tool], messages: Sequence[Message]
) -> list[Step]:
    """Return the wishes for which a call is expected and none was made, whatever came of it."""
    called = _called(scenario, tools, messages)
    return [
        step
        for step, expected, done in zip(scenario.steps, scenario.expected(), called, strict=True)
        if expected != "none" and not (done or step.implied)
    ]


def _called(
    scenario: Scenario, tools: Mapping[str, Tool], messages: Sequence[Message]
) -> list[bool]:
    """Say of each step whether there is a call of its own."""
    left = Counter(call.name for message in messages for call in message.tool_calls)
    found = []
    for step in scenario.steps:
        name = tools[step.tool].name if step.tool in tools else ""
        found.append(left[name] > 0)
        left[name] -= 1
    return found


def due_tools(
    scenario: Scenario, tools: Mapping[str, Tool], messages: Sequence[Message]
) -> tuple[str, ...]:
    """Return the names of the tools that come with the user's next message.

    They come once all else was tried, all wishes were brought up, and the assistant has spoken:
    all that is left to say of the wish is that no tool is there for it.
    """
    if not scenario.later or not messages or messages[-1].role != "assistant":
        return ()
    if any(message.adds_tools for message in messages) or unsaid(scenario, tools, messages):
        return ()
    if any(step.tool not in scenario.later for step in untried(scenario, tools, messages)):
        return ()
    return tuple(tools[tool].name for tool in scenario.later)


def _is_said(step: Step, spoken: frozenset[str], flat: str) -> bool:
    ways = [_telling(way) for way in (step.goal, step.vague)]
    if any(way and len(way & spoken) >= _SAID * len(way) for way in ways) or not ways[0]:
        return True
    told: list[JSON] = [*step.known.values(), *step.spoken.values(), *step.references.values()]
    texts = (" ".join(words(value)) for value in told if isinstance(value, str))
    return any(len(text) > 2 and f" {text} " in flat for text in texts)


def _telling(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(spaced(text)) if word not in _EMPTY)
