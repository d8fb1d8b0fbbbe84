"""What a scenario asks of whoever answers its calls: planned failures, outputs that are used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache

from toolmind.environments.required_outputs import RequiredOutput
from toolmind.records import Failure, Scenario, Schema, Tool
from toolmind.schema import leaves, merge


class Staging:
    """A scenario's demands on the world, by tool id."""

    def __init__(self, scenario: Scenario, tools: Mapping[str, Tool]) -> None:
        self._scenario, self._tools = scenario, tools
        self._failed: dict[int, int] = {}
        """How often each step has failed so far."""
        self._steps: dict[str, list[int]] = {}
        """The steps of each tool, where any step is to fail."""
        for position, step in enumerate(scenario.steps if scenario.failures else ()):
            self._steps.setdefault(step.tool, []).append(position)

    def feeds(self, tool: Tool) -> tuple[RequiredOutput, ...]:
        """Return the outputs of a tool that later steps use."""
        return self._feeds.get(tool.id, ())

    def failure(self, tool: Tool) -> Failure | None:
        """Return how a call fails, as often as planned; a tool's calls take its steps in order."""
        steps = self._steps.get(tool.id)
        if not steps:
            return None
        step = steps[0]
        planned = self._scenario.failures.get(step)
        done = self._failed.get(step, 0)
        if planned and (not planned.times or done < planned.times):
            self._failed[step] = done + 1
            return planned
        if len(steps) > 1:
            steps.pop(0)
        return None

    @cached_property
    def _feeds(self) -> dict[str, tuple[RequiredOutput, ...]]:
        return _feeds(self._scenario, {tool.id: tool for tool in self._tools.values()})


def _feeds(scenario: Scenario, by_id: Mapping[str, Tool]) -> dict[str, tuple[RequiredOutput, ...]]:
    """Return, by source tool id, the outputs that the scenario's links take, and into what."""
    found: dict[str, list[RequiredOutput]] = {}
    for step in scenario.steps:
        for link in step.links:
            source = by_id.get(scenario.steps[link.src].tool)
            target = by_id.get(step.tool)
            if source and source.returns and target:
                into = taken_as(target, link.dst_input)
                given = given_as(source, link.src_output)
                if given is None or not have_common(given, into):
                    continue
                feeds = found.setdefault(source.id, [])
                if all((feed.path, feed.into) != (link.src_output, into) for feed in feeds):
                    feeds.append(RequiredOutput(link.src_output, into))
    return {tool: tuple(feeds) for tool, feeds in found.items()}


def given_as(tool: Tool, output: str) -> Schema | None:
    """Return the schema of a tool's output, or None where it declares none of that path."""
    for leaf in leaves(tool.returns) if tool.returns else ():
        if leaf.path == output:
            return leaf.schema
    return None


def taken_as(tool: Tool, path: str) -> Schema:
    """Return the schema of the one value that an input takes: of its items, if it is a list."""
    paths = (path, f"{path}[]")
    for leaf in leaves(tool.parameters):
        if leaf.path in paths:
            return leaf.schema
    return {}


def have_common(*schemas: Schema) -> bool:
    """Tell whether one value could be valid under all, as types, enums and formats tell.

    That none is given (null) is no value.
    """
    if len({_form(schema["format"]) for schema in schemas if "format" in schema}) > 1:
        return False
    first = schemas[0].get("type")
    if first and all(schema.get("type") == first and "enum" not in schema for schema in schemas):
        return True
    both: Schema = {}
    for schema in schemas:
        both = merge(both, {key: schema[key] for key in ("type", "enum") if key in schema})
    types = both.get("type")
    return types not in ([], ["null"], "null") and both.get("enum") != []


@lru_cache(maxsize=256)
def _form(name: str) -> str:
    """Return what a format asks for: sizes of numbers are no matter, nor is who names it."""
    return re.sub(r"^google-|^u?int\d+$|^float$|^double$", "", name).replace(
        "datetime", "date-time"
    )
