"""What the writer of a scenario is told: the chain, who the person is, what is asked of the story.

What is the same for all scenarios stands first in the prompt, and what is of one last, so that the
prefix cache of a server holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from toolmind.prompts import Prompt
from toolmind.records import JSON, Link, Schema, Tool
from toolmind.records.clock import situated
from toolmind.scenarios.known_by import is_told_already
from toolmind.scenarios.passed_on import fact_schemas
from toolmind.scenarios.personas import Persona
from toolmind.scenarios.plan import Plan
from toolmind.scenarios.story_schema import step_key, writing_steps
from toolmind.schema import leaves, types_of
from toolmind.schema.slots import slots
from toolmind.text.cut import cut
from toolmind.text.identifiers import label
from toolmind.tools.lean import lean_text

_LONGEST = 450
"""Characters of a tool's description; a third of it of a parameter's, a fifth of a link's (ours).
"""

_RETURNED = 6
"""Outputs of a tool that are named, those first that links take (ours)."""

_ITEMS, _TEXT = 20, 200
"""Items of a list and characters of a text that are shown of the state of the world (ours)."""

_UNSAID = frozenset(("title", "$defs", "definitions"))

_UNTOLD = frozenset(
    "occupation background style spoken unknown constraints acceptance by records".split()
)
"""Parts that a brief story has not."""


def render(
    plan: Plan,
    tools: Mapping[str, Tool],
    persona: Persona,
    language: str,
    state: Mapping[str, JSON],
    records: Mapping[str, Schema],
    prompt: Prompt,
    *,
    brief: bool = False,
) -> str:
    """Return the writer's prompt; of a `brief` story it asks for the intent and the steps.

    `state` is what exists in the world, where that is known; `records` are the sorts of things of
    which the story tells what exists, with the fields of each.
    """
    facts = fact_schemas(plan.chain, tools)
    chain = {
        step_key(position): _step(plan, position, tools, facts[position], brief)
        for position in range(len(plan.chain.tools))
    }
    who = {"person": persona.text}
    absent = {*_absent(plan, tools, records), "name", *(_UNTOLD if brief else ())}
    if told_by_writer(persona, state) and not brief:
        who = {"person": persona.manner, "spare name": persona.name}
        absent.remove("name")
    situation = {**situated(plan.clock), **who, "language": language}
    return prompt.without(frozenset(absent)).render(
        world=_json(_shortened(state)),
        situation=_json(situation),
        chain=_json(chain),
        records=_json({sort: _open(form)["properties"] for sort, form in records.items()}),
        asked=_json([*_of_the_person(plan, bool(state)), *(() if brief else _of_the_play(plan))]),
    )


def told_by_writer(persona: Persona, state: Mapping[str, JSON]) -> bool:
    """Say whether the writer tells who the person is: one of a world that is there, say its owner.

    A stranger drawn from tables would have no business there. A user's own persona is kept.
    """
    return bool(state and persona.manner)


def _open(form: Schema) -> Schema:
    """Return the form of a record without that its objects hold nothing else."""
    shown = {key: value for key, value in form.items() if key != "additionalProperties"}
    if "properties" in form:
        shown["properties"] = {name: _open(inner) for name, inner in form["properties"].items()}
    if "items" in form:
        shown["items"] = _open(form["items"])
    return shown


def _absent(plan: Plan, tools: Mapping[str, Tool], records: Mapping[str, Schema]) -> Iterator[str]:
    """Yield the parts of a story that this plan asks for nowhere."""
    asked = {
        "by": writing_steps(plan, tools),
        "first_told": plan.revised,
        "meant": plan.referred,
        "vague_goal": plan.vague,
        "records": records,
    }
    return (part for part, wanted in asked.items() if not wanted)


def _step(
    plan: Plan,
    position: int,
    tools: Mapping[str, Tool],
    facts: Mapping[str, Schema],
    brief: bool,
) -> dict[str, Any]:
    """Return what is told of a step: for a brief story nothing that the person would not say."""
    tool = tools[plan.chain.tools[position]]
    told: dict[str, Any] = {
        "tool": label(tool.name) if brief else tool.name,
        "domain": tool.domain,
        "description": cut(lean_text(tool.description), _LONGEST),
        "person gives": {path: _lean(facts[path]) for path in plan.wanted[position]},
    }
    if revised := plan.revised.get(position):
        told["first_told"] = revised
    if position in plan.vague:
        told["also fits"] = [_gist(tools[other]) for other in plan.beside]
    links = [link for link in plan.chain.links if link.dst == position]
    if referred := plan.referred.get(position):
        told["meant"] = referred
    if links:
        told["from results"] = [_link(link, plan, tools) for link in links]
    taken = [link.src_output for link in plan.chain.links if link.src == position]
    if (outputs := _outputs(tool, taken)) and not brief:
        told["returns"] = outputs
    return told


def _link(link: Link, plan: Plan, tools: Mapping[str, Tool]) -> dict[str, str]:
    """Return which output of which step becomes an input, both as they are described."""
    source, target = (tools[plan.chain.tools[step]] for step in (link.src, link.dst))
    given = _described(source.returns or {}).get(link.src_output, "")
    taken = _described(target.parameters).get(link.dst_input, "")
    told = {
        "input": _with(link.dst_input, taken),
        "is": _with(f"{link.src_output} of {step_key(link.src)}", given),
    }
    several = "[]" in link.src_output and "array" not in types_of(_type_of(target, link.dst_input))
    if several and not is_told_already(source, link.src_output):
        told["chosen"] = "one of several"
    return told


def _type_of(tool: Tool, path: str) -> Schema:
    fact = slots(tool.parameters).get(path)
    return fact.schema if fact else {}


def _with(path: str, meaning: str) -> str:
    return f"{path} ({cut(meaning, _LONGEST // 5)})" if meaning else path


def _described(schema: Schema) -> dict[str, str]:
    """Return the descriptions of a schema's leaves by path; of a list also by that of its items."""
    found = {leaf.path: leaf.description for leaf in leaves(schema)}
    return found | {path.removesuffix("[]"): text for path, text in found.items()}


