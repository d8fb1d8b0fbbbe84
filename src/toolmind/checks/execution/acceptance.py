"""Which acceptance criteria calls and end state show to be met; the others are a judge's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from toolmind.checks.base import CheckContext, once
from toolmind.checks.grounding.check import parse_clock
from toolmind.checks.rules.coverage import covered_steps, succeeded
from toolmind.checks.rules.meaning import same_meaning
from toolmind.environments.nested import scalars
from toolmind.records import JSON, Step
from toolmind.schema import get_path, split
from toolmind.text.identifiers import label
from toolmind.tools.effects import tool_effect


@once
def undecided(context: CheckContext) -> list[int]:
    """Return the criteria, by position, that are not known to be met.

    One that a step's write makes true is met where that write was made, with values that mean those
    of the step, and holds: a record in the end state has these values, or, where no end state is
    recorded, no further write came after it that the scenario does not expect. Rules only find that
    a criterion is met; that one is not a judge says, or `coverage` of its write.
    """
    scenario = context.scenario
    return [
        at
        for at in range(len(scenario.acceptance))
        if (step := scenario.acceptance_steps.get(at)) is None or not _written(context, step)
    ]


def _written(context: CheckContext, position: int) -> bool:
    own = covered_steps(context)
    if position not in own:
        return False
    made = succeeded(context)
    call = made[own[position]][1]
    effect = tool_effect(context.tools[call.name])
    if context.trajectory.final_state and effect.verb in ("create", "update"):
        clock = parse_clock(context.scenario.clock)
        step = context.scenario.steps[position]
        return any(
            _has(record, step, call.parsed(), clock)
            for record in _records(context.trajectory.final_state)
        )
    planned = set(own.values())
    return effect.writes and all(
        at in planned or tool_effect(context.tools[later.name]).reads
        for at, (_, later) in enumerate(made)
        if at > own[position]
    )


def _records(state: JSON) -> Iterator[dict[str, JSON]]:
    """Yield every object of a state, but for the log of the calls that led there."""
    nodes: list[JSON] = [value for name, value in state.items() if name not in ("calls", "audits")]
    while nodes:
        node = nodes.pop()
        if isinstance(node, dict):
            yield node
            nodes += node.values()
        elif isinstance(node, list):
            nodes += node


def _has(
    record: dict[str, JSON], step: Step, arguments: dict[str, JSON], clock: datetime | None
) -> bool:
    """Say whether a record has what the call that covers a step gave for the values told in it."""
    wanted = {path: get_path(arguments, path) for path in step.known}
    told = {label(split(path)[-1]): values[0] for path, values in wanted.items() if values}
    there = [(f" {place.words}", place.value) for place in scalars(record)]
    return bool(told) and all(
        any(
            words.endswith(f" {name}") and same_meaning(value, found, clock=clock)
            for words, found in there
        )
        for name, value in told.items()
    )
