"""What a model that plays the tools is told: the world and the story first, the call last.

All of it is JSON in a prompt's blocks. What a dialogue shares stands before what a call changes,
and is the same text each time, so that a server reuses what it has read of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from toolmind.environments.required_outputs import RequiredOutput
from toolmind.records import JSON, Scenario, Schema, Tool

_TYPES = frozenset(
    "type enum const format pattern minimum maximum exclusiveMinimum exclusiveMaximum multipleOf "
    "minLength maxLength minItems maxItems items anyOf oneOf".split()
)
"""Keywords that say what a value must be. What it is for, in another tool, would mislead."""


def story(scenario: Scenario) -> dict[str, JSON]:
    """Return what is so because a person names it or means it; parts that are empty are left out.

    Values that the person takes back later are no part of it.
    """
    parts: dict[str, JSON] = {
        "background": scenario.background,
        "wish": scenario.intent,
        "steps": [told for step in scenario.steps if (told := _filled(_named(step)))],
    }
    return _filled(parts)


def _named(step: Any) -> dict[str, JSON]:
    return {"goal": step.goal, "names": step.known, "means": step.references}


def _filled(parts: dict[str, JSON]) -> dict[str, JSON]:
    return {name: part for name, part in parts.items() if part}


def definition(tool: Tool, arguments: dict[str, Any]) -> dict[str, JSON]:
    """Return a tool as whoever answers a call of it has to know it.

    Of its parameters those that the call gives: the others say nothing of this result. The id tells
    what it does, where the name had to be shortened.
    """
    properties = tool.parameters.get("properties") or {}
    given = {name: properties[name] for name in properties if name in arguments}
    shared = {key: tool.parameters[key] for key in ("$defs",) if key in tool.parameters}
    return {
        "id": tool.id,
        "name": tool.name,
        "description": tool.description,
        "domain": tool.domain,
        "parameters": {"type": "object", "properties": given, **shared},
        "returns": tool.returns,
    }


def needed(feeds: Iterable[RequiredOutput]) -> dict[str, Schema]:
    """Return by path, once each, what the values of outputs that are needed must be."""
    found: dict[str, list[Schema]] = {}
    for feed in feeds:
        into, known = _bare(feed.into), found.setdefault(feed.path, [])
        if into not in known:
            known.append(into)
    return {path: all_[0] if len(all_) == 1 else {"allOf": all_} for path, all_ in found.items()}


def _bare(schema: Schema) -> Schema:
    """Return what a schema says of values, without a word of what they are for."""
    return dict(_kept(schema))


def _kept(schema: Schema) -> Iterator[tuple[str, Any]]:
    for key, value in schema.items():
        if key == "items" and isinstance(value, dict):
            yield key, _bare(value)
        elif key in ("anyOf", "oneOf") and isinstance(value, list):
            yield key, [_bare(each) for each in value if isinstance(each, dict)]
        elif key in _TYPES:
            yield key, value
