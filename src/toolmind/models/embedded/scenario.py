"""The embedded scenario writer: goals from descriptions, values from schemas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from toolmind.facts import facts
from toolmind.models.base import ChatRequest
from toolmind.models.embedded.language import first_sentence, stems
from toolmind.prompts import json_blocks
from toolmind.schema import label, problem, types_of
from toolmind.types import JSON
from toolmind.values import generate
from toolmind.world import deed

_CLOCK = re.compile(r"The date and time is (\d{4}-\d\d-\d\d \d\d:\d\d)")
_CLAUSE = re.compile(r"(?<=.{60})(?:[,;:]| \(| such as | when | which | where | so that )")
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
_ASIDE = re.compile(
    r"(?:this|these|those|it|for|if|note|important|deprecated|warning|please|when|you|with|in|the"
    r"|a|an|we|end of support|currently|only|requires?|required|optional|see|api|\W)\b",
    re.IGNORECASE,
)
"""How a sentence begins that does not say what a tool does."""

_LONG = 120
"""Characters beyond which a wish is cut at a clause (ours)."""

_VAGUE = 2
"""Content words up to which a wish could mean any tool (ours)."""

_ATTEMPTS = 20
"""Draws of values for a call that must differ from the others made at once (ours)."""

_HINTS = ("default", "example", "examples")
"""Keywords of a schema that suggest values."""

_GENERIC = frozenset(
    "name id title description type query text content body value key status limit offset filter"
    " format page count size".split()
)
"""Labels that mean something else in each tool, so that a value is not carried over."""


def write(request: ChatRequest) -> dict[str, JSON]:
    """Return a story for the chain in the prompt; the same for the same seed."""
    text = request.messages[0].content
    chain = json_blocks(text)["Chain"]
    seed = request.sampling.seed or 0
    moment = _CLOCK.search(text)
    clock = datetime.fromisoformat(moment[1]) if moment else datetime(2025, 1, 6)
    said: dict[str, JSON] = {}
    steps: list[dict[str, Any]] = []
    distinct = len({step["tool"] for step in chain}) == len(chain)
    for position, (step, wish) in enumerate(zip(chain, _goals(chain), strict=True)):
        known = _values(step, f"{seed}|{position}", clock, said if distinct else {})
        if not distinct:
            pairs = zip(chain, steps, strict=False)
            others = [done["known"] for same, done in pairs if same["tool"] == step["tool"]]
            known = _unlike(others, known, step, f"{seed}|{position}", clock)
        steps.append({"goal": wish, "known": known})
    name = generate({"type": "string"}, seed=f"{seed}|persona", name="full_name", clock=clock)
    job = generate({"type": "string"}, seed=f"{seed}|persona", name="job_title", clock=clock)
    wishes = list(dict.fromkeys(step["goal"] for step in steps))
    intent = f"{name} wants to {wishes[0]}"
    if len(wishes) > 1:
        intent += f", and through that to {wishes[-1]}"
    return {"persona": f"{name}, {job}.", "intent": f"{intent}.", "steps": steps}


def goal(name: str, description: str) -> str:
    """Return what a tool does as a wish: the first sentence that says so, verb in base form."""
    first, *further = [first_sentence(part) for part in _SENTENCES.split(description)]
    # Later sentences explain, but for one that begins with a verb: "Removes a compute resource".
    verbal = [s for s in further if s.partition(" ")[0].endswith("s")]
    candidates = [s for s in (first, *verbal) if s and not _ASIDE.match(s)]
    sentence = candidates[0] if candidates else label(name)
    if len(sentence) > _LONG:
        sentence = _CLAUSE.split(sentence, maxsplit=1)[0]
    verb, _, rest = sentence.rstrip(".!?:, ").replace('"', "'").partition(" ")
    wish = f"{_base_form(verb)} {rest}".strip()
    return wish if len(stems(wish)) > _VAGUE else _precisely(wish, name)


def _precisely(wish: str, name: str) -> str:
    """Add what the thing is called: "update an existing resource" could be any tool."""
    return f"{wish} ({label(name)})"


def _goals(chain: list[dict[str, Any]]) -> list[str]:
    """Return a wish per step; different tools never get the same one."""
    goals = [goal(step["tool"], step["description"]) for step in chain]
    tools_of: dict[str, set[str]] = {}
    for step, wish in zip(chain, goals, strict=True):
        tools_of.setdefault(wish, set()).add(step["tool"])
    return [
        _precisely(wish, step["tool"]) if len(tools_of[wish]) > 1 else wish
        for step, wish in zip(chain, goals, strict=True)
    ]


def _base_form(verb: str) -> str:
    word = verb if verb[1:] != verb[1:].lower() else verb.lower()
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:[sxz]|ch|sh)es$", word):
        return word[:-2] if not word.endswith(("ses", "zes")) else word[:-1]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


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
        free = {**step, "parameters": _without(hints, step["parameters"])}
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
    """
    wanted = {path: facts(step["parameters"])[path] for path in step["wanted"]}
    shape = {
        "type": "object",
        "properties": {path: fact.schema for path, fact in wanted.items()},
        "required": list(wanted),
    }
    drawn = generate(
        shape, seed=seed, name=deed(step["tool"]).noun, clock=clock, domain=step.get("domain", "")
    )
    known: dict[str, JSON] = {}
    for path, fact in wanted.items():
        value = said.get(fact.label)
        if type(value) is int and types_of(fact.schema) == ("string",):
            value = str(value)  # A number by which a thing is known is one everywhere.
        if value is None or fact.label in _GENERIC or problem(fact.schema, value):
            value = drawn[path]
        known[path] = said[fact.label] = value
    return known
