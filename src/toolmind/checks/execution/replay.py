"""The calls of a dialogue, made again in a world of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import orjson

from toolmind.checks.base import CheckContext
from toolmind.checks.rules.meaning import same_value
from toolmind.environments.base import Environment, ToolResult
from toolmind.environments.fault_results import REFUSALS
from toolmind.environments.faults import INJECTED
from toolmind.records import JSON, Message, ToolCall

_UNHEARD = frozenset(f"{INJECTED}{kind}" for kind in REFUSALS)


@dataclass(frozen=True)
class Different:
    """A call that is answered otherwise than it was, the message that made it, and its result."""

    message: Message
    call: ToolCall
    recorded: Message
    result: ToolResult


@dataclass
class Replayed:
    """What came of making the calls again: the first that differs, and the state in the end.

    `states` has the state after each call, where they were asked for.
    """

    begun: dict[str, JSON]
    ended: dict[str, JSON] = field(default_factory=dict)
    different: Different | None = None
    states: list[tuple[Message, ToolCall, dict[str, JSON]]] = field(default_factory=list)


async def replay(world: Environment, context: CheckContext, *, steps: bool = False) -> Replayed:
    """Make the calls of a dialogue again, in their order, until one is answered otherwise.

    What failed on purpose, so that the world never heard of it, is left out; where an answer was
    spoilt on purpose the call is made and not compared. With `steps` none is compared, and the
    state is asked for after each.

    Raises:
        SimulationError: the world gave up.
    """
    await world.reset(context.scenario)
    replayed = Replayed(await world.state())
    for message, call, recorded in _answered(context):
        result = await world.call(call)
        if steps:
            replayed.states.append((message, call, await world.state()))
        elif not recorded.code.startswith(INJECTED) and not _same(recorded, result):
            replayed.different = Different(message, call, recorded, result)
            return replayed
    replayed.ended = await world.state()
    return replayed


def _answered(context: CheckContext) -> Iterator[tuple[Message, ToolCall, Message]]:
    for message, call in context.calls:
        recorded = context.results.get(call.id)
        if recorded and recorded.code not in _UNHEARD:
            yield message, call, recorded


def _same(recorded: Message, result: ToolResult) -> bool:
    """Say whether an answer says the same: 25 is 25.0, and the order of keys is no matter."""
    if recorded.status != result.status:
        return False
    try:
        return same_value(orjson.loads(recorded.content), orjson.loads(result.content))
    except orjson.JSONDecodeError:
        return recorded.content == result.content


def differing_paths(left: JSON, right: JSON, path: tuple[str, ...] = ()) -> Iterator[Difference]:
    """Yield where two states differ; what one does not have is None there."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in dict.fromkeys((*left, *right)):
            yield from differing_paths(left.get(key), right.get(key), (*path, str(key)))
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for at, pair in enumerate(zip(left, right, strict=True)):
            yield from differing_paths(*pair, (*path, str(at)))
    elif not same_value(left, right):
        yield Difference(path, left, right)


@dataclass(frozen=True)
class Difference:
    """A place in which two states differ, and what each has there."""

    path: tuple[str, ...]
    left: JSON
    right: JSON

    def in_state(self, state: JSON) -> JSON:
        """Return what another state has there."""
        for key in self.path:
            if isinstance(state, dict):
                state = state.get(key)
            elif isinstance(state, list) and key.isdigit() and int(key) < len(state):
                state = state[int(key)]
            else:
                return None
        return state
