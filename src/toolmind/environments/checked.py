"""What worlds of real tools share: bad calls and silence are answered here."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from toolmind.environments.base import ToolResult
from toolmind.environments.results import check_call, failed
from toolmind.errors import ConfigError
from toolmind.records import Scenario, Tool, ToolCall


class CheckedEnvironment:
    """A world whose tools answer by themselves; subclasses give `_answer` and `state`.

    Calls of one turn are answered at once, each within `timeout` seconds.
    """

    def __init__(self, tools: Mapping[str, Tool], timeout: float) -> None:
        self._tools = dict(tools)
        self._timeout = timeout

    async def reset(self, scenario: Scenario) -> None:
        """Begin a dialogue."""

    async def call(self, call: ToolCall) -> ToolResult:
        """Answer a call; whatever goes wrong in the tool is an error result.

        Raises:
            SimulationError: what answers the calls is gone.
        """
        checked = check_call(self._tools, call)
        if isinstance(checked, ToolResult):
            return checked
        tool, arguments = checked
        limit = asyncio.timeout(self._timeout)
        try:
            async with limit:
                result = await self._answer(tool, arguments)
        except TimeoutError:
            if not limit.expired():
                raise
        if limit.expired():  # also where a tool made another error of being stopped
            text = f"{tool.name} did not answer within {self._timeout:g} seconds."
            return failed("timeout", text)
        return result

    async def close(self) -> None:
        """Nothing to free."""

    async def _answer(self, tool: Tool, arguments: dict[str, Any]) -> ToolResult:
        """Answer a call whose arguments are valid under the tool's schema."""
        raise NotImplementedError


def checked_timeout(seconds: float) -> float:
    """Return a setting `timeout` that can be one.

    Raises:
        ConfigError: it is not above zero.
    """
    if not seconds > 0:
        raise ConfigError("environment.timeout: give a number of seconds above 0")
    return seconds
