"""Chain → scenario: a plan by chance, words and values by a model, both checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from random import Random
from typing import Any

import orjson

from toolmind.config import ScenariosConfig
from toolmind.models.ask_again import refuse
from toolmind.models.base import ChatModel, ChatRequest, Sampling
from toolmind.models.structured import ask_json
from toolmind.prompts import Prompt
from toolmind.records import JSON, Message, Record, Scenario, Schema, Step, Tool
from toolmind.records.clock import situated
from toolmind.scenarios.plan import Plan
from toolmind.schema import problem
from toolmind.schema.slots import slots
from toolmind.text.stems import stem
from toolmind.text.words import words

_FILLERS = frozenset("a an and any by for from in of on or the this to with".split())
"""Words by which no two descriptions are told apart."""


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
    draw_distractors: Callable[[tuple[str, ...], int, int], list[str]],
    model: ChatModel,
    prompt: Prompt,
    config: ScenariosConfig,
) -> Scenario:
    """Give a plan its words and values (paper §3.1: chain to intent) and choose the tools shown.

    `draw_distractors` takes the needed tool ids, a count and a seed.

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
        )
        for position, tool in enumerate(plan.chain.tools)
    )
    return Scenario(
        id=f"s{plan.index:06d}",
        index=plan.index,
        kind=plan.kind,
        chain=plan.chain,
        steps=steps,
        tools=_shown(plan, tools, draw_distractors, config),
        intent=story.intent,
        persona=story.persona,
        clock=plan.clock,
        seed=plan.seed,
        failures=plan.failures,
        manner=plan.manner,
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


def _shown(
    plan: Plan,
    tools: Mapping[str, Tool],
    draw_distractors: Callable[[tuple[str, ...], int, int], list[str]],
    config: ScenariosConfig,
) -> tuple[str, ...]:
    """Return the ids of the tools shown, shuffled; where no tool fits, distractors alone.

    A tool that nobody could tell from a needed one, by its name or by what its description says
    first, is left out.
    """
    needed = tuple(dict.fromkeys(plan.chain.tools))
    gists = {_gist(tools[tool].name, tools[tool].description) for tool in needed}
    count = config.distractors if plan.tools_shown else max(config.distractors, 1)
    extra = draw_distractors(needed, count, plan.seed)
    shown = [
        tool for tool in extra if _gist(tools[tool].name, tools[tool].description) not in gists
    ]
    if plan.tools_shown:
        shown = [*needed, *shown]
    by_name = {tools[tool].name: tool for tool in reversed(shown)}
    result = sorted(by_name.values())
    Random(plan.seed).shuffle(result)
    return tuple(result)


@lru_cache(maxsize=4096)
def _gist(name: str, description: str) -> tuple[str, ...]:
    """Return the words, without their endings, of what a tool's description says first.

    They are sorted, each once. (As a set they would take three times the memory.)
    """
    first = words(description.strip().partition(". ")[0])
    return tuple(sorted({stem(word) for word in first if word not in _FILLERS})) or (name,)
