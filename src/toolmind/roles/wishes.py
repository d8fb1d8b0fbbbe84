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


def unsaid(
    scenario: Scenario, tools: Mapping[str, Tool], messages: Sequence[Message]
) -> list[Step]:
    """Return the wishes that the user has not spoken of, by their words or by what is known.

    A goal counts as spoken of when three in ten of its telling words, or a value of its step, are;
    and when its call was made: then it was asked for, in whatever words ("put it on").
    """
    said = " ".join(message.content for message in messages if message.role == "user")
    lowered = said.lower()
    left = [s for s in scenario.steps if not (s.implied or s.goal.lower() in lowered)]
    if not left:
        return left
    spoken = _telling(said)
    flat = f" {' '.join(words(said))} "
    left = [step for step in left if not _is_said(step, spoken, flat)]
    uncalled = _uncalled(scenario, tools, messages) if left else ()
    return [step for step in left if any(step is other for other in uncalled)]


def untried(
    scenario: Scenario, tools: Mapping[str, Tool], messages: Sequence[Message]
) -> list[Step]:
    """Return the wishes for which a call is expected and none was made, whatever came of it."""
    wanted = [
        step
        for step, expected in zip(scenario.steps, scenario.expected(), strict=True)
        if expected != "none" and not step.implied
    ]
    uncalled = _uncalled(scenario, tools, messages)
    return [step for step in wanted if any(step is other for other in uncalled)]


def _uncalled(
    scenario: Scenario, tools: Mapping[str, Tool], messages: Sequence[Message]
) -> list[Step]:
    """Return the steps without a call of their own."""
    calls = [call.name for message in messages for call in message.tool_calls]
    left: list[Step] = []
    for step in scenario.steps:
        name = tools[step.tool].name if step.tool in tools else ""
        if name in calls:
            calls.remove(name)
        else:
            left.append(step)
    return left


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
