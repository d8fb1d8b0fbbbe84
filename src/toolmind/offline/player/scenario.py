"""The embedded scenario writer: goals from descriptions, values from schemas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from random import Random
from typing import Any

from toolmind.errors import DataError, ReplyError
from toolmind.offline.player.blocks import Blocks
from toolmind.offline.player.choice import Choice, TooFew
from toolmind.offline.player.language import VERBS, distinction, first_sentence, stems
from toolmind.offline.player.markdown import prose
from toolmind.offline.values import generate
from toolmind.records import JSON, Schema
from toolmind.schema import problem, split, types_of
from toolmind.schema.slots import distinct_labels
from toolmind.text.identifiers import label
from toolmind.tools.effects import named_effect

_CLAUSE = re.compile(r"(?<=.{60})(?:[,;:]| \(| such as | when | which | where | so that )")
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
_SUBJECT = re.compile(
    r"^(?:the (?:\w+|`[^`]*`) (?:operation|action|api|method|function|command|endpoint) |"
    r"use this \w+ to |(?:an? |this )?(?:\w+ ){0,2}"
    r"(?:api|rpc|service|operation|action|tool|function|method|request|endpoint)"
    r" (?:that |to |which )|"
    r"(?:this|these) (?:api|operation|action|tool|function|method|call|endpoint)s? "
    r"(?=\w+s ))",
    re.IGNORECASE,
)
"""How a sentence begins that speaks of the tool before it says what the tool does."""

_LETS = re.compile(r"\b(?:lets|allows|enables) you\b", re.IGNORECASE)
_HELPS = re.compile(rf"^{_LETS.pattern} (?:to )?(?:programmatically )?", re.IGNORECASE)
_PLURAL = re.compile(
    r"\w+s (?:(?:from|of|to|in|for|on|that) .* )?(?:are|will|can|must|may|should) "
)
"""How a sentence begins whose first word is no verb: "Changes of these will be made"."""

_ASIDE = re.compile(
    r"(?:this|these|those|it|its|for|if|note|important|deprecated|warning|please|when|you|with|in|"
    r"the|a|an|as|is|has|was|does|we|us|end of support|service availability|currently|only|"
    r"requires?|required|optional|see|api|always|args|returns:|results?|given|permissions?|appl(?:y|ies)|"
    r"works?|offers?|supports?|returns? the following|\W)\b",
    re.IGNORECASE,
)
"""How a sentence begins that does not say what a tool does."""

_CAPITAL_VERB = re.compile(r"(?<=[\w)]) ([A-Z][a-z]+s) (?=[a-z])")

_FURTHER = re.compile(r"\b(and|or) (\w+[^su\W]s) (an?|the|their|its|all|them|it)\b")
"""A further verb within a sentence: "and returns the"."""

_LONG = 120
"""Characters beyond which a wish is cut at a clause (ours)."""

_VAGUE = 2
"""Content words up to which a wish could mean any tool (ours)."""

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
    goals = _goals(list(chain.values()))
    there = Choice(blocks["World"], seed)
    known = _known(list(chain.values()), there, seed, clock)
    if blocks["World"] and (tool := _asked_twice(list(chain.values()), known)):
        return {"reject": f"There are too few things for so many calls of {tool}.", "story": None}
    try:
        steps = {
            key: _step(step, goal, values, there, f"{seed}|{key}", clock)
            for (key, step), goal, values in zip(chain.items(), goals, known, strict=True)
        }
    except TooFew as few:
        return {"reject": str(few), "story": None}
    story: dict[str, JSON] = {
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
    return {"reject": None, "story": story}


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
        narrow = {path: step["person gives"][path] for path in revised}
        others = [{path: known[path] for path in revised}]
        other = _unlike(others, others[0], {**step, "person gives": narrow}, seed, clock)
        told["first_told"] = {**other, **there.other(step, wish, others[0])}
    if referred := step.get("meant"):
        told["meant"] = {path: label(split(path)[-1]) for path in referred}
    return told


@lru_cache(maxsize=8192)
def goal(name: str, description: str) -> str:
    """Return what a tool does as a wish: the first sentence that says so, verb in base form.

    Where no sentence begins with a verb, the tool's name is the wish.
    """
    parts = [part for each in _SENTENCES.split(prose(description)) for part in _run_in(each)]
    first, *further = [_without_subject(part, name) for part in parts]
    # Later sentences explain, but for one that begins with a verb: "Removes a compute resource".
    verbal = [
        said
        for said, part in zip(further, parts[1:], strict=True)
        if said.partition(" ")[0].endswith(("s", "ly")) or _LETS.search(part)
    ]
    verbal = [s for s in verbal if not _PLURAL.match(s)]
    verbal = [s for s in verbal if not VERBS.isdisjoint(_imperative(s).split(" ")[:2])]
    verbal = [s for s in verbal if _may_be_of(s, name)]
    candidates = [s for s in (first, *verbal) if _says_what_it_does(s, name)]
    sentence = candidates[0] if candidates else _called(name)
    if len(sentence) > _LONG:
        sentence = _CLAUSE.split(sentence, maxsplit=1)[0]
    wish = _imperative(sentence.rstrip(".!?:, ").replace('"', "'").replace(name, label(name)))
    return wish if len(stems(wish)) > _VAGUE else _precisely(wish, name)


def _run_in(sentence: str) -> list[str]:
    """Part an aside from the sentence that it runs into: "Works with: EC2 Deletes a policy"."""
    if not _ASIDE.match(sentence):
        return [sentence]
    for found in _CAPITAL_VERB.finditer(sentence):
        if _base_form(found[1].lower()) in VERBS:
            return [sentence[: found.start()], sentence[found.start(1) :]]
    return [sentence]


def _may_be_of(sentence: str, name: str) -> bool:
    """Say whether a later sentence may be of the tool, and not of another that it names."""
    own, told = named_effect(name), named_effect(_imperative(sentence).partition(" ")[0])
    known = "other" not in (own.verb, told.verb)
    return not known or (own.reads, own.destructive) == (told.reads, told.destructive)


def _without_subject(sentence: str, name: str) -> str:
    """Return a sentence without what only says that it speaks of the tool: "GetItem returns …"."""
    sentence = _SUBJECT.sub("", first_sentence(sentence), count=1)
    own, _, rest = sentence.partition(" ")
    if own.rstrip("s") == name.rstrip("s") and rest.partition(" ")[0].endswith("s"):
        sentence = rest
    return _HELPS.sub("", sentence)


def _says_what_it_does(sentence: str, name: str) -> bool:
    """Say whether a sentence begins with a verb."""
    if not sentence or _ASIDE.match(sentence):
        return False
    word, _, rest = sentence.lower().partition(" ")
    word = word.rstrip(",")
    known = word in VERBS or word == _called(name).split()[0] or word.endswith(("s", "ly"))
    return known or rest.startswith(("the ", "a ", "an ", "all ", "your "))


def _imperative(sentence: str) -> str:
    """Return a sentence with its verbs in base form: "Creates or updates the …" → create or update.

    The verbs are those that begin it, after an adverb too, and those that take an article after
    "and" or "or".
    """
    words = sentence.split(" ")
    for at, word in enumerate(words):
        verb = word.rstrip(",")
        words[at] = _base_form(verb) + word[len(verb) :]
        joined = word.endswith(",") or word.lower() in ("and", "or")
        joined = joined or (at + 1 < len(words) and words[at + 1].lower() in ("and", "or"))
        if not (joined or verb.endswith("ly")):
            break
    return _FURTHER.sub(lambda m: f"{m[1]} {_base_form(m[2])} {m[3]}", " ".join(words)).strip()


def _called(name: str) -> str:
    """Return a tool's name as a wish: from its verb on, or its verb before the rest."""
    words = label(name).split()
    at = next((at for at, word in enumerate(words) if word in VERBS), 0)
    return " ".join(words[at:] if at < len(words) - 1 else [words[at], *words[:at]])


def _precisely(wish: str, name: str) -> str:
    """Add what tells the tool from others: "update an existing resource" could be any."""
    words = label(name)
    return wish if stems(words) <= stems(wish) else f"{wish} ({distinction(wish, words)})"


def _goals(chain: list[dict[str, Any]]) -> list[str]:
    """Return a wish per step; different tools never get the same one."""
    wishes = [goal(step["tool"], step["description"]) for step in chain]
    goals = wishes
    for told_apart in (distinction, lambda _, words: words):
        tools_of: dict[str, set[str]] = {}
        for step, told in zip(chain, goals, strict=True):
            tools_of.setdefault(told, set()).add(step["tool"])
        goals = [
            f"{wish} ({told_apart(wish, label(step['tool']))})" if len(tools_of[told]) > 1 else told
            for step, wish, told in zip(chain, wishes, goals, strict=True)
        ]
    return goals


def _base_form(verb: str) -> str:
    word = verb if verb[1:] != verb[1:].lower() else verb.lower()
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:ss|x|zz|ch|sh)es$", word):
        return word[:-2]
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
