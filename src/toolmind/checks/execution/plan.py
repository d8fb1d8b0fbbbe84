"""The calls that a scenario plans, made in a world of their own: the end state to be reached."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

import orjson

from toolmind.checks.base import CheckContext
from toolmind.checks.execution.replay import Difference, differing_paths
from toolmind.checks.grounding.check import parse_clock
from toolmind.checks.grounding.last_word import said_instead
from toolmind.checks.rules.coverage import called_names, covered_steps, succeeded
from toolmind.checks.rules.meaning import same_meaning, same_value
from toolmind.environments.base import Environment
from toolmind.records import JSON, Link, ToolCall
from toolmind.schema import get_path, set_path
from toolmind.tools.effects import tool_effect


@dataclass(frozen=True)
class Planned:
    """Where the plan leads: the end state, or None where nobody can tell.

    `by_look_ups` are the places that its look-ups changed (a counter, a last access): no part of
    it. `moved`: apart from these, it is another than the beginning. `shown` are the steps all of
    whose other changes are there in the end, or were written over by a step that the dialogue made.
    `broken` says which write of the plan fails, which the dialogue did not do either: then the
    scenario cannot be played right.
    """

    ended: dict[str, JSON] | None
    by_look_ups: frozenset[tuple[str, ...]] = frozenset()
    moved: bool = False
    shown: frozenset[int] = frozenset()
    broken: str = ""

    def missed(self, context: CheckContext, ended: JSON) -> list[Difference]:
        """Return where a state is not that of the plan.

        Another value that means the same is no difference, nor is one that the user said last.
        """
        return [
            one
            for one in differing_paths(self.ended, ended)
            if one.path not in self.by_look_ups and not _excused(context, one)
        ]


async def play_plan(world: Environment, context: CheckContext) -> Planned:
    """Make the calls that the scenario expects to succeed, in the order of its steps.

    An argument is what the user knows, or what a link takes from an earlier result: of several
    values the one that the dialogue took. What the plan leaves to the assistant is as in the
    dialogue; where a user's later wish overtook a step, its call is one of that tool that covers no
    other. A look-up that fails is none of the end state's business.

    Raises:
        SimulationError: the world gave up.
    """
    await world.reset(context.scenario)
    begun, results = await world.state(), dict[int, JSON]()
    state, looked, written = begun, set[tuple[str, ...]](), list[tuple[int, Difference]]()
    names, calls = called_names(context), _own_calls(context)
    for at, expected in enumerate(context.scenario.expected()):
        tool = context.tools.get(names[at])
        if expected != "success" or tool is None:
            if expected == "attempt":  # whether it changes the world is the failure's affair
                return Planned(None)
            continue
        arguments = _arguments(context, at, results, calls.get(at))
        if arguments is None:
            return Planned(None)
        call = ToolCall(id=f"plan-{at}", name=tool.name, arguments=orjson.dumps(arguments).decode())
        result, before = await world.call(call), state
        state = await world.state()
        changed = differing_paths(before, state)
        if tool_effect(tool).reads:
            looked.update(one.path for one in changed)
        else:
            written += [(at, one) for one in changed]
        if result.status == "ok":
            results[at] = _read(result.content)
        elif tool_effect(tool).may_write:
            text = f"step {at}: {tool.name}({call.arguments}) is answered {result.content[:200]}"
            return Planned(None, broken="" if at in covered_steps(context) else text)
    moved = bool({one.path for one in differing_paths(begun, state)} - looked)
    written = [(at, one) for at, one in written if one.path not in looked]
    shown = {at for at, _ in written}.difference(
        _lost(written, begun, state, covered_steps(context))
    )
    return Planned(state, frozenset(looked), moved, frozenset(shown))


def _lost(
    written: Sequence[tuple[int, Difference]], begun: JSON, ended: JSON, covered: Container[int]
) -> Iterator[int]:
    """Yield the steps of which a change is not there in the end, nor what a made step put there."""
    for at, one in written:
        over = [step for step, other in written if other.path == one.path[: len(other.path)]]
        if over[-1] != at:
            if over[-1] not in covered:
                yield at
        elif same_value(one.in_state(begun), one.in_state(ended)):
            yield at


def _own_calls(context: CheckContext) -> dict[int, ToolCall]:
    """Return the dialogue's own call for each step: the one that covers it, else one left over."""
    made, covered = succeeded(context), covered_steps(context)
    used = set(covered.values())
    left = [call for at, (_, call) in enumerate(made) if at not in used]
    calls = {step: made[at][1] for step, at in covered.items()}
    for step, name in enumerate(called_names(context)):
        own = next((call for call in left if call.name == name), None)
        if step not in calls and own is not None:
            left.remove(own)
            calls[step] = own
    return calls


def _arguments(
    context: CheckContext, at: int, results: dict[int, JSON], made: ToolCall | None
) -> dict[str, JSON] | None:
    """Return the arguments of a step, None where the plan does not say enough."""
    step, own = context.scenario.steps[at], made.parsed() if made else {}
    found: JSON = {}
    for path, value in step.known.items():
        set_path(found, path, value)
    for link in step.links:
        value = _linked(link, results, own)
        if value is None:
            return None
        set_path(found, link.dst_input, value)
    parameters = context.tools[called_names(context)[at]].parameters
    for name in parameters.get("properties") or {}:
        if name not in found and name in own:
            found[name] = own[name]
        elif name not in found and name in (parameters.get("required") or ()):
            return None
    return dict(found)


def _linked(link: Link, results: dict[int, JSON], own: dict[str, JSON]) -> JSON:
    """Return what a link takes: of several values that of the dialogue's own call."""
    values = get_path(results.get(link.src), link.src_output)
    taken = get_path(own, link.dst_input)
    both = [one for one in taken if any(same_value(one, value) for value in values)]
    return next(iter(both or values), None)


def _excused(context: CheckContext, one: Difference) -> bool:
    """Say whether a value means what the plan has, or is what the user said last of the two."""
    clock = parse_clock(context.scenario.clock)
    name = next((key for key in reversed(one.path) if not key.isdigit()), "")
    return same_meaning(one.left, one.right, clock=clock) or said_instead(
        context.trajectory.messages, one.left, one.right, name, clock
    )


def _read(content: str) -> JSON:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return content
