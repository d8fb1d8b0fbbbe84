"""The calls that the scenario expects were made, and succeeded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import takewhile

from toolmind.checks.base import CheckContext, Finding, RuleCheck, once, read_arguments, read_json
from toolmind.checks.grounding.check import parse_clock
from toolmind.checks.grounding.last_word import said_instead
from toolmind.checks.rules.called_off import may_be_called_off
from toolmind.checks.rules.meaning import same_meaning
from toolmind.checks.turns import EachTurn
from toolmind.records import JSON, Message, Scenario, Step, Tool, ToolCall
from toolmind.schema import get_path, split
from toolmind.schema.slots import slots
from toolmind.text.identifiers import label
from toolmind.text.words import words
from toolmind.tools.effects import tool_effect


class Coverage(RuleCheck):
    """Every step of the scenario needs its own call, with the arguments known, that succeeds.

    Where it is to fail for good, trying it is enough; where it cannot or may not be made, there
    need be none (`Scenario.expected`), nor what is looked up for it alone. Arguments are compared
    by what they mean (`same_meaning`): 3 is 3.0 and "3" in a string parameter, but never a part of
    "13", "Saturday" is its date, and of a text a person may have other words; those that the user
    corrects are the last ones, and a plan yields to what the user says after it: of a call that
    they may have called off it is unsure. A look-up may leave a filter out whose value its result
    has all the same, or ask by the whole of a name that the user told ("Ann Doyle", where "Doyle"
    is planned). What only reads has codes of its own (``missing_look_up``, ``other_look_up``):
    writes decide, and a look-up is a hint where something else tells whether the end is right.
    """

    name = "coverage"
    scope = "trajectory"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per expected call that was not made, or per call not expected."""
        if context.scenario.no_call_expected:
            for message in context.trajectory.messages:
                yield from _needless(message)
            return
        yield from _missing(context)

    def watch(self, scenario: Scenario, tools: Mapping[str, Tool]) -> EachTurn | None:
        """Return what finds calls where none is expected, as they are made."""
        return EachTurn(_needless) if scenario.no_call_expected else None


def _needless(message: Message) -> Iterator[Finding]:
    for call in message.tool_calls:
        text = f"{call.name} is called though no call is called for"
        yield Finding("needless_call", text, evidence=(message.id,))


_OWN = {"success": "successful call", "attempt": "call"}


@once
def succeeded(context: CheckContext) -> list[tuple[Message, ToolCall]]:
    """Return the calls that succeeded, each with the assistant message that made it."""
    return [
        (message, call)
        for message, call in context.calls
        if (result := context.results.get(call.id)) is not None and result.status == "ok"
    ]


@once
def called_names(context: CheckContext) -> list[str]:
    """Return the name under which each step's tool was shown, or its id where it was not."""
    names = {tool.id: name for name, tool in context.tools.items()}
    return [names.get(step.tool, step.tool) for step in context.scenario.steps]


@once
def covered_steps(context: CheckContext) -> dict[int, int]:
    """Return which of the calls that succeeded covers which step, both by position.

    Each call covers one step at most.
    """
    calls: dict[str, list[tuple[int, ToolCall]]] = {}
    clock = parse_clock(context.scenario.clock)
    for position, (_, call) in enumerate(succeeded(context)):
        calls.setdefault(call.name, []).append((position, call))
    return _assign(
        [
            [
                position
                for position, call in calls.get(name, ())
                if not _unmet(step, call, context, clock)
            ]
            for name, step in zip(called_names(context), context.scenario.steps, strict=True)
        ]
    )


def _missing(context: CheckContext) -> Iterator[Finding]:
    covered = covered_steps(context)
    if len(covered) == len(context.scenario.steps):
        return
    used = set(covered.values())
    unused = [call for place, (_, call) in enumerate(succeeded(context)) if place not in used]
    tried = [call for _, call in context.calls]
    clock = parse_clock(context.scenario.clock)
    steps = zip(called_names(context), context.scenario.steps, strict=True)
    needed = _needed(context.scenario)
    for number, (name, step) in enumerate(steps):
        expected = context.scenario.expected()[number]
        if number in covered or number not in needed:
            continue
        tool = context.tools.get(name)
        if expected == "attempt" and any(
            call.name == name and not differing(step, call, clock, tool) for call in tried
        ):
            continue
        wrong = [
            faults
            for call in unused
            if call.name == name and (faults := differing(step, call, clock, tool))
        ]
        reads = tool is not None and tool_effect(tool).reads
        if wrong:
            nearest = min(wrong, key=len)
            text = f"step {number}: {name} is called with other values of {', '.join(nearest)}"
            yield Finding("other_look_up" if reads else "wrong_arguments", text)
        else:
            text = f"step {number}: {name} has no {_OWN[expected]} of its own"
            off = may_be_called_off(context.trajectory.messages, f"{step.goal} {label(name)}")
            yield Finding("missing_look_up" if reads else "missing_call", text, unsure=off)


