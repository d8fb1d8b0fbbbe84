"""The embedded assistant: finds the tool, fills in what was said or found, asks for the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

import orjson

from toolmind.models.base import ChatRequest
from toolmind.offline.player.dialogue import Reading, Task, look_up, read
from toolmind.offline.player.language import (
    CONSENT,
    join_and,
    say_confirmation,
    say_question,
    say_value,
)
from toolmind.offline.player.outcome import say_outcome
from toolmind.offline.player.rulings import NOT_DONE, ruling
from toolmind.records import JSON, Message, Ruling, ToolCall
from toolmind.schema import problem, types_of
from toolmind.schema.slots import Slot, assemble, missing, slots

_WITH_ARGUMENTS = (
    "{} does what was asked, and all that it needs is known.",
    "What {} needs is all here.",
    "This is a case for {}; nothing that it needs is missing.",
    "I have what I need to call {}.",
    "{} fits this wish, so I call it.",
)
_WITHOUT_ARGUMENTS = (
    "{} does what was asked and needs nothing further.",
    "For this, {} is enough as it is.",
    "I can call {} right away.",
)
_TAKEN = (
    "I take {} from what was found before.",
    "An earlier result gives {}.",
    "For {}, I use what an earlier call returned.",
)
_NO_TOOL = (
    "I don't have a tool that can do that, so I cannot help with it.",
    "None of my tools can do that, so I have to leave it to you.",
    "I'm afraid that is not possible with the tools that I have.",
    "That is beyond what my tools can do, sorry.",
    "There is no tool here for that, so I cannot do it.",
)
MAX_ATTEMPTS = 3
"""Calls of one task before giving up on a tool that keeps failing (ours)."""


def reply(request: ChatRequest) -> Message:
    """Return the next assistant message."""
    reading = read(request.messages, request.tools)
    rulings = {tool.name: ruling(tool, request.messages[0]) for tool in request.tools}
    open_tasks = [
        task
        for task in reading.tasks
        if _can_be_tried(task) and task.tool and rulings[task.tool.name] not in NOT_DONE
    ]
    calls: list[tuple[Task, dict[str, JSON]]] = []
    for task in open_tasks:
        assert task.tool is not None
        stated = _arguments(task, reading)
        unknown = [slot.label for slot in missing(task.tool.parameters, stated)]
        if unknown and not calls:
            if task.asked.issuperset(unknown):
                continue  # The user does not know it either: leave this wish undone.
            return Message(role="assistant", content=say_question(unknown))
        if not unknown and rulings[task.tool.name] == "confirm" and CONSENT not in task.asked:
            if not calls:
                return Message(role="assistant", content=say_confirmation(task.goal))
            break
        if not unknown:
            calls.append((task, assemble(task.tool.parameters, stated)))
        if not reading.together:
            break
    if calls:
        return _call(calls)
    return Message(role="assistant", content=_summary(reading, rulings))


def _can_be_tried(task: Task) -> bool:
    """Say whether a task is open: not done, and not failed for good."""
    if task.tool is None or task.done:
        return False
    return not task.error or (task.retryable and task.attempts < MAX_ATTEMPTS)


def _arguments(task: Task, reading: Reading) -> dict[str, JSON]:
    """Return the facts known for a task, by path: said by the user, or found in a result."""
    assert task.tool is not None
    known: dict[str, JSON] = {}
    by_label = {reference.put: reference for reference in task.references}
    for path, slot in slots(task.tool.parameters).items():
        # What a wish refers to is meant for it; what was answered to a question may not be.
        reference = by_label.get(slot.label)
        found = look_up(reference, reading) if reference else None
        if found is not None:
            known[path] = _fitted(found, slot)
        elif slot.label in task.stated:
            known[path] = task.stated[slot.label]
    return known


def _fitted(value: JSON, slot: Slot) -> JSON:
    """Return a found value in the shape that the parameter has, where that is plain to see."""
    kinds = types_of(slot.schema)
    if "array" in kinds and not isinstance(value, list):
        return [value]
    if problem(slot.schema, value) and "string" in kinds:
        return value if isinstance(value, str) else say_value(value)
    return value


def _call(calls: Sequence[tuple[Task, dict[str, JSON]]]) -> Message:
    return Message(
        role="assistant",
        reasoning=" ".join(dict.fromkeys(_reason(task, arguments) for task, arguments in calls)),
        tool_calls=tuple(
            ToolCall(id=f"call_{n}", name=task.tool.name, arguments=orjson.dumps(args).decode())
            for n, (task, args) in enumerate(calls)
            if task.tool
        ),
    )


def _reason(task: Task, arguments: dict[str, JSON]) -> str:
    """Return why a call is made, in one of several ways, so that not all turns begin alike."""
    assert task.tool is not None
    name, taken = task.tool.name, [reference.put for reference in task.references]
    if task.error:
        return f"{name} failed ({task.error}). That can pass, so I try once more."
    rng = Random(f"{name}|{sorted(arguments)}|{task.goal}")
    if not arguments:
        return rng.choice(_WITHOUT_ARGUMENTS).format(name)
    text = rng.choice(_WITH_ARGUMENTS).format(name)
    return f"{text} {rng.choice(_TAKEN).format(join_and(taken))}" if taken else text


def _summary(reading: Reading, rulings: Mapping[str, Ruling]) -> str:
    lines = []
    for task in reading.tasks:
        if task.done:
            lines.append(say_outcome(task.goal, task.result))
        elif task.tool is None:
            lines.append(Random(task.goal).choice(_NO_TOOL))
        elif (rule := rulings[task.tool.name]) in NOT_DONE:
            lines.append(NOT_DONE[rule])
        elif task.error:
            lines.append(f"I could not do this: {task.error}.")
        else:
            lines.append("Without that information I cannot go on with this.")
    return "\n".join(dict.fromkeys(lines)) or "How can I help you?"
