"""The schema environment: typed, seeded answers that agree with one another. Needs no model."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from toolmind.environments.base import ToolResult
from toolmind.environments.results import check_call, failed
from toolmind.environments.world import Feed, World
from toolmind.schema import leaves
from toolmind.trajectory import Link, Scenario
from toolmind.types import Schema, Tool, ToolCall

_TRANSIENT = (
    ("timeout", "The service did not answer within 30 seconds. Please try again."),
    ("rate_limited", "Too many requests. Please try again in a few seconds."),
    ("unavailable", "The service is temporarily unavailable (503). Please try again."),
    ("connection_reset", "The connection was closed before the answer was complete. Please retry."),
)


class SchemaEnvironment:
    """Answers calls of the tools, by name, with values drawn from their declared results.

    An answer depends on (seed, scenario seed, tool, arguments) and on what the dialogue has
    written or seen of the same things; not on the order of unrelated calls.
    """

    def __init__(self, tools: Mapping[str, Tool], *, seed: int | str = 0) -> None:
        self._tools = dict(tools)
        self._by_id = {tool.id: tool for tool in self._tools.values()}
        self._seed = seed
        self._world = World(str(seed), datetime(2026, 1, 1))
        self._feeds: dict[str, list[Feed]] = {}
        self._turns: dict[str, list[int]] = {}
        self._failures: dict[int, int] = {}

    async def reset(self, scenario: Scenario) -> None:
        """Start a new world for the scenario: its clock, links and planned failures."""
        seed = f"{self._seed}|{scenario.seed}"
        self._world = World(seed, datetime.fromisoformat(scenario.clock))
        self._feeds = _feeds(scenario, self._by_id)
        self._failures = dict(scenario.failures)
        self._turns = {}
        for position, step in enumerate(scenario.steps):
            self._turns.setdefault(step.tool, []).append(position)

    async def call(self, call: ToolCall) -> ToolResult:
        """Answer a call: never raises."""
        checked = check_call(self._tools, call)
        if isinstance(checked, ToolResult):
            return checked
        tool, arguments = checked
        if failure := self._transient(tool):
            return failure
        return self._world.answer(tool, arguments, self._feeds.get(tool.id, ()))

    async def state(self) -> dict[str, Any]:
        """Return the things known, with their fields, and the ids created and deleted."""
        return self._world.state()

    async def close(self) -> None:
        """Nothing to free."""

    def _transient(self, tool: Tool) -> ToolResult | None:
        """Let a step fail as often as planned; calls of one tool take its steps in order."""
        steps = self._turns.get(tool.id)
        if not steps:
            return None
        step = steps[0]
        left = self._failures.get(step, 0)
        if left > 0:
            self._failures[step] = left - 1
            code, message = random.Random(f"{self._world.seed}|{step}|{left}").choice(_TRANSIENT)
            return failed(code, message, retryable=True)
        if len(steps) > 1:
            steps.pop(0)
        return None


def _feeds(scenario: Scenario, by_id: Mapping[str, Tool]) -> dict[str, list[Feed]]:
    """Return, by source tool id, the outputs that the scenario's links take, and into what."""
    found: dict[str, list[Feed]] = {}
    for step in scenario.steps:
        for link in step.links:
            source = by_id.get(scenario.steps[link.src].tool)
            target = by_id.get(step.tool)
            if source and source.returns and target:
                into = _input_schema(target, link)
                feeds = found.setdefault(source.id, [])
                if all((feed.path, feed.into) != (link.src_output, into) for feed in feeds):
                    feeds.append(Feed(link.src_output, into))
    return found


def _input_schema(tool: Tool, link: Link) -> Schema:
    """Return the schema of the one value that an input takes: of its items, if it is a list."""
    for leaf in leaves(tool.parameters):
        if leaf.path in (link.dst_input, f"{link.dst_input}[]"):
            return leaf.schema
    return {}
