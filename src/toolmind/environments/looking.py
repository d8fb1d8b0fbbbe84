"""How the state of a service is seen that does not tell it: by its own calls that only read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from toolmind.config import nearest
from toolmind.errors import ConfigError
from toolmind.records import JSON, Tool

_MOST = 12
"""Calls by which a state is seen, where none are named (ours): each is made twice a dialogue."""


def looks(
    tools: Mapping[str, Tool],
    named: Sequence[str] | None,
    known: Mapping[str, JSON],
    reads: Callable[[Tool], bool],
) -> list[Tool]:
    """Return the tools whose answers are the state: those named, else what needs no more is known.

    Raises:
        ConfigError: one that is named is not there, or needs an argument that is not known.
    """
    if named is None:
        able = (tool for tool in tools.values() if reads(tool) and not _lacking(tool, known))
        return list(able)[:_MOST]
    for name in named:
        if name not in tools:
            raise ConfigError(f"environment.look: no tool {name!r}{nearest(name, list(tools))}")
        if lacking := _lacking(tools[name], known):
            raise ConfigError(
                f"environment.look: {name} needs {', '.join(lacking)}: give it under"
                " environment.known"
            )
    return [tools[name] for name in named]


def known_arguments(tool: Tool, known: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return the arguments of a tool that are known whoever calls: of several values the first."""
    properties = tool.parameters.get("properties", {})
    found = {name: known[name] for name in properties if name in known}
    return {name: value[0] if isinstance(value, list) else value for name, value in found.items()}


def _lacking(tool: Tool, known: Mapping[str, JSON]) -> list[str]:
    return [name for name in tool.parameters.get("required", ()) if name not in known]
