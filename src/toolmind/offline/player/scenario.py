"""The embedded scenario writer: goals from descriptions, values from schemas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any, TypeGuard

from toolmind.errors import DataError, ReplyError
from toolmind.offline.player.blocks import Blocks
from toolmind.offline.player.choice import Choice, TooFew
from toolmind.offline.player.goals import goal, wishes_of
from toolmind.offline.values import generate
from toolmind.records import JSON, Schema
from toolmind.schema import problem, split, types_of
from toolmind.schema.slots import distinct_labels
from toolmind.text.identifiers import label
from toolmind.tools.effects import named_effect

_QUESTIONS = (
    "What should I think of before {}?",
    "How would you explain {} to a child?",
    "Do you have a good opening line for a speech about {}?",
    "Can you tell me a joke about {}?",
    "What are the upsides and downsides of {}?",
    "Write me two lines of verse about {}.",
    "What questions should I ask somebody who knows a lot about {}?",
    "Give me three names for a club that is all about {}.",
)
_TOPICS = (
    "lending somebody a car|compound interest|keeping bees|moving to another country|"
    "a long train ride|growing tomatoes|working from home|learning the violin|baking bread|"
    "getting up early|adopting an old dog|repairing a clock|swimming in winter|reading aloud|"
    "sharing a kitchen|writing a will|playing chess|walking across a city|painting a fence|"
    "turning down an invitation|camping in the rain|coaching a team|singing in a choir"
).split("|")
"""What is wanted where no tool is needed (ours)."""

_ATTEMPTS = 20
"""Draws of values for a call that must differ from the others made at once (ours)."""

_HINTS = ("default", "example", "examples")
"""Keywords of a schema that suggest values."""

_GENERIC = frozenset(
    "name id title description type query text content body value key status limit offset filter"
    " format page count size".split()
)
"""Labels that mean something else in each tool, so that a value is not carried over."""


def write(blocks: Blocks, seed: int) -> dict[str, JSON]:
    """Return a story for the chain in the prompt; the same for the same seed.

    Values are said as they stand: words for them are more than these rules could read again.

    Raises:
        ReplyError: no value was found for a parameter; names the tool.
    """
    chain: dict[str, dict[str, Any]] = blocks["Chain"]
    clock = datetime.fromisoformat(blocks["Situation"]["now"])
    goals = wishes_of(list(chain.values()))
    there = Choice(blocks["World"], seed)
    known = _known(list(chain.values()), there, seed, clock)
    if blocks["World"] and (tool := _asked_twice(list(chain.values()), known)):
        return {"story": {"reject": f"There are too few things for so many calls of {tool}."}}
    try:
        steps = {
            key: _step(step, wish, values, there, f"{seed}|{key}", clock)
            for (key, step), wish, values in zip(chain.items(), goals, known, strict=True)
        }
    except TooFew as few:
        return {"story": {"reject": str(few)}}
    spare = blocks["Situation"].get("spare name")
    story: dict[str, JSON] = {
        **({"name": spare} if spare else {}),
        "occupation": "",
        "background": "",
        "style": "",
        "intent": _intent(goals, seed),
        "steps": steps,
        "unknown": [],
        "constraints": [],
        "acceptance": [],
    }
    if records := blocks["Records"]:
        story["records"] = {
            sort: [_drawn(fields, sort, f"{seed}|{sort}", clock)]
            for sort, fields in records.items()
        }
    return {"story": story}


def _intent(goals: Sequence[str], seed: int) -> str:
    wishes = list(dict.fromkeys(goals))
    if not wishes:
        rng = Random(f"{seed}|intent")
        return rng.choice(_QUESTIONS).format(rng.choice(_TOPICS))
    return f"To {wishes[0]}" + (f", and through that to {wishes[-1]}." if wishes[1:] else ".")


def _known(
    chain: list[dict[str, Any]], there: Choice, seed: int, clock: datetime
) -> list[dict[str, JSON]]:
    """Return what the person knows for each step; of steps of one tool nothing is all the same."""
    said: dict[str, JSON] = {}
    found: list[dict[str, JSON]] = []
    distinct = len({step["tool"] for step in chain}) == len(chain)
    for position, step in enumerate(chain):
        known = _values(step, f"{seed}|{position}", clock, said if distinct else {})
        if not distinct:
            pairs = zip(chain, found, strict=False)
            others = [done for same, done in pairs if same["tool"] == step["tool"]]
            known = _unlike(others, known, step, f"{seed}|{position}", clock)
        found.append({**known, **there.of(step, goal(step["tool"], step["description"]))})
        if named_effect(step["tool"]).verb == "delete":
            said.clear()  # what follows is of other things
    return found


def _asked_twice(chain: list[dict[str, Any]], known: list[dict[str, JSON]]) -> str:
    """Return a tool of which two calls would be the same, or an empty text."""
    calls = [(step["tool"], values) for step, values in zip(chain, known, strict=True) if values]
    return next((call[0] for at, call in enumerate(calls) if call in calls[:at]), "")


def _step(
    step: dict[str, Any],
    wish: str,
    known: dict[str, JSON],
    there: Choice,
    seed: str,
    clock: datetime,
) -> dict[str, JSON]:
    """Return what is asked of a step: its goal, and the parts that its plan wants."""
    told: dict[str, JSON] = {"goal": wish}
    if step.get("also fits"):
        told["vague_goal"] = wish
    if known:
        told["known"] = {path: {"value": v, "spoken": ""} for path, v in known.items()}
    if revised := step.get("first_told"):
        other = _first_told(step, revised, known, seed, clock)
        meant = {path: known[path] for path in revised}
        told["first_told"] = {**other, **there.other(step, wish, meant)}
    if referred := step.get("meant"):
        told["meant"] = {path: label(split(path)[-1]) for path in referred}
    return told


def _first_told(
    step: dict[str, Any],
    revised: Sequence[str],
    known: dict[str, JSON],
    seed: str,
    clock: datetime,
) -> dict[str, JSON]:
    """Return other values of what is revised; a window still ends after it begins."""
    narrow = {**step, "person gives": {path: step["person gives"][path] for path in revised}}
    meant = {path: known[path] for path in revised}
    for attempt in range(_ATTEMPTS):
        other = _unlike([meant], meant, narrow, seed + "|again" * attempt, clock)
        if _as_ordered(other, known):
            break
    return other


def _as_ordered(other: dict[str, JSON], known: dict[str, JSON]) -> bool:
    """Tell whether times stand to those told beside them as the times did that they replace."""
    beside = [value for path, value in known.items() if path not in other and _is_time(value)]
    times = [(value, known[path]) for path, value in other.items() if _is_time(value)]
    pairs = ((new, old, each) for new, old in times for each in beside if len(each) == len(new))
    return all((new < each) == (old < each) for new, old, each in pairs)


def _is_time(value: JSON) -> TypeGuard[str]:
    return isinstance(value, str) and bool(_TIME.match(value))


_TIME = re.compile(r"\d{4}-\d\d-\d\d")


def _unlike(
    others: list[dict[str, JSON]],
    known: dict[str, JSON],
    step: dict[str, Any],
    seed: str,
    clock: datetime,
) -> dict[str, JSON]:
    """Return values that no other step of the same tool has, as far as the schema has any."""
    if not known:
        return known
    for attempt in range(_ATTEMPTS):
        if known not in others:
            break
        hints = _HINTS if attempt < _ATTEMPTS // 2 else (*_HINTS, "description")
        free = {**step, "person gives": _without(hints, step["person gives"])}
        known = _values(free, f"{seed}|{attempt}", clock, {})
    return known


def _without(hints: Sequence[str], node: JSON) -> JSON:
    """Return a schema without the values that it suggests: there may be too few of them."""
    if isinstance(node, list):
        return [_without(hints, child) for child in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _without(hints, child)
        for key, child in node.items()
        if key not in hints or isinstance(child, dict)
    }


def _values(
    step: dict[str, Any], seed: str, clock: datetime, said: dict[str, JSON]
) -> dict[str, JSON]:
    """Return a value for each wanted fact; what was said before of the same thing is kept.

    All values of a step are drawn as one object, so that they fit together (start before end).

    Raises:
        ReplyError: no value was found for one of them; names the tool.
    """
    wanted: dict[str, Schema] = step["person gives"]
    labels = distinct_labels(list(wanted))
    drawn = _drawn(wanted, step["tool"], seed, clock, step.get("domain", ""))
    known: dict[str, JSON] = {}
    for path, schema in wanted.items():
        value = said.get(labels[path])
        if type(value) is int and types_of(schema) == ("string",):
            value = str(value)  # A number by which a thing is known is one everywhere.
        if value is None or labels[path] in _GENERIC or problem(schema, value):
            value = drawn[path]
        known[path] = said[labels[path]] = value
    return known


def _drawn(
    wanted: dict[str, Schema], tool: str, seed: str, clock: datetime, domain: str = ""
) -> dict[str, Any]:
    """Return a value of each schema, by its path, for a call of a tool.

    Raises:
        ReplyError: no value was found for one of them; names the tool.
    """
    shape: Schema = {"type": "object", "properties": wanted, "required": list(wanted)}
    if shared := {k: v for schema in wanted.values() for k, v in schema.get("$defs", {}).items()}:
        shape["$defs"] = shared
    try:
        drawn: Any = generate(
            shape, seed=seed, name=named_effect(tool).noun, clock=clock, domain=domain
        )
        return drawn  # type: ignore[no-any-return]
    except DataError as error:
        raise ReplyError("value.none", f"{tool}: parameters: {error}") from error
