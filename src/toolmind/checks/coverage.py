"""The calls that the scenario expects were made, and succeeded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from toolmind.checks.base import CheckContext, Finding, RuleCheck, calls_of, results_by_call
from toolmind.checks.text import words
from toolmind.schema import get_path
from toolmind.trajectory import Step
from toolmind.types import JSON, Message, ToolCall


class Coverage(RuleCheck):
    """Every step of the scenario needs its own successful call, with the arguments known.

    Arguments are compared as typed values: 3 is 3.0 and "3" in a string parameter, but never a
    part of "13". A scenario that no tool fits expects no call at all.
    """

    name = "coverage"
    scope = "trajectory"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per expected call that was not made, or per call not expected."""
        made = calls_of(context.trajectory.messages)
        if context.scenario.kind == "no_tool":
            for message, call in made:
                text = f"{call.name} is called though no tool fits the request"
                yield Finding("needless_call", text, evidence=(message.id,))
            return
        calls = [call for _, call in succeeded(context)]
        yield from _missing(context.scenario.steps, calls, tool_names(context))


def succeeded(context: CheckContext) -> list[tuple[Message, ToolCall]]:
    """Return the calls that succeeded, each with the assistant message that made it."""
    results = results_by_call(context.trajectory.messages)
    return [
        (message, call)
        for message, call in calls_of(context.trajectory.messages)
        if (result := results.get(call.id)) is not None and result.status == "ok"
    ]


def tool_names(context: CheckContext) -> dict[str, str]:
    """Return the name under which each tool was shown, by its id."""
    return {tool.id: name for name, tool in context.tools.items()}


def covered_steps(
    steps: Sequence[Step], calls: Sequence[ToolCall], names: Mapping[str, str]
) -> dict[int, int]:
    """Return which call, by position, covers which step; each call covers one step at most."""
    return _assign(
        [
            [
                position
                for position, call in enumerate(calls)
                if call.name == names.get(step.tool, step.tool) and not differing(step, call)
            ]
            for step in steps
        ]
    )


def _missing(
    steps: Sequence[Step], calls: Sequence[ToolCall], names: Mapping[str, str]
) -> Iterator[Finding]:
    covered = covered_steps(steps, calls, names)
    unused = [call for position, call in enumerate(calls) if position not in covered.values()]
    for number, step in enumerate(steps):
        if number in covered:
            continue
        name = names.get(step.tool, step.tool)
        wrong = [
            faults for call in unused if call.name == name and (faults := differing(step, call))
        ]
        if wrong:
            nearest = min(wrong, key=len)
            text = f"step {number}: {name} is called with other values of {', '.join(nearest)}"
            yield Finding("wrong_arguments", text)
        else:
            yield Finding(
                "missing_call", f"step {number}: {name} has no successful call of its own"
            )


def _assign(candidates: Sequence[Sequence[int]]) -> dict[int, int]:
    """Give as many steps as possible a call of their own; return step → call.

    Augmenting paths: a step without a free call asks those before it to take another.
    """
    owner: dict[int, int] = {}

    def place(step: int, tried: set[int]) -> bool:
        for call in candidates[step]:
            if call not in tried:
                tried.add(call)
                if call not in owner or place(owner[call], tried):
                    owner[call] = step
                    return True
        return False

    for step in range(len(candidates)):
        place(step, set())
    return {step: call for call, step in owner.items()}


def differing(step: Step, call: ToolCall) -> list[str]:
    """Return the paths of the values that the user told and the call does not carry."""
    try:
        arguments = call.parsed()
    except ValueError:
        return sorted(step.known)
    return [
        path
        for path, value in step.known.items()
        if not any(same_value(value, found) for found in get_path(arguments, path))
    ]


def same_value(left: JSON, right: JSON) -> bool:
    """Compare two JSON values by meaning: numbers as numbers, text without case or punctuation."""
    if isinstance(left, bool) or isinstance(right, bool):
        return str(left).lower() == str(right).lower()
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same_value(left[k], right[k]) for k in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same_value, left, right))
    numbers = _number(left), _number(right)
    if None not in numbers:
        return numbers[0] == numbers[1]
    if isinstance(left, str) and isinstance(right, str):
        return left == right or (words(left) == words(right) != ())
    return bool(left == right)


def _number(value: JSON) -> float | None:
    if not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None
