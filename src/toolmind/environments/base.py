"""What an environment is: a provider, opened once a run, gives each dialogue its world."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Protocol

from toolmind.records import JSON, Record, ResultStatus, Scenario, Tool, ToolCall


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


class EnvironmentProvider:
    """What the worlds of a run share: a server, a client, a pool. Subclasses give `world`."""

    stateful: bool = False
    """Whether the state of its worlds says more than the calls do, so that it is recorded."""

    begins_anew: bool = False
    """Whether each world begins as its scenario says, apart from all others and without a trace, so
    that the calls of a dialogue can be made again in another one."""
    keeps_records: ClassVar[bool] = False
    """Whether its worlds begin with the records of a scenario's initial state, so that the writer
    of the scenario is asked for some."""

    known: Mapping[str, JSON] = {}
    """What a person may name in its worlds, by parameter or as ``tool.parameter``: a value, or a
    list of some."""

    async def open(self) -> None:
        """Start what is shared. Called once, before any world is asked for.

        Raises:
            ConfigError: it cannot be started as configured.
        """

    async def world(self, tools: Mapping[str, Tool]) -> Environment:
        """Return the world of one dialogue, for the tools shown in it, by name.

        Raises:
            SimulationError: there is no world to be had.
        """
        raise NotImplementedError

    async def starting_state(
        self, tools: Mapping[str, Tool], seed: int, now: datetime
    ) -> dict[str, JSON]:
        """Return what exists when the dialogue of a scenario with this seed begins, as JSON.

        `now` is the date and time at which it begins.

        Asked for before the scenario is written, which builds on what is there and takes its ids
        and names from it; the world's `reset` then has to begin with the same. `tools` are those
        that the scenario calls, by name. Empty where the world is made up as it goes.

        Raises:
            SimulationError: the state cannot be read.
        """
        return {}

    def cannot_answer(self, tools: Iterable[Tool]) -> dict[str, str]:
        """Return by id the tools whose calls it cannot answer, and why, as far as it knows that.

        Asked by `toolmind validate`, after `open`.
        """
        return {}

    async def close(self) -> None:
        """Free what `open` started, also after it failed."""
