"""The story that a model gives to a plan, read and held against it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.grounding.values import invented
from toolmind.models.ask_again import refuse
from toolmind.records import JSON, Record, Schema, Tool
from toolmind.scenarios.known_by import is_of_what_is_made, is_opaque_id
from toolmind.scenarios.passed_on import fact_schemas
from toolmind.scenarios.plan import Plan
from toolmind.scenarios.stand_ins import stand_in
from toolmind.scenarios.story_schema import LONGEST_BRIEF, NO_STEP, position_of, step_key
from toolmind.schema import problem, split
from toolmind.schema.slots import Slot, slots
from toolmind.text.words import words as words_of
from toolmind.tools.effects import tool_effect

_REPEATED = 5
"""Words of a description that nobody says by chance (ours)."""

_STEP = re.compile(
    r"\b(?:step[ _]\d|(?:this|previous|each) step\b|(?:two|both) steps\b)", re.IGNORECASE
)

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")

_NO_WORDS = re.compile(r"[!-~]*[0-9][!-~]*|one of several")
"""What does not say which thing is meant: a value (in ASCII: other scripts may have no blanks), or
what the writer is told of it."""


class Story(Record, frozen=True):
    """What a model gives to a plan: who, why, and per step the goal and the known values.

    Per step, `spoken` holds how the person says a value, where that is otherwise than it stands,
    `first_told` the values that they name before they change their mind, `references` the words for
    what they mean without knowing its value, and `vague` how they first put the goal, or nothing.
    `name` is empty where the plan's persona has one.
    `acceptance` has the criteria, each with the step whose write makes it true, if one does.
    """

    name: str
    occupation: str
    background: str
    style: str
    intent: str
    goals: tuple[str, ...]
    known: tuple[dict[str, JSON], ...]
    spoken: tuple[dict[str, str], ...]
    first_told: tuple[dict[str, JSON], ...]
    references: tuple[dict[str, str], ...]
    vague: tuple[str, ...]
    unknown: tuple[str, ...]
    constraints: tuple[str, ...]
    acceptance: dict[str, int | None]
    records: dict[str, JSON]


class Rejected(Record, frozen=True):
    """That a model sees no story in a chain, and why."""

    reason: str


def read_story(
    reply: JSON, plan: Plan, tools: Mapping[str, Tool], state: Mapping[str, JSON]
) -> Story | Rejected:
    """Return what a model wrote, valid under its schema, as a story; a brief one has less in it.

    Raises:
        ValueError: it does not fit the plan; says all that is wrong.
    """
    told = reply["story"]
    if "reject" in told:
        reason = _line(told["reject"])
        refuse([] if reason else ["`reject` is empty: give a reason, or a story"])
        return Rejected(reason)
    steps = [told["steps"][step_key(position)] for position in range(len(plan.chain.tools))]
    facts = [slots(tools[tool].parameters) for tool in plan.chain.tools]
    known = [{p: said["value"] for p, said in step.get("known", {}).items()} for step in steps]
    refuse(
        [
            *_faults(told, steps, plan, tools),
            *_unsaid(steps),
            *_false(known, facts, plan, tools, state),
            *_unchanged(steps, known, facts),
        ]
    )
    return Story(
        name=_line(told.get("name", "")),
        occupation=_line(told.get("occupation", "")),
        background=_line(told.get("background", "")),
        style=_line(told.get("style", "")),
        intent=_line(told["intent"]),
        goals=tuple(_line(step["goal"]).rstrip(".") for step in steps),
        known=tuple(known),
        spoken=tuple(
            dict(_spoken(step.get("known", {}), slots_, plan.clock))
            for step, slots_ in zip(steps, facts, strict=True)
        ),
        first_told=tuple(step.get("first_told", {}) for step in steps),
        references=tuple(
            {path: _line(words) for path, words in step.get("meant", {}).items()} for step in steps
        ),
        vague=tuple(_line(step.get("vague_goal", "")).rstrip(".") for step in steps),
        unknown=_lines(told.get("unknown", ())),
        constraints=_lines(told.get("constraints", ())),
        acceptance=dict(_criteria(told.get("acceptance", ()))),
        records=told.get("records", {}),
    )


def _faults(
    told: dict[str, Any], steps: Sequence[Any], plan: Plan, tools: Mapping[str, Tool]
) -> Iterator[str]:
    """Yield what is wrong with the words of a story."""
    brief = "style" not in told
    called = [tools[tool] for tool in plan.chain.tools]
    # Small models take up whatever they are shown; descriptions that name other tools are a rule's.
    hidden = sorted({name for tool in called for name in _program_names(tool)}) if brief else []
    told_of = {"`intent`": (told["intent"], hidden)}
    for at, step in enumerate(steps):
        told_of[f"{step_key(at)}: `goal`"] = (step["goal"], hidden or [called[at].name])
    for where, (text, unnamed) in told_of.items():
        if not text.strip():
            yield f"{where} is empty"
        if brief and len(text) >= LONGEST_BRIEF:
            yield f"{where} is cut off: say it in fewer words"
        if (plan.demand or plan.policy) and "the assistant" in text.lower():
            yield f"{where} tells of the assistant: say what the person wants"
        if _STEP.search(text):
            yield f"{where} speaks of steps: the person knows of none"
        if name := next((name for name in unnamed if _tells_of(name, text)), ""):
            yield f"{where} names {name}, as programs do: the person knows no such name"


def _unsaid(steps: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield where the words are missing by which the person means a thing."""
    for position, step in enumerate(steps):
        for path, said in step.get("meant", {}).items():
            if not said.strip() or _NO_WORDS.fullmatch(said.strip()):
                yield f"{step_key(position)}: meant {path}: say in words which one is meant"


