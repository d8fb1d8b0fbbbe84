"""The replay environment: what was answered once is answered again, and nothing else is known."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from toolmind.environments.base import EnvironmentProvider, ToolResult
from toolmind.environments.checked import CheckedEnvironment
from toolmind.environments.recording import RecordedCall, read_recording, recorded_state
from toolmind.environments.results import failed
from toolmind.errors import ConfigError, DataError
from toolmind.records import JSON, Scenario, Tool
from toolmind.tools.effects import tool_effect

_TIMEOUT = 30.0


class ReplayProvider(EnvironmentProvider):
    """Answers from recorded calls: `path` is a file that `record` made, or a run folder.

    Each dialogue begins at the first call. A dialogue whose seed was recorded is answered from
    what was recorded with it; others from all.

    Raises:
        ConfigError: it is neither, or holds no call.
    """

    def __init__(self, path: Path) -> None:
        try:
            calls = list(read_recording(path))
        except DataError as error:
            raise ConfigError(f"environment.path: {error}") from error
        if not calls:
            raise ConfigError(f"environment.path: {path}: no call was recorded there")
        self._all = calls
        self._by_seed: dict[int, list[RecordedCall]] = defaultdict(list)
        for call in calls:
            self._by_seed[call.seed].append(call)

    async def world(self, tools: Mapping[str, Tool]) -> ReplayEnvironment:
        """Return the world of one dialogue."""
        return ReplayEnvironment(tools, self._recorded)

    async def starting_state(
        self, tools: Mapping[str, Tool], seed: int, now: datetime
    ) -> dict[str, JSON]:
        """Return which calls of the tools can be answered, and with what, by the tool's name."""
        known: dict[str, list[RecordedCall]] = {}
        for call in self._recorded(seed):
            if call.tool in tools:
                known.setdefault(call.tool, []).append(call)
        return recorded_state(known)

    def _recorded(self, seed: int) -> Sequence[RecordedCall]:
        return self._by_seed.get(seed) or self._all


class ReplayEnvironment(CheckedEnvironment):
    """Gives each call the answer that it had, the first time the first one, and so on.

    A tool that only reads repeats its last answer. A call that was not recorded, or not so often,
    is an error result with code ``not_recorded``.
    """

    def __init__(
        self, tools: Mapping[str, Tool], recorded: Callable[[int], Sequence[RecordedCall]]
    ) -> None:
        super().__init__(tools, _TIMEOUT)
        self._recorded = recorded
        self._answers: dict[tuple[str, str], deque[RecordedCall]] = {}

    async def reset(self, scenario: Scenario) -> None:
        """Begin at the first call again."""
        await super().reset(scenario)
        self._answers = {}
        for call in self._recorded(scenario.seed):
            self._answers.setdefault(call.key, deque()).append(call)

    async def state(self) -> dict[str, JSON]:
        """Return nothing: a recording changes by no call."""
        return {}

    async def _answer(self, tool: Tool, arguments: dict[str, Any]) -> ToolResult:
        asked = RecordedCall(0, tool.name, arguments, "")
        waiting = self._answers.get(asked.key)
        if not waiting:
            return failed("not_recorded", f"No answer of {tool.name} to this was recorded.")
        keeps = len(waiting) == 1 and tool_effect(tool).reads
        return (waiting[0] if keeps else waiting.popleft()).result
