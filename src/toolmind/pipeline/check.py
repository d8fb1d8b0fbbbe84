"""Checks over one dialogue that comes from anywhere: the rules that need to know nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from toolmind.audit.call_faults import clock_of
from toolmind.audit.schema_faults import read_definition, usable
from toolmind.checks.base import CheckContext, run_checks
from toolmind.checks.load import CHECKS, PLAYED_ALONE
from toolmind.checks.load import RULES as BUILT_IN
from toolmind.config import PluginSpec
from toolmind.datasets.dialogue import Dialogue, MessageReader, assistant_positions
from toolmind.errors import DataError
from toolmind.records import JSON, Chain, Message, Scenario, Tool, Trajectory, Verdict

RULES = tuple(name for name in BUILT_IN if name not in PLAYED_ALONE)
"""The built-in checks of a dialogue from anywhere."""

_OPEN = {"type": "object", "additionalProperties": True}


async def check(
    messages: Iterable[Message | Mapping[str, JSON]],
    tools: Iterable[Tool | Mapping[str, JSON]] = (),
    checks: Iterable[PluginSpec] = RULES,
    *,
    clock: str = "",
) -> list[Verdict]:
    """Run checks over one dialogue, of records or in OpenAI form, and return all their verdicts.

    A message without an id is called by its place: the first is ``m0``. By default all rules are
    run that need no scenario. `clock` is the date and time of the dialogue (ISO 8601), from which
    "tomorrow" is known, where neither the system prompt nor the user says what it is.

    Raises:
        DataError: what should be a message or a tool is none; names it.
        ConfigError: a check cannot be as named.
    """
    built = [CHECKS.load(one).build() for one in checks]
    read = _messages(messages)
    row = Dialogue(messages=read, tools=(), learnt=frozenset(assistant_positions(read)))
    return await run_checks(built, context_of(row, _tools(tools), clock))


def _messages(items: Iterable[Message | Mapping[str, JSON]]) -> tuple[Message, ...]:
    reader, read = MessageReader(), []
    for at, item in enumerate(items):
        try:
            message = item if isinstance(item, Message) else reader.read(dict(item))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            text = f"no message: {type(error).__name__}: {error}"
            raise DataError(text, field=f"messages[{at}]") from error
        named = isinstance(item, Message) and item.id
        read.append(message if named else replace(message, id=f"m{at}"))
    return tuple(read)


def _tools(items: Iterable[Tool | Mapping[str, JSON]]) -> Iterator[Tool]:
    for at, item in enumerate(items):
        tool = item if isinstance(item, Tool) else read_definition(item)[0]
        if tool is None:
            raise DataError("no tool: it has no name", field=f"tools[{at}]")
        yield tool


def context_of(row: Dialogue, shown: Iterable[Tool], clock: str = "") -> CheckContext:
    """Return what checks look at of a dialogue that has no scenario."""
    tools = {tool.name: _tool(tool) for tool in shown}
    said = clock_of(row.messages)
    name = row.place()
    scenario = Scenario(
        id=name,
        index=0,
        kind="",
        chain=Chain(id="", tools=()),
        steps=(),
        tools=tuple(tools),
        intent="",
        persona="",
        clock=said.isoformat() if said else clock,
        seed=0,
    )
    played = Trajectory(id=name, index=0, scenario=name, messages=row.messages, ended="stop")
    return CheckContext(trajectory=played, scenario=scenario, tools=tools)


def _tool(tool: Tool) -> Tool:
    """Return a tool that calls can be held against: where its schema is none, any arguments fit."""
    return tool if usable(tool) else Tool(id=tool.id, name=tool.name, parameters=_OPEN)
