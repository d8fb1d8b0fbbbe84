"""A chain as it was walked: the calls in order, and what each took from where.

What was planned (the links of the scenario's chain) stands beside what was done: a value of a call
that stands in an earlier result was handed on, whether that was planned or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import orjson

from toolmind.checks.base import CheckContext
from toolmind.checks.rules.coverage import covered_steps, succeeded
from toolmind.records import JSON, Scenario
from toolmind.viewer.item import Item, leaves, origins, parsed

_SHORT = 200
"""Characters of a call's arguments that a picture shows."""


def walk_of(item: Item) -> dict[str, Any]:
    """Return the calls of an item, what was handed from one to another, and what was planned."""
    if item.trajectory is None:
        return {"calls": [], "handed": [], "links": [], "steps": []}
    tools = {tool.name: tool for tool in item.tools}
    calls = _calls(item)
    places = {call["id"]: at for at, call in enumerate(calls)}
    handed = list(_handed(item, places))
    steps = list(_steps(item, places)) if item.scenario else []
    for number, step in enumerate(steps):
        if step["call"] is not None:
            calls[step["call"]]["step"] = number
    for call in calls:
        call["tool"] = tools[call["name"]].id if call["name"] in tools else ""
    links = list(_links(item.scenario, steps, handed)) if item.scenario else []
    return {"calls": calls, "handed": handed, "links": links, "steps": steps}


def _calls(item: Item) -> list[dict[str, Any]]:
    assert item.trajectory
    messages = item.trajectory.messages
    results = {message.tool_call_id: message for message in messages if message.role == "tool"}
    return [
        {
            "id": call.id,
            "name": call.name,
            "arguments": call.arguments[:_SHORT],
            "message": message.id,
            "result": results[call.id].id if call.id in results else "",
            "status": results[call.id].status if call.id in results else None,
            "code": results[call.id].code if call.id in results else "",
            "step": None,
        }
        for message in messages
        for call in message.tool_calls
    ]


def _handed(item: Item, places: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """Yield each value of a call that stands in an earlier result, with its place in both."""
    assert item.trajectory
    messages = {message.id: message for message in item.trajectory.messages}
    for call, values in origins(item.trajectory.messages).items():
        for one in values:
            holder = messages.get(str(one["message"]))
            if holder is None or holder.role != "tool" or holder.tool_call_id not in places:
                continue
            yield {
                "src": places[holder.tool_call_id],
                "dst": places[call],
                "output": _path_of(one["value"], holder.content),
                "input": one["path"],
                "value": one["value"],
            }


def _path_of(value: JSON, content: str) -> str:
    """Return where a value stands in a result; empty where that is no JSON, or says it in words."""
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    for path, leaf in leaves(parsed(content)):
        if leaf == value or str(leaf) == text:
            return path
    return ""


def _steps(item: Item, places: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    assert item.trajectory and item.scenario
    context = CheckContext(item.trajectory, item.scenario, {tool.name: tool for tool in item.tools})
    covered, made = covered_steps(context), succeeded(context)
    for number, step in enumerate(item.scenario.steps):
        call = made[covered[number]][1].id if number in covered else ""
        yield {"tool": step.tool, "goal": step.goal, "call": places.get(call)}


def _links(
    scenario: Scenario, steps: list[dict[str, Any]], handed: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield the planned links; `carried` where a value went along with one."""
    for link in scenario.chain.links:
        if max(link.src, link.dst) >= len(steps):  # a chain may be longer than what is asked for
            continue
        src, dst = steps[link.src]["call"], steps[link.dst]["call"]
        carried = src is not None and any(
            one["src"] == src and one["dst"] == dst and _same_input(one["input"], link.dst_input)
            for one in handed
        )
        yield {**msgspec.to_builtins(link), "carried": carried}


def _same_input(one: JSON, other: str) -> bool:
    return str(one).removesuffix("[]") == other.removesuffix("[]")
