"""What a scenario asks of whoever answers its calls: planned failures, outputs that are used."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from toolmind.environments.echoed import origin
from toolmind.environments.required_outputs import RequiredOutput
from toolmind.records import Failure, Scenario, Schema, Tool
from toolmind.schema import have_common, leaves


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
    """Return, by source tool id, the outputs that the scenario's links take, and into what.

    What a call only passes on is asked for where it comes from, too.
    """
    tools = [by_id.get(step.tool) or Tool(id="", name="") for step in scenario.steps]
    links = [link for step in scenario.steps for link in step.links]
    fed = {(link.dst, link.dst_input): link for link in links}
    found: dict[str, list[RequiredOutput]] = {}
    for link in links:
        if not tools[link.dst].id:
            continue
        into = taken_as(tools[link.dst], link.dst_input)
        for step, output in origin(link.src, link.src_output, fed, tools).outputs:
            given = given_as(tools[step], output)
            if given is None or not have_common(given, into):
                continue
            feeds = found.setdefault(tools[step].id, [])
            if all((feed.path, feed.into) != (output, into) for feed in feeds):
                feeds.append(RequiredOutput(output, into))
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
