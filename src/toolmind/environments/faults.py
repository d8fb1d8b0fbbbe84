"""Failures on purpose, for any environment: those a scenario plans, and those drawn at a rate.

Some take the place of an answer, and the world never hears of the call (time-out, 404,
permission, rate limit); others spoil the answer that it gives (empty, partial, slow, malformed,
injection). Each is recorded: the result's code is ``injected.<kind>``. What is drawn depends on
the scenario's seed, the call and how often it was made, not on the order of unrelated calls.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from toolmind.config import FaultsConfig
from toolmind.environments.base import Environment, ToolResult
from toolmind.environments.fault_results import LASTING, REFUSALS, TRANSIENT, refused, spoilt
from toolmind.environments.required_outputs import canonical
from toolmind.environments.results import check_call
from toolmind.environments.staging import Staging
from toolmind.records import FailureKind, Scenario, Tool, ToolCall

INJECTED = "injected."
"""How the code of every result begins that failed, or fell short, on purpose."""


class FaultyEnvironment:
    """An environment whose calls fail as the scenario plans and, at a rate, at random."""

    def __init__(self, world: Environment, tools: Mapping[str, Tool], faults: FaultsConfig) -> None:
        self._world, self._tools, self._faults = world, tools, faults
        self._staging: Staging | None = None
        self._seed, self._expected = 0, frozenset[str]()
        self._made: Counter[tuple[str, str]] = Counter()
        """How often each call was made, by tool and arguments."""
        self._lasting: dict[tuple[str, str], FailureKind] = {}

    async def reset(self, scenario: Scenario) -> None:
        """Put the world into its initial state, and forget all earlier calls."""
        self._staging = Staging(scenario, self._tools)
        self._seed, self._expected = scenario.seed, frozenset(s.tool for s in scenario.steps)
        self._made.clear()
        self._lasting.clear()
        await self._world.reset(scenario)

    async def call(self, call: ToolCall) -> ToolResult:
        """Execute a call, or let it fail. A bad one is answered as it always is.

        Raises:
            SimulationError: see `Environment.call`.
        """
        checked = check_call(self._tools, call)
        if isinstance(checked, ToolResult):
            return checked
        tool, arguments = checked
        key = (tool.name, canonical(arguments))
        self._made[key] += 1
        rng = random.Random(f"{self._seed}|{key}|{self._made[key]}")
        kind = self._kind(tool, key, rng)
        if kind in REFUSALS:
            return replace(refused(kind), code=INJECTED + kind)
        result = await self._world.call(call)
        if not kind or result.status == "error":
            return result
        others = [name for name, other in self._tools.items() if other.id not in self._expected]
        return replace(spoilt(kind, result, rng, others), code=INJECTED + kind)

    async def state(self) -> dict[str, Any]:
        """Return the world's state."""
        return await self._world.state()

    async def close(self) -> None:
        """Free what the world holds."""
        await self._world.close()

    def _kind(self, tool: Tool, key: tuple[str, str], rng: random.Random) -> FailureKind:
        """Return how a call fails, ``""`` if it does not: a plan counts more than chance."""
        assert self._staging, "reset comes first"
        if planned := self._staging.failure(tool):
            return planned.kind or rng.choice(TRANSIENT)
        if key in self._lasting:
            return self._lasting[key]
        if rng.random() >= self._faults.rate:
            return ""
        kind = rng.choice(self._faults.kinds)
        if kind in LASTING:
            self._lasting[key] = kind
        return kind
