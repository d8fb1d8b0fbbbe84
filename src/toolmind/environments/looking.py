"""How the state of a service is seen that does not tell it: by calls that only read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from toolmind.config import nearest
from toolmind.errors import ConfigError
from toolmind.records import JSON, Tool

_MOST = 12
"""Calls by which a state is seen, where none are named (ours): each is made twice a dialogue."""

LookSetting = str | dict[str, Any]
"""A tool's name, or a call: ``{tool, arguments}``, with the name under which it is told (`as`)."""


class Look(NamedTuple):
    """A call by which a part of the state is seen, and what that part is called."""

    name: str
    tool: Tool
    arguments: dict[str, JSON]


def looks(
    tools: Mapping[str, Tool],
    wanted: Sequence[LookSetting] | None,
    known: Mapping[str, JSON],
    reads: Callable[[Tool], bool],
) -> list[Look]:
    """Return the calls that show the state: those wanted, else what reads and needs no more.

    Needed arguments that are not given are those `known`, by parameter or as ``tool.parameter``: of
    several values the first.

    Raises:
        ConfigError: a tool is not there, or needs an argument that is not known.
    """
    if wanted is None:
        able = (tool for tool in tools.values() if reads(tool) and not _lacking(tool, known))
        return [Look(tool.name, tool, _arguments(tool, known)) for tool in able][:_MOST]
    return [_look(setting, tools, known) for setting in wanted]


def _look(setting: LookSetting, tools: Mapping[str, Tool], known: Mapping[str, JSON]) -> Look:
    asked: dict[str, Any] = {"tool": setting} if isinstance(setting, str) else setting
    name, given = str(asked.get("tool")), dict(asked.get("arguments", {}))
    if name not in tools:
        raise ConfigError(f"environment.look: no tool {name!r}{nearest(name, list(tools))}")
    if lacking := [one for one in _lacking(tools[name], known) if one not in given]:
        raise ConfigError(
            f"environment.look: {name} needs {', '.join(lacking)}: give it under"
            " environment.known, or as its `arguments`"
        )
    arguments = {**_arguments(tools[name], known), **given}
    return Look(str(asked.get("as", name)), tools[name], arguments)


def _arguments(tool: Tool, known: Mapping[str, JSON]) -> dict[str, JSON]:
    needed = tool.parameters.get("required", ())  # more would narrow what is seen
    found = {name: known[key] for name in needed if (key := _key(tool, name, known))}
    return {name: value[0] if isinstance(value, list) else value for name, value in found.items()}


def _lacking(tool: Tool, known: Mapping[str, JSON]) -> list[str]:
    return [name for name in tool.parameters.get("required", ()) if not _key(tool, name, known)]


def _key(tool: Tool, name: str, known: Mapping[str, JSON]) -> str:
    """Return under which key a parameter is known, or an empty text: of one tool, or of all."""
    return next((key for key in (f"{tool.name}.{name}", name) if key in known), "")
