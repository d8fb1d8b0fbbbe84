"""The checker that holds the end state, and what was written, against what is expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from toolmind.checks.base import CheckContext
from toolmind.checks.grounding.check import parse_clock
from toolmind.checks.rules.coverage import succeeded
from toolmind.checks.rules.meaning import same_meaning
from toolmind.errors import CheckError
from toolmind.records import JSON, Tool
from toolmind.tools.effects import tool_effect

_SHOWN = 200
"""Characters of a value that are shown (ours)."""


@dataclass(frozen=True)
class Write:
    """A call that is expected: a tool by its name or id, and arguments that it must have."""

    tool: str
    arguments: dict[str, Any]


class StateChecker:
    """Asks for what is `expected` in the end state, and for the `writes` that lead there.

    Of `expected` each field must be there, with the same meaning (25 is 25.0); what else there is
    is no matter. A list holds each entry expected, in whatever order; null is what is not there.
    `writes`, ``{tool, arguments}`` each, are the calls that succeeded and may write, all of them
    and no other; arguments that are not named are free. Look-ups are never counted.

    Raises:
        ValueError: neither is given.
    """

    def __init__(
        self,
        expected: dict[str, Any] | None = None,
        writes: list[Write] | None = None,
    ) -> None:
        if not expected and writes is None:
            raise ValueError("give what is `expected` of the end state, or the `writes`")
        self._expected = expected or {}
        self._writes = writes

    async def fault(self, state: Mapping[str, JSON], context: CheckContext) -> str:
        """Return what is not there, or was written otherwise.

        Raises:
            CheckError: an end state is expected, and none is recorded.
        """
        if self._expected and not state:
            raise CheckError(
                "checker.no_state", "no end state is recorded: the environment has none"
            )
        clock = parse_clock(context.scenario.clock)
        found = list(_lacking(self._expected, dict(state), (), clock))
        if self._writes is not None:
            found += _other_writes(self._writes, context, clock)
        return "; ".join(found)


def _lacking(
    expected: JSON, found: JSON, path: tuple[str, ...], clock: datetime | None
) -> Iterator[str]:
    """Yield the places in which a state is not as expected."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name, value in expected.items():
            yield from _lacking(value, found.get(name), (*path, str(name)), clock)
    elif isinstance(expected, list) and isinstance(found, list):
        left = list(found)
        for value in expected:
            if (own := next((one for one in left if _holds(value, one, clock)), _NONE)) is _NONE:
                yield f"{'.'.join(path)} has no {_short(value)}"
            else:
                left.remove(own)
    elif not same_meaning(expected, found, clock=clock):
        yield f"{'.'.join(path)} is {_short(found)}, not {_short(expected)}"


_NONE: Any = object()


def _holds(expected: JSON, found: JSON, clock: datetime | None) -> bool:
    return not any(_lacking(expected, found, (), clock))


def _other_writes(
    wanted: Sequence[Write], context: CheckContext, clock: datetime | None
) -> Iterator[str]:
    """Yield the writes that were not made, and those that nobody expects."""
    left = [
        call for _, call in succeeded(context) if tool_effect(context.tools[call.name]).may_write
    ]
    for one in wanted:
        made = (call for call in left if _is(one.tool, context.tools[call.name]))
        own = next((call for call in made if _holds(one.arguments, call.parsed(), clock)), None)
        if own is None:
            yield f"{one.tool}({_short(one.arguments)}) was not made"
        else:
            left.remove(own)
    for call in left:
        yield f"{call.name}({call.arguments}) was made, and is not expected"


def _is(name: str, tool: Tool) -> bool:
    return name in (tool.name, tool.id)


def _short(value: JSON) -> str:
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
