"""The check that makes a dialogue's calls again: its results are true, and its end state right."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import orjson

from toolmind.checks.base import CheckContext
from toolmind.checks.execution.checkers import end_fault
from toolmind.checks.execution.plan import Planned, play_plan
from toolmind.checks.execution.replay import Difference, Replayed, differing_paths, replay
from toolmind.checks.execution.yielding import EXECUTION, REACHED
from toolmind.environments.base import Environment, EnvironmentProvider
from toolmind.plugins import Resource
from toolmind.records import JSON, Scope, Verdict
from toolmind.tools.effects import tool_effect

T = TypeVar("T")
Found = tuple[str, str, tuple[str, ...]]
"""What is wrong: its code, in words, and the messages that it rests on."""

_SHOWN = 200
"""Characters of a value that are shown (ours)."""


class Execution:
    """Makes the calls again in a new world, and holds results and end state against the record.

    A call that is answered otherwise, and a state that is not the recorded one, make the record
    untrue. A scenario's checker then says whether the end state is right. Without one, where the
    scenario plans calls, their end state is the one to be reached: writes decide, and who looks up
    more or less than was planned reaches it, too. What differs in words alone, or as the user said,
    is no difference. A plan of which a write fails, that the dialogue did not
    make either, is a task that cannot be done.

    Raises:
        ValueError: worlds of the environment do not begin anew, so that a call would count twice.
    """

    name = EXECUTION
    version = "1"
    scope: Scope = "trajectory"

    def __init__(
        self, environment: Annotated[EnvironmentProvider, Resource("environment")]
    ) -> None:
        if not environment.begins_anew:
            raise ValueError(
                "execution makes calls again and wants an environment whose worlds begin anew: a"
                " Python class, or a server that is started for each dialogue, with `anew: true`"
            )
        self._environment = environment

    async def verdicts(self, context: CheckContext) -> list[Verdict]:
        """Return a failed verdict with what is wrong, or a pass that says how far it looked.

        Raises:
            SimulationError: the environment gave up.
            CheckError: the scenario's checker cannot tell.
        """
        replayed = await self._in_world(context, lambda world: replay(world, context))
        if found := _untrue(context, replayed):
            return [self._verdict("fail", *found)]
        if context.scenario.checker:
            if fault := await end_fault(context, replayed.ended):
                return [self._verdict("fail", "wrong_state", fault)]
            return [self._verdict("pass", REACHED, "the scenario's checker is content")]
        planned = await self._planned(context, replayed)
        if planned.broken:
            return [self._verdict("fail", "plan_fails", planned.broken)]
        if planned.ended is None:
            return []
        wrong = planned.missed(context, replayed.ended)
        found = await self._blamed(context, wrong) if wrong else None
        if found is None:
            return [self._verdict("pass", REACHED, "the end state is the one that is planned")]
        return [self._verdict("fail", *found)]

    async def _planned(self, context: CheckContext, replayed: Replayed) -> Planned:
        scenario = context.scenario
        if scenario.no_call_expected:
            return Planned(replayed.begun)
        if not scenario.steps or any(step.first_told for step in scenario.steps):
            return Planned(None)  # who changes their mind does so when something is done, maybe
        return await self._in_world(context, lambda world: play_plan(world, context))

    async def _in_world(
        self, context: CheckContext, work: Callable[[Environment], Awaitable[T]]
    ) -> T:
        world = await self._environment.world(context.tools)
        try:
            return await work(world)
        finally:
            await world.close()

    async def _blamed(self, context: CheckContext, wrong: list[Difference]) -> Found | None:
        """Return the finding of an end state that is another; None where look-ups alone made it."""
        replayed = await self._in_world(context, lambda world: replay(world, context, steps=True))
        for one in wrong:
            before, by = one.in_state(replayed.begun), None
            for message, call, state in replayed.states:
                after = one.in_state(state)
                by = (message, call) if after != before else by
                before = after
            place = ".".join(one.path)
            text = f"{place} is {_short(one.right)}, and by the plan {_short(one.left)}"
            if by is None:
                return "wrong_state", f"{text}: no call made it so", ()
            message, call = by
            if (tool := context.tools.get(call.name)) and tool_effect(tool).reads:
                continue
            return "wrong_state", f"{text}: {call.name}({call.arguments}) did it", (message.id,)
        return None

    def _verdict(
        self, outcome: str, code: str, explanation: str, evidence: tuple[str, ...] = ()
    ) -> Verdict:
        return Verdict(
            check=self.name,
            scope=self.scope,
            outcome="pass" if outcome == "pass" else "fail",
            code=code,
            explanation=explanation,
            evidence=evidence,
            version=self.version,
            source="execution",
        )


def _untrue(context: CheckContext, replayed: Replayed) -> Found | None:
    """Return what of the record does not come true when its calls are made again."""
    if one := replayed.different:
        text = (
            f"{one.call.name}({one.call.arguments}) is answered"
            f" {one.result.status} {_short(one.result.content)}, and was recorded as"
            f" {one.recorded.status} {_short(one.recorded.content)}"
        )
        return "other_result", text, (one.message.id, one.recorded.id)
    recorded = context.trajectory.final_state
    for other in differing_paths(recorded, replayed.ended) if recorded else ():
        has, had = _short(other.right), _short(other.left)
        text = f"the end state has {has} at {'.'.join(other.path)}, recorded is {had}"
        return "other_state", text, ()
    return None


def _short(value: JSON) -> str:
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
