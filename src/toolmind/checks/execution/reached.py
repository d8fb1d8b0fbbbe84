"""Whether a dialogue ended where its plan leads, as far as the recorded end state shows it."""

from __future__ import annotations

from toolmind.checks.base import CheckContext
from toolmind.checks.execution.plan import Planned, play_plan
from toolmind.checks.rules.coverage import called_names, covered_steps
from toolmind.checks.rules.links import linked_otherwise
from toolmind.environments.base import EnvironmentProvider
from toolmind.errors import run_ending
from toolmind.tools.effects import tool_effect


async def plan_reached(provider: EnvironmentProvider, context: CheckContext) -> bool:
    """Say whether the recorded end state is the one to which the scenario's planned calls lead.

    They are made in a world of their own: how the dialogue got there is no matter, and who changed
    their mind is held to what they wanted last. False where nobody can tell: worlds do not begin
    anew, no end state is recorded, the plan says too little or fails, whatever of it does, or it
    ends where it began. So it is where a step that the dialogue left out, or took otherwise, does
    not show there: a write of which no trace is left, or a look-up that the user wanted for itself.

    Raises:
        ToolMindError: what ends a run (`run_ending`), and nothing else.
    """
    if not (provider.begins_anew and context.trajectory.final_state and _writes(context)):
        return False
    try:
        return _met(context, await _played(provider, context))
    except Exception as error:  # the dialogue was played, and what it is worth others say
        if ending := run_ending(error):
            raise ending from None
        return False


def _met(context: CheckContext, planned: Planned) -> bool:
    if planned.ended is None or not planned.moved:
        return False
    if any(not _shows(context, planned, step) for step in _otherwise(context)):
        return False
    return not planned.missed(context, context.trajectory.final_state)


def _writes(context: CheckContext) -> bool:
    """Say whether the plan has a call that may write: to look for any costs no world."""
    shown = (context.tools.get(name) for name in called_names(context))
    return any(tool is not None and tool_effect(tool).may_write for tool in shown)


async def _played(provider: EnvironmentProvider, context: CheckContext) -> Planned:
    world = await provider.world(context.tools)
    try:
        return await play_plan(world, context)
    finally:
        await world.close()


def _otherwise(context: CheckContext) -> set[int]:
    """Return the steps that were not made as planned, or whose links took something else."""
    expected, covered = context.scenario.expected(), covered_steps(context)
    left_out = {at for at, one in enumerate(expected) if one != "none" and at not in covered}
    return left_out | {step for step, *_ in linked_otherwise(context)}


def _shows(context: CheckContext, planned: Planned, step: int) -> bool:
    """Say whether the end state tells of a step, or of those that it is made for."""
    tool = context.tools.get(called_names(context)[step])
    if tool is None or not tool_effect(tool).reads:
        return step in planned.shown
    steps = context.scenario.steps
    return steps[step].implied or any(link.src == step for one in steps for link in one.links)
