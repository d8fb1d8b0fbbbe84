"""What says whether the end of a dialogue is right: a scenario's own checker, loaded and asked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, Protocol

import orjson

from toolmind.checks.base import CheckContext
from toolmind.errors import CheckError, run_ending
from toolmind.plugins import PluginLoader
from toolmind.records import JSON

Outcome = Literal["", "success", "failure"]


class Checker(Protocol):
    """Says whether what a scenario is after is there in the end: `scenario.checker`."""

    async def fault(self, state: Mapping[str, JSON], context: CheckContext) -> str:
        """Return what is wrong with the end, or an empty text where it is right.

        `state` is that of the environment after the last call; the trajectory, with its calls and
        results, is in the `context`.

        Raises:
            CheckError: it cannot tell. Whatever it raises is an error, never a pass.
        """


CHECKERS: PluginLoader[Checker] = PluginLoader(
    "scenarios.checker",
    {"state": "toolmind.checks.execution.state_checker:StateChecker"},
    ("fault",),
)


async def end_fault(context: CheckContext, state: Mapping[str, JSON]) -> str:
    """Ask the scenario's checker, and return what is wrong with the end; empty: nothing.

    Raises:
        CheckError: it answers with no text.
        ConfigError: it cannot be as the scenario names it.
    """
    checker = _checker(orjson.dumps(context.scenario.checker))
    found = await checker.fault(state, context)
    if not isinstance(found, str):
        name = context.scenario.checker.get("type")
        raise CheckError("checker.no_text", f"{name}: `fault` returned {found!r}, which is no text")
    return found


async def outcome_of(context: CheckContext, state: Mapping[str, JSON]) -> Outcome:
    """Return what the scenario's checker says of the end; empty without one, or if it cannot tell.

    Raises:
        ConfigError: it cannot be as the scenario names it.
    """
    if not context.scenario.checker:
        return ""
    try:
        return "failure" if await end_fault(context, state) else "success"
    except Exception as error:  # the check of the end asks again, and records what is wrong
        if ending := run_ending(error):
            raise ending from None
        return ""


@lru_cache(maxsize=64)  # one for a whole run, or one for each scenario
def _checker(spec: bytes) -> Checker:
    return CHECKERS.load(orjson.loads(spec)).build()