def _needed(scenario: Scenario) -> set[int]:
    """Return the steps that need a call: no look-up that nobody asks for and no call follows."""
    needed: set[int] = set()
    taken: set[int] = set()
    expected = scenario.expected()
    for number, step in reversed(list(enumerate(scenario.steps))):
        if expected[number] != "none" and (number in taken or not step.implied):
            needed.add(number)
            taken.update(link.src for link in step.links)
    return needed


def _assign(candidates: Sequence[Sequence[int]]) -> dict[int, int]:
    """Give as many steps as possible a call of their own; return step → call.

    Augmenting paths: a step without a free call asks those before it to take another.
    """
    owner: dict[int, int] = {}
    for step in range(len(candidates)):
        _place(step, candidates, owner, set())
    return {step: call for call, step in owner.items()}


def _place(
    step: int, candidates: Sequence[Sequence[int]], owner: dict[int, int], tried: set[int]
) -> bool:
    """Give a step a call, if need be from a step that can take another."""
    for call in candidates[step]:
        if call not in tried:
            tried.add(call)
            if call not in owner or _place(owner[call], candidates, owner, tried):
                owner[call] = step
                return True
    return False


def _unmet(step: Step, call: ToolCall, context: CheckContext, clock: datetime | None) -> list[str]:
    """Return the paths of the values that neither the call carries nor, left out, its result.

    A look-up without a filter that finds what the filter asks for has found what was wanted.
    """
    paths = [
        path
        for path in differing(step, call, clock, context.tools.get(call.name))
        if not _said_instead(context, step, call, path, clock)
    ]
    if not paths or not tool_effect(context.tools[call.name]).reads:
        return paths
    try:
        result, arguments = read_json(context.results[call.id].content), read_arguments(call)
    except ValueError:
        return paths
    return [
        path
        for path in paths
        if get_path(arguments, path)
        or not any(
            same_meaning(step.known[path], found) for found in _named(result, split(path)[-1])
        )
    ]


def _said_instead(
    context: CheckContext, step: Step, call: ToolCall, path: str, clock: datetime | None
) -> bool:
    """Say whether the user asked for what a call has at a path, after what the plan has there."""
    try:
        values = get_path(read_arguments(call), path)
    except ValueError:
        return False
    before = list(takewhile(lambda one: call not in one.tool_calls, context.trajectory.messages))
    if tool_effect(context.tools[call.name]).reads and _told_whole(
        before, step.known[path], values
    ):
        return True
    name = next((part for part in reversed(split(path)) if part != "[]"), "")
    return bool(values) and said_instead(before, step.known[path], values, name, clock)


def _told_whole(messages: Sequence[Message], wanted: JSON, found: Sequence[JSON]) -> bool:
    """Say whether a text is one that the user told, and has in it the name that was planned."""
    [whole] = found if len(found) == 1 else [None]
    if not (isinstance(whole, str) and isinstance(wanted, str) and wanted.isalpha()):
        return False
    parts = words(whole)
    said = (f" {' '.join(words(one.content))} " for one in messages if one.role == "user")
    return set(words(wanted)) <= set(parts) and any(f" {' '.join(parts)} " in one for one in said)


def _named(value: JSON, name: str) -> Iterator[JSON]:
    """Yield the values of a name anywhere in a result."""
    if isinstance(value, dict):
        for key, child in value.items():
            if key == name:
                yield child
            yield from _named(child, name)
    elif isinstance(value, list):
        for child in value:
            yield from _named(child, name)


def differing(
    step: Step, call: ToolCall, clock: datetime | None = None, tool: Tool | None = None
) -> list[str]:
    """Return the paths of the values that the user told and the call does not carry.

    What a call of `tool` leaves out it leaves at its default, where the tool declares one.
    """
    try:
        arguments = read_arguments(call)
    except ValueError:
        return sorted(step.known)
    return [
        path
        for path, value in step.known.items()
        if not any(
            same_meaning(value, found, step.spoken.get(path, ""), clock)
            for found in get_path(arguments, path) or _default(tool, path)
        )
    ]


def _default(tool: Tool | None, path: str) -> list[JSON]:
    slot = slots(tool.parameters).get(path) if tool else None
    return [slot.schema["default"]] if slot and "default" in slot.schema else []