def _outputs(tool: Tool, taken: list[str]) -> list[str]:
    paths = [leaf.path for leaf in leaves(tool.returns)] if tool.returns else []
    first = [path for path in paths if path in taken]
    return [*first, *(path for path in paths if path not in taken)][:_RETURNED]


def _of_the_person(plan: Plan, world: bool) -> Iterator[str]:
    """Yield what the plan wants of the story, beside the chain itself."""
    if world:
        yield (
            "`World` is what exists: names and ids of things come from there, and no others. What"
            " the person wants can be done there, and is not so already."
        )
    if plan.parallel:
        yield "The steps are done at the same time: no two have all the same values."
    if not plan.chain.tools:
        yield "There is no step: what the person wants needs no tool. `intent` says it."


def _of_the_play(plan: Plan) -> Iterator[str]:
    """Yield how it will be played, which the person does not know.

    A brief story goes without: small models have the person say it.
    """
    if not plan.parallel and plan.manner == "gradually" and len(plan.chain.tools) > 1:
        yield "The person brings the wishes up one after the other, as each is done."
    for step, paths in plan.withheld.items():
        names = ", ".join(paths)
        yield f"Of {step_key(step)} the person says {names} only when asked: still give its value."
    for step in plan.implied:
        yield f"The person does not ask for {step_key(step)}: it finds what a later step needs."
    if plan.demand:
        yield f"What is right for the assistant here, which the person does not know: {plan.demand}"
    if plan.policy:
        yield f"Rules that bind the assistant, which the person does not know: {plan.policy}"
    for step, failure in plan.failures.items():
        often = "every time" if not failure.times else "at first"
        yield f"{step_key(step)} will fail {often}: the person cannot know that."


def _gist(tool: Tool) -> str:
    return f"{tool.name}: {cut(lean_text(tool.description), _LONGEST // 3)}"


def _lean(schema: Schema) -> Schema:
    """Return a fact's schema without what says nothing of its value, its words cut short."""
    kept = {key: value for key, value in schema.items() if key not in _UNSAID}
    if "$ref" in orjson.dumps(kept).decode():
        kept |= {key: schema[key] for key in ("$defs", "definitions") if key in schema}
    if isinstance(text := kept.get("description"), str):
        kept["description"] = cut(text, _LONGEST // 3)
    return kept


def _shortened(value: JSON) -> JSON:
    if isinstance(value, Mapping):
        return {key: _shortened(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_shortened(inner) for inner in value[:_ITEMS]]
    return value[:_TEXT] if isinstance(value, str) else value


def _json(value: JSON) -> str:
    return orjson.dumps(value).decode()
