"""The schema environment: typed, seeded answers that agree with one another. Needs no model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import orjson

from toolmind.environments.base import EnvironmentProvider, ToolResult
from toolmind.environments.results import check_call
from toolmind.environments.staging import Staging
from toolmind.offline.world.answers import World
from toolmind.offline.world.unanswerable import unanswerable
from toolmind.records import Scenario, Tool, ToolCall


class SchemaProvider(EnvironmentProvider):
    """Worlds made of the tools' own schemas: nothing is shared between dialogues."""

    async def world(self, tools: Mapping[str, Tool]) -> SchemaEnvironment:
        """Return the world of one dialogue."""
        return SchemaEnvironment(tools)

    def cannot_answer(self, tools: Iterable[Tool]) -> dict[str, str]:
        """Return the tools for whose declared results no valid value is found."""
        return unanswerable(tools)


class SchemaEnvironment:
    """Answers calls of the tools, by name, with values drawn from their declared results.

    An answer depends on (scenario seed, tool, arguments) and on what the dialogue has
    written or seen of the same things; not on the order of unrelated calls.
    """

    def __init__(self, tools: Mapping[str, Tool]) -> None:
        self._tools = dict(tools)
        self._world: World | None = None
        self._staging: Staging | None = None

    async def reset(self, scenario: Scenario) -> None:
        """Start a new world for the scenario: its clock, links and planned failures."""
        self._world = World(str(scenario.seed), datetime.fromisoformat(scenario.clock))
        records = scenario.initial_state.get("records")
        self._world.begin(records if isinstance(records, dict) else {})
        self._staging = Staging(scenario, self._tools)

    async def call(self, call: ToolCall) -> ToolResult:
        """Answer a call: never raises."""
        assert self._world and self._staging, "reset comes first"
        checked = check_call(self._tools, call)
        if isinstance(checked, ToolResult):
            return checked
        tool, arguments = checked
        answer = self._world.answer(tool, arguments, self._staging.feeds(tool))
        return ToolResult(
            content=orjson.dumps(answer.value).decode(),
            status="error" if answer.error else "ok",
            code=answer.error,
        )

    async def state(self) -> dict[str, Any]:
        """Return the things known, with their fields, and the ids created and deleted."""
        return self._world.state() if self._world else {}

    async def close(self) -> None:
        """Nothing to free."""
