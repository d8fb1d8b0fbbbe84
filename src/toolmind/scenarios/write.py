"""Chain → scenario: a plan by chance, words and values by a model, both checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from toolmind.models.ask_again import refuse
from toolmind.models.base import ChatModel, ChatRequest, Sampling
from toolmind.models.structured import ask_json
from toolmind.prompts import Prompt
from toolmind.records import JSON, Message, Record, Scenario, Schema, Step, Tool
from toolmind.records.clock import situated
from toolmind.scenarios.plan import Plan
from toolmind.schema import problem
from toolmind.schema.slots import slots


class Story(Record, frozen=True):
    """What the model gives to a plan: who, why, and per step the goal and the known values."""

    persona: str
    intent: str
    goals: tuple[str, ...]
    known: tuple[dict[str, JSON], ...]


STORY_SCHEMA: Schema = {
    "type": "object",
    "properties": {
        "persona": {"type": "string"},
        "intent": {"type": "string"},
        "steps": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"goal": {"type": "string"}, "known": {"type": "object"}},
                "required": ["goal", "known"],
            },
        },
    },
    "required": ["persona", "intent", "steps"],
}


async def write_scenario(
    plan: Plan,
    tools: Mapping[str, Tool],
    model: ChatModel,
    prompt: Prompt,
) -> Scenario:
    """Give a plan its words and values (paper §3.1: chain to intent).

    Raises:
        ModelError, ReplyError: the model gave no usable story.
    """
    story = await ask_json(
        model,
        ChatRequest(
            messages=(Message(role="user", content=_render(plan, tools, prompt)),),
            sampling=Sampling(seed=plan.seed),
            response_schema=STORY_SCHEMA,
        ),
        lambda reply: _read_story(reply, plan, tools),
    )
    steps = tuple(
        Step(
            tool=tool,
            goal=story.goals[position],
            known=story.known[position],
            withheld=plan.withheld.get(position, ()),
            links=tuple(link for link in plan.chain.links if link.dst == position),
            implied=position in plan.implied,
            ruling=plan.rulings.get(position, ""),
        )
        for position, tool in enumerate(plan.chain.tools)
    )
    return Scenario(
        id=f"s{plan.index:06d}",
        index=plan.index,
        kind=plan.kind,
        chain=plan.chain,
        steps=steps,
        tools=plan.tools,
        intent=story.intent,
        persona=story.persona,
        clock=plan.clock,
        seed=plan.seed,
        failures=plan.failures,
        manner=plan.manner,
        policy=plan.policy,
        demand=plan.demand,
    )


def _render(plan: Plan, tools: Mapping[str, Tool], prompt: Prompt) -> str:
    chain = [
        {
            "tool": tools[tool].name,
            "domain": tools[tool].domain,
            "description": tools[tool].description,
            "parameters": tools[tool].parameters,
            "wanted": plan.wanted[position],
            "from results": [x.dst_input for x in plan.chain.links if x.dst == position],
        }
        for position, tool in enumerate(plan.chain.tools)
    ]
    return prompt.render(
        situation=orjson.dumps(situated(plan.clock)).decode(),
        chain=orjson.dumps(chain).decode(),
    )


def _read_story(reply: JSON, plan: Plan, tools: Mapping[str, Tool]) -> Story:
    """Return what a model wrote, valid under the schema, as a story.

    Raises:
        ValueError: it does not fit the plan; says all that is wrong.
    """
    written = reply["steps"]
    if len(written) != len(plan.chain.tools):
        raise ValueError(f"{len(plan.chain.tools)} steps are needed, not {len(written)}")
    known = [step["known"] for step in written]
    refuse(
        [
            fault
            for position, tool in enumerate(plan.chain.tools)
            for fault in _faults(known[position], position, plan, tools[tool])
        ]
        or (_repeats(known) if plan.parallel else [])
    )
    return Story(
        persona=reply["persona"],
        intent=reply["intent"],
        goals=tuple(step["goal"].strip().rstrip(".") for step in written),
        known=tuple(step["known"] for step in written),
    )


def _faults(known: dict[str, Any], position: int, plan: Plan, tool: Tool) -> Iterator[str]:
    """Yield what is wrong with the values known for a step."""
    where = f"step {position + 1} ({tool.name})"
    allowed = slots(tool.parameters)
    fed = {link.dst_input for link in plan.chain.links if link.dst == position}
    for path, value in known.items():
        if path not in allowed:
            yield f"{where}: there is no parameter {path!r}"
        elif path in fed:
            yield f"{where}: {path!r} comes from an earlier result; leave it out"
        elif fault := problem(allowed[path].schema, value):
            yield f"{where}: {path!r}: {fault}"
    if missing := [path for path in plan.wanted[position] if path not in known]:
        yield f"{where}: no value for {', '.join(missing)}"


def _repeats(known: Sequence[dict[str, Any]]) -> list[str]:
    """Return which calls of the same tool, made at once, would be the same call."""
    return [
        f"steps {known.index(values) + 1} and {position + 1} are the same call: "
        "give each other values"
        for position, values in enumerate(known)
        if values in known[:position]
    ]