def _program_names(tool: Tool) -> Iterator[str]:
    """Yield the names of a tool and its parameters."""
    yield tool.name
    for path in slots(tool.parameters):
        yield split(path)[-1].removesuffix("[]")


def _tells_of(name: str, text: str) -> bool:
    """Tell whether a text has a name as programs write it: `get_weather`, `getWeather`."""
    spelt = not name.isalpha() or not (name.islower() or name.istitle() or name.isupper())
    return spelt and bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text))


def _false(
    known: Sequence[dict[str, JSON]],
    facts: Sequence[Mapping[str, Slot]],
    plan: Plan,
    tools: Mapping[str, Tool],
    state: Mapping[str, JSON],
) -> Iterator[str]:
    """Yield what is wrong with the values that the person knows."""
    existing = set(_scalars(state)) if state else None
    taken = fact_schemas(plan.chain, tools)
    for position, values in enumerate(known):
        where = step_key(position)
        does = tool_effect(tools[plan.chain.tools[position]])
        for path, value in values.items():
            slot = facts[position][path]
            schema = taken[position][path]
            there = existing is not None and existing.issuperset(_scalars(value))
            if fault := problem(schema, value) or (not there and _stands_in(value, slot)):
                yield f"{where}: {path}: {fault}"
            elif (
                existing is not None
                and not there
                and is_opaque_id(slot)
                and not is_of_what_is_made(path, does)
            ):
                yield f"{where}: {path}: `World` has no {value!r}; take one that is there"
    if plan.parallel:
        yield from _repeats(known)


def _stands_in(value: JSON, slot: Slot) -> str | None:
    """Return what is wrong with a value that only stands in for one, or None."""
    told = f"{slot.label}: {slot.schema.get('description', '')}"
    return stand_in(value, told, is_opaque_id(slot))


def _unchanged(
    steps: Sequence[Mapping[str, Any]],
    known: Sequence[dict[str, JSON]],
    facts: Sequence[Mapping[str, Slot]],
) -> Iterator[str]:
    """Yield what is wrong with the values that the person names first and then changes."""
    for position, step in enumerate(steps):
        for path, value in step.get("first_told", {}).items():
            slot = facts[position][path]
            if fault := problem(slot.schema, value) or _stands_in(value, slot):
                yield f"{step_key(position)}: first_told {path}: {fault}"
            elif value == (told := known[position].get(path)):
                yield f"{step_key(position)}: first_told {path}: give another value than in `known`"
            elif _is_day(told) and not _is_day(value):
                yield f"{step_key(position)}: first_told {path}: a day is due, as in `known`"


def _is_day(value: JSON) -> bool:
    """Say whether a text begins with a day as programs write it."""
    return isinstance(value, str) and bool(_DAY.match(value))


def _repeats(known: Sequence[dict[str, JSON]]) -> Iterator[str]:
    """Yield which calls, made at once, would be the same call."""
    for position, values in enumerate(known):
        if values in known[:position]:
            first = step_key(known.index(values))
            yield f"{first} and {step_key(position)} are the same call: give each other values"


def _scalars(value: JSON) -> Iterator[str]:
    """Yield the scalars of a JSON value, and its keys, as texts: things may be kept under ids."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from _scalars(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _scalars(inner)
    elif value is not None:
        yield str(value)


def _spoken(
    known: Mapping[str, Any], facts: Mapping[str, Slot], clock: str
) -> Iterator[tuple[str, str]]:
    """Yield how values are said, of those that could be understood so.

    Words in which the value is not found (an id left out, another number, a day that is not that
    date), or that mostly repeat what the parameter is said to be, are dropped: the person then says
    the value as it stands.
    """
    for path, said in known.items():
        words, value, slot = _line(said.get("spoken", "")), said["value"], facts[path]
        if not words or words == str(value) or _repeats_what_it_is(words, value, slot):
            continue
        if _is_in(value, slot, words, clock):
            yield path, words


def _repeats_what_it_is(spoken: str, value: JSON, slot: Slot) -> bool:
    """Tell whether most of many words beside the value are those of the parameter's description."""
    beside = set(words_of(spoken)) - set(words_of(str(value)))
    described = beside & set(words_of(str(slot.schema.get("description", ""))))
    return len(described) >= _REPEATED and 2 * len(described) > len(beside)


def _is_in(value: JSON, slot: Slot, words: str, clock: str) -> bool:
    evidence = Evidence(datetime.fromisoformat(clock))
    evidence.add(f"{slot.label}: {words}")
    name = split(slot.path)[-1]
    return all(
        invented(each, schema, name, evidence) is None for each, schema in _each(value, slot)
    )


def _each(value: JSON, slot: Slot) -> Iterator[tuple[JSON, Schema]]:
    items = slot.schema.get("items")
    if isinstance(value, list):
        yield from ((each, items if isinstance(items, dict) else {}) for each in value)
    elif isinstance(value, dict):
        yield from ((each, {}) for each in _scalars(list(value.values())))
    else:
        yield value, slot.schema


def _line(text: str) -> str:
    return " ".join(text.split())


def _criteria(told: Sequence[Any]) -> Iterator[tuple[str, int | None]]:
    """Yield each criterion with the position of its step, or None."""
    for one in told:
        text, by = (one, NO_STEP) if isinstance(one, str) else (one["says"], one["by"])
        if line := _line(text):
            yield line, None if by == NO_STEP else position_of(by)


def _lines(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_line, texts))))
