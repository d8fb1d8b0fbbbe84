"""The form of a writer's answer, made for each plan: its very steps, their very facts, no more.

Small models that were left to choose steps and keys wrote hardly a usable story; bound by such a
schema they write one at the first try. It is one that strict mode and the grammars of llama.cpp
take where the tools' own types allow it: objects with named keys, closed, all of them required.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolmind.records import Schema, Tool
from toolmind.scenarios.plan import Plan
from toolmind.schema import flatten, types_of
from toolmind.schema.slots import slots
from toolmind.schema.strict import closed
from toolmind.tools.effects import tool_effect

_KEPT = ("type", "enum", "const", "minimum", "maximum", "minItems", "maxItems")
"""Keywords that grammars hold to; what a schema says beside is checked once the story is there."""

_FORMATS = frozenset(("date", "time", "date-time", "uuid"))
"""Formats that grammars know."""

_LONGEST = 8
"""Items of a list that does not say how many it has: a small model may find no end (ours)."""

_DEPTH = 3
"""Levels of a value that are laid down (ours)."""

NO_STEP = "none"
"""Says of an acceptance criterion that no one step makes it true."""

TEXT: Schema = {"type": "string"}

LONGEST_BRIEF = 240
"""Characters of a text of a brief story (ours): small models find no end of a sentence."""

BRIEF_TEXT: Schema = {"type": "string", "maxLength": LONGEST_BRIEF}
_FEW_TEXTS: Schema = {"type": "array", "items": TEXT, "maxItems": 4}
_TYPES = ["string", "number", "boolean"]


def step_key(position: int) -> str:
    """Return the key of a step in the prompt and in the answer."""
    return f"step_{position + 1}"


def position_of(key: str) -> int:
    """Return the position of the step that a key is of."""
    return int(key.removeprefix("step_")) - 1


def answer_schema(
    plan: Plan,
    tools: Mapping[str, Tool],
    sorts: Mapping[str, Schema],
    *,
    named: bool = False,
    brief: bool = False,
) -> Schema:
    """Return the form of an answer: a story, or in its place a reason to reject the plan's chain.

    `sorts` are the sorts of things of which the story tells the records, each with its fields;
    `named` says that it tells the person's name. A `brief` story has the intent and the steps,
    says its values as they stand, and has texts that end, which strict mode has no word for: it
    alone is sent as not strict.

    The two are objects of their own: a small model that may leave both out, or begins with a
    reason, does so.
    """
    facts: dict[str, Schema] = {}
    steps = {
        step_key(position): _step(plan, position, tools[tool], facts, brief)
        for position, tool in enumerate(plan.chain.tools)
    }
    parts = (
        {"intent": BRIEF_TEXT, "steps": closed(steps)}
        if brief
        else _all(plan, tools, steps, sorts, named)
    )
    form = closed(
        {"story": {"anyOf": [closed(parts), closed({"reject": BRIEF_TEXT if brief else TEXT})]}}
    )
    return form | ({"$defs": facts} if facts else {})


def _all(
    plan: Plan,
    tools: Mapping[str, Tool],
    steps: Mapping[str, Schema],
    sorts: Mapping[str, Schema],
    named: bool,
) -> dict[str, Schema]:
    """Return the parts of a story that is not brief."""
    parts = {
        **({"name": TEXT} if named else {}),
        "occupation": TEXT,
        "background": TEXT,
        "style": TEXT,
        "intent": TEXT,
        "steps": closed(steps),
        "unknown": _FEW_TEXTS,
        "constraints": _FEW_TEXTS,
        "acceptance": _criteria(plan, tools),
    }
    if sorts:
        parts["records"] = closed(
            {
                sort: {"type": "array", "items": fields, "minItems": 1, "maxItems": 2}
                for sort, fields in sorts.items()
            }
        )
    return parts


def _criteria(plan: Plan, tools: Mapping[str, Tool]) -> Schema:
    """Return the form of what must be true in the end: texts; with writes also which makes it so.

    That a write was made is seen in the calls and in the end state: no judge need be asked.
    """
    if not (writes := writing_steps(plan, tools)):
        return _FEW_TEXTS
    by: Schema = {"type": "string", "enum": [NO_STEP, *map(step_key, writes)]}
    return {"type": "array", "items": closed({"says": TEXT, "by": by}), "maxItems": 4}


def writing_steps(plan: Plan, tools: Mapping[str, Tool]) -> list[int]:
    """Return the steps that change something, by position."""
    return [at for at, tool in enumerate(plan.chain.tools) if tool_effect(tools[tool]).writes]


def _step(plan: Plan, position: int, tool: Tool, shared: dict[str, Schema], brief: bool) -> Schema:
    """Return the form of one step: what its plan asks for, and then the goal that has all that."""
    facts = slots(tool.parameters)
    revised = plan.revised.get(position, ())
    text = BRIEF_TEXT if brief else TEXT
    parts: dict[str, dict[str, Schema]] = {
        "known": {
            path: _fact(answerable(facts[path].schema, brief=brief), shared, brief)
            for path in plan.wanted[position]
        },
        "first_told": {path: answerable(facts[path].schema, brief=brief) for path in revised},
        "meant": dict.fromkeys(plan.referred.get(position, ()), text),
    }
    asked = {part: closed(paths) for part, paths in parts.items() if paths}
    vague = {"vague_goal": text} if position in plan.vague else {}
    return closed({**asked, "goal": text, **vague})


def _length(text: Schema) -> Schema:
    """Return how long a text may be; one that has to be longer than most may be of any length."""
    least, most = text.get("minLength", 0), text.get("maxLength", LONGEST_BRIEF)
    if least > LONGEST_BRIEF:
        return {}
    return {"minLength": least, "maxLength": min(most, LONGEST_BRIEF)}


def _fact(value: Schema, shared: dict[str, Schema], brief: bool) -> Schema:
    """Return the form of a fact; that of a plain type, as most have, stands once for all steps."""
    if brief:
        return closed({"value": value})
    fact = closed({"value": value, "spoken": TEXT})
    if value.keys() != {"type"} or not isinstance(value["type"], str):
        return fact
    shared[value["type"]] = fact
    return {"$ref": f"#/$defs/{value['type']}"}


def answerable(schema: Schema, *, brief: bool = False) -> Schema:
    """Return as much of a value's schema as answers are bound to; nothing valid is shut out.

    Of a `brief` story values are bound to their lengths, too, and texts end.
    """
    return _answerable(schema, schema, 0, brief)


def _answerable(node: Any, root: Schema, depth: int, brief: bool) -> Schema:
    flat = flatten(node, root) if isinstance(node, dict) else {}
    kept: Schema = {key: flat[key] for key in _KEPT if key in flat}
    if not {"type", "enum", "const"} & kept.keys():
        return {} if "anyOf" in flat or "oneOf" in flat else {"type": _TYPES}
    if flat.get("format") in _FORMATS:
        kept["format"] = flat["format"]
    types = types_of(flat)
    if brief and "string" in types and kept.keys() == {"type"}:
        kept |= _length(flat)
    if "array" in types and depth < _DEPTH:
        kept["items"] = _answerable(flat.get("items"), root, depth + 1, brief)
        kept.setdefault("maxItems", max(_LONGEST, kept.get("minItems", 0)))
    properties = flat.get("properties")
    if "object" in types and properties and depth < _DEPTH:
        kept["properties"] = {
            name: _answerable(child, root, depth + 1, brief) for name, child in properties.items()
        }
        kept["required"] = [name for name in flat.get("required", ()) if name in properties]
        kept["additionalProperties"] = False
    return kept
