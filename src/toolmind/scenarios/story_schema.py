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
_FEW_TEXTS: Schema = {"type": "array", "items": TEXT, "maxItems": 4}
_TYPES = ["string", "number", "boolean"]


def step_key(position: int) -> str:
    """Return the key of a step in the prompt and in the answer."""
    return f"step_{position + 1}"


def position_of(key: str) -> int:
    """Return the position of the step that a key is of."""
    return int(key.removeprefix("step_")) - 1


def answer_schema(
    plan: Plan, tools: Mapping[str, Tool], sorts: Mapping[str, Schema], *, named: bool = False
) -> Schema:
    """Return the form of an answer: a reason to reject the plan's chain, or a story.

    `sorts` are the sorts of things of which the story tells the records, each with its fields;
    `named` says that it tells the person's name.
    """
    facts: dict[str, Schema] = {}
    steps = {
        step_key(position): _step(plan, position, tools[tool], facts)
        for position, tool in enumerate(plan.chain.tools)
    }
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
    story = {"anyOf": [closed(parts), {"type": "null"}]}
    form = closed({"reject": {"type": ["string", "null"]}, "story": story})
    return form | ({"$defs": facts} if facts else {})


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


def _step(plan: Plan, position: int, tool: Tool, shared: dict[str, Schema]) -> Schema:
    """Return the form of one step: its goal, and what its plan asks for beside."""
    facts = slots(tool.parameters)
    revised = plan.revised.get(position, ())
    parts: dict[str, dict[str, Schema]] = {
        "known": {
            path: _fact(answerable(facts[path].schema), shared) for path in plan.wanted[position]
        },
        "first_told": {path: answerable(facts[path].schema) for path in revised},
        "meant": dict.fromkeys(plan.referred.get(position, ()), TEXT),
    }
    asked = {part: closed(paths) for part, paths in parts.items() if paths}
    vague = {"vague_goal": TEXT} if position in plan.vague else {}
    return closed({"goal": TEXT, **vague, **asked})


def _fact(value: Schema, shared: dict[str, Schema]) -> Schema:
    """Return the form of a fact; that of a plain type, as most have, stands once for all steps."""
    fact = closed({"value": value, "spoken": TEXT})
    if value.keys() != {"type"} or not isinstance(value["type"], str):
        return fact
    shared[value["type"]] = fact
    return {"$ref": f"#/$defs/{value['type']}"}


def answerable(schema: Schema) -> Schema:
    """Return as much of a value's schema as answers are bound to; nothing valid is shut out."""
    return _answerable(schema, schema, 0)


def _answerable(node: Any, root: Schema, depth: int) -> Schema:
    flat = flatten(node, root) if isinstance(node, dict) else {}
    kept: Schema = {key: flat[key] for key in _KEPT if key in flat}
    if not {"type", "enum", "const"} & kept.keys():
        return {} if "anyOf" in flat or "oneOf" in flat else {"type": _TYPES}
    if flat.get("format") in _FORMATS:
        kept["format"] = flat["format"]
    types = types_of(flat)
    if "array" in types and depth < _DEPTH:
        kept["items"] = _answerable(flat.get("items"), root, depth + 1)
        kept.setdefault("maxItems", max(_LONGEST, kept.get("minItems", 0)))
    properties = flat.get("properties")
    if "object" in types and properties and depth < _DEPTH:
        kept["properties"] = {
            name: _answerable(child, root, depth + 1) for name, child in properties.items()
        }
        kept["required"] = [name for name in flat.get("required", ()) if name in properties]
        kept["additionalProperties"] = False
    return kept
