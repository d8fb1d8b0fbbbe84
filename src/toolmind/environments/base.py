"""The interface of an environment: it answers tool calls."""

from __future__ import annotations

from typing import Any, Protocol

from toolmind.records import Record, ResultStatus, Scenario, ToolCall


class ToolResult(Record, frozen=True):
    """The answer to one tool call: JSON text and a structured status.

    An error's `content` is a JSON object with its cause; `code` is a short reason for counting.
    """

    content: str
    status: ResultStatus = "ok"
    code: str = ""


class Environment(Protocol):
    """The world of one dialogue. One instance plays one dialogue at a time."""

    async def reset(self, scenario: Scenario) -> None:
        """Put the world into the scenario's initial state."""

    async def call(self, call: ToolCall) -> ToolResult:
        """Execute a call. A bad call is answered with an error result, never an exception.

        Raises:
            SimulationError: the environment itself failed (a server died, a model gave up).
        """

    async def state(self) -> dict[str, Any]:
        """Return the current state, for checkers that look at the outcome."""

    async def close(self) -> None:
        """Free what the environment holds."""
