"""Every value in a call can be traced to somebody who knew it.

A value is traced when the user said it, an earlier result holds it, the system prompt or the clock
gives it, or the tool's own schema leaves no other choice (default, const, an enum of one). What
the assistant itself said counts only once the user has answered it: an offer taken up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Literal

from toolmind.checks.base import CheckContext, Finding, RuleCheck
from toolmind.checks.grounding.dates import parse_moment
from toolmind.checks.grounding.evidence import Evidence, numbers_in
from toolmind.checks.grounding.given import given_by_call, given_by_schema
from toolmind.checks.grounding.measures import duration, quantity
from toolmind.records import JSON, Message, Scenario, Schema, Tool, ToolCall
from toolmind.schema import flatten, join
from toolmind.text.identifiers import spaced
from toolmind.text.words import words

ValueKind = Literal["date", "identifier", "number", "text", "enum", "boolean"]

_STOP_WORDS = frozenset(
    "a an and are as at be by for from has have in into is it its of on or per s that the this to "
    "was were will with".split()
)
_FLAG_WORDS = _STOP_WORDS | frozenset(
    "allow allowed allows can do does enable enabled filter flag get include included includes "
    "including is isn need needs no not only only should show use want with without".split()
)
_DATE_PARTS = frozenset("year month day hour minute date".split())

_CLASSES = frozenset(
    "genre genres cuisine cuisines category categories type types kind style topic class".split()
)
"""Parameters that sort things, whose values are words of whoever made the tool (ours)."""

_OWN_WORDS = frozenset(
    "subject body message content title description summary keywords query text task".split()
)
"""Parameters whose text is written by whoever calls (ours)."""

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_AMID = re.compile(
    r"(?<=\s)(?:\d{4}-\d{2}-\d{2}(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?|\d{1,2}:\d{2})(?![\w:-])"
)
"""A date or a time amid a text."""

_SUM = re.compile(r"[(\s]*[\d.,]+(?:[\s)]+[-+*/%][\s(]+[\d.,]+)+[)\s]*")
"""A sum to be worked out, as for a calculator: numbers, with operators that stand apart."""

_SHORT_TEXT = 4
"""Up to this many content words, each must have been said (ours)."""

_DAY = re.compile(
    r"(?:(?:on|the|of|this|next|coming)\b|[\s,.]|\d{1,4}(?:st|nd|rd|th)?\b"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)+",
    re.IGNORECASE,
)
"""A text that is nothing but a day."""

_LONG_TEXT_SHARE = 0.6
"""Of a longer text, which a model phrases itself, this share of content words (ours)."""


@dataclass(frozen=True)
class Ungrounded:
    """A value that nobody gave: which call, where in its arguments, of what kind."""

    turn: str
    call: ToolCall
    path: str
    value: JSON
    kind: ValueKind


class Grounding(RuleCheck):
    """A call with a value that nobody gave is a fault of its turn."""

    name = "grounding"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per ungrounded value; the code tells its kind."""
        clock = parse_clock(context.scenario.clock)
        chosen = _chosen(context.scenario, context.tools)
        planned = bool(context.scenario.intent or context.scenario.steps)
        messages, tools = context.trajectory.messages, context.tools
        found = ungrounded(messages, tools, clock, chosen, planned=planned)
        return map(_finding, found)

    def watch(self, scenario: Scenario, tools: Mapping[str, Tool]) -> Tracing:
        """Return what traces the values of calls as they are made."""
        return Tracing(tools, parse_clock(scenario.clock), _chosen(scenario, tools))


def _finding(found: Ungrounded) -> Finding:
    text = f"{found.call.name}: nobody gave {found.path} = {found.value!r}"
    return Finding(f"invented_{found.kind}", text, found.turn, (found.turn,))


Chosen = Mapping[tuple[str, str], Sequence[JSON]]
"""By a tool's name and a path, the choices that a person makes in words of their own."""


def _chosen(scenario: Scenario, tools: Mapping[str, Tool]) -> Chosen:
    """Return the flags and choices that the user knows and tells unasked.

    Words say them that have nothing in common with the value: "nothing that costs an entrance fee"
    is ``free_entry=true``, "basketball" the category of sports. No rule can read that, but the
    scenario says what was meant.
    """
    names = {tool.id: name for name, tool in tools.items()}
    chosen: dict[tuple[str, str], list[JSON]] = {}
    for step in scenario.steps:
        for path, value in step.known.items():
            if path not in step.withheld and step.tool in names:
                chosen.setdefault((names[step.tool], path), []).append(value)
    return chosen


def parse_clock(text: str) -> datetime | None:
    """Return the scenario's clock, or None where it has none."""
    return datetime.fromisoformat(text) if text else None


def ungrounded(
    messages: Sequence[Message],
    tools: Mapping[str, Tool],
    clock: datetime | None,
    chosen: Chosen | None = None,
    *,
    planned: bool = True,
) -> Iterator[Ungrounded]:
    """Yield every value of every call that cannot be traced to what came before the call.

    Calls whose arguments cannot be read have no values; calls of unknown tools are traced without
    a schema. Of a dialogue that was not `planned`, so that nobody has the user's brief, only what a
    rule can know.
    """
    tracing = Tracing(tools, clock, chosen, planned=planned)
    for message in messages:
        for found in tracing.untraced(message):
            yield from found
        tracing.see(message)


class Tracing:
    """What was said in a dialogue so far, and what of its next turn cannot be traced to it."""

    of_calls = True

    def __init__(
        self,
        tools: Mapping[str, Tool],
        clock: datetime | None,
        chosen: Chosen | None = None,
        *,
        planned: bool = True,
    ) -> None:
        self._tools = tools
        self._chosen = chosen or {}
        self._evidence = Evidence(clock)
        self._planned = planned
        self._offered: list[str] = []
        self._unproven: dict[str, set[str]] = {}
        self._judged: dict[tuple[str, str], list[Ungrounded]] = {}
        """What was found in calls since the last message."""

    def faults(self, turn: Message) -> Iterator[Finding]:
        """Yield one finding per value of the turn's calls that nobody gave."""
        for found in self.untraced(turn):
            yield from map(_finding, found)

    def untraced(self, turn: Message) -> Iterator[list[Ungrounded]]:
        """Yield for each call of an assistant's turn the values that cannot be traced."""
        for call in turn.tool_calls:
            key = call.name, call.arguments
            if key not in self._judged:
                tool = self._tools.get(call.name)
                found = _untraced(turn.id, call, tool, self._evidence, self._planned)
                self._judged[key] = [one for one in found if not self._is_chosen(one)]
            yield self._judged[key]

    def _is_chosen(self, found: Ungrounded) -> bool:
        values = self._chosen.get((found.call.name, found.path), ())
        return found.kind in ("enum", "boolean") and found.value in values

    def see(self, message: Message) -> None:
        """Take in the next message of the dialogue."""
        if message.role == "assistant":
            for call, found in zip(message.tool_calls, self.untraced(message), strict=True):
                if found:
                    self._unproven[call.id] = {str(item.value) for item in found}
            self._offered.append(message.content)
        elif message.role == "tool":
            unproven = self._unproven.get(message.tool_call_id, set())
            self._evidence.add_result(message.content, unproven)
        else:
            if message.role == "user":
                for text in self._offered:
                    self._evidence.add(text)
            self._evidence.add(message.content)
            self._offered.clear()
        self._judged.clear()


def _untraced(
    turn: str, call: ToolCall, tool: Tool | None, evidence: Evidence, planned: bool
) -> Iterator[Ungrounded]:
    try:
        arguments = call.parsed()
    except ValueError:
        return
    root = tool.parameters if tool else {}
    for path, name, value, schema in _leaves(arguments, root, root, "", ""):
        if given_by_call(value, name, arguments):
            continue
        kind = invented(value, schema, name, evidence)
        if kind is not None and (planned or _decidable(kind, value, name, schema, evidence)):
            yield Ungrounded(turn, call, path, value, kind)


def _decidable(kind: ValueKind, value: JSON, name: str, schema: Schema, evidence: Evidence) -> bool:
    """Say whether a rule can know that a person, whose brief nobody has, did not mean a value.

    They choose in words of their own: "a small car" is Compact, and "lobster" seafood, and without
    a clock nobody knows which day is next Friday. What ends is as long as such things are, and what
    is written to somebody the model's own work. That is for judges.
    """
    if kind == "date":
        return evidence.has_clock and "end" not in _name_words(name)
    if kind == "enum" and isinstance(value, str):
        return _other_chosen(value, schema["enum"], evidence)
    return kind != "text" or not in_own_words(name)


@lru_cache(maxsize=65536)
def in_own_words(name: str) -> bool:
    """Say whether a parameter's value is worded by whoever calls, or by whoever made the tool."""
    named = _name_words(name)
    return bool(named) and named[-1] in _CLASSES | _OWN_WORDS


def _leaves(
    value: JSON, schema: Schema, root: Schema, path: str, name: str
) -> Iterator[tuple[str, str, JSON, Schema]]:
    """Yield (path, property name, value, schema) of every leaf of the arguments."""
    schema = flatten(schema, root) if isinstance(schema, dict) else {}
    if given_by_schema(value, schema):
        return
    if isinstance(value, dict):
        properties = schema.get("properties") or {}
        for key, inner in value.items():
            below = properties.get(key) or {}
            yield from _leaves(inner, below, root, join(path, key), key)
    elif isinstance(value, list):
        items = schema.get("items")
        for item in value:
            yield from _leaves(item, items if items else {}, root, f"{path}[]", name)
    else:
        yield path, name, value, schema


def invented(value: JSON, schema: Schema, name: str, evidence: Evidence) -> ValueKind | None:
    """Return the kind of a value that the evidence does not hold, or None when it does.

    `name` is the parameter's name: for a boolean, speaking of the parameter is what counts.
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return None if _topic_known(name, evidence) else "boolean"
    if isinstance(value, int | float):
        return None if _number_known(value, name, evidence) else "number"
    if evidence.has_text(value) or evidence.has_initials(value):
        return None
    moment = parse_moment(value)
    if moment is not None:
        return None if _moment_known(*moment, evidence) else "date"
    if _measure_known(value, evidence) or _day_known(value, evidence):
        return None
    if "enum" in schema:
        flag = value.lower() in ("true", "false") and _topic_known(name, evidence)
        return None if flag or _choice_known(value, schema["enum"], evidence) else "enum"
    return _text_fault(value, name, evidence)


def _topic_known(name: str, evidence: Evidence) -> bool:
    named = _name_words(name)
    topic = [word for word in named if word not in _FLAG_WORDS]
    said = evidence.has_text(name) or evidence.has_text(" ".join(named))
    return said or any(map(evidence.has_word, topic))


def _number_known(value: float, name: str, evidence: Evidence) -> bool:
    if evidence.has_number(value):
        return True
    is_part = not _DATE_PARTS.isdisjoint(_name_words(name))
    return is_part and value in evidence.date_parts()


def _moment_known(day: date | None, moment: time | None, evidence: Evidence) -> bool:
    if day is not None and not evidence.has_date(day):
        return False
    if moment is None:
        return True
    edge = (moment.hour, moment.minute) in ((0, 0), (23, 59)) and day is not None
    return edge or evidence.has_time(moment.hour, moment.minute)


def _day_known(value: str, evidence: Evidence) -> bool:
    """Look for the one day that words mean: "11 October", if the eleventh was spoken of."""
    return bool(_DAY.fullmatch(value)) and evidence.has_day_of(value)


def _measure_known(value: str, evidence: Evidence) -> bool:
    """Look for a number with its unit, a duration, or a month, as they are said."""
    if month := _MONTH.fullmatch(value):
        return evidence.has_month(int(month[1]), int(month[2]))
    told = quantity(value)
    if told is not None and evidence.has_quantity(*told):
        return True
    seconds = duration(value)
    return seconds is not None and evidence.has_duration(seconds)


def _choice_known(value: str, choices: Sequence[JSON], evidence: Evidence) -> bool:
    """Look for a choice by the words that tell it from the others: STATUS_OPEN is "open"."""
    labels = [_name_words(str(choice)) for choice in choices]
    common = set(labels[0]).intersection(*labels[1:]) if labels else set()
    own = [word for word in _name_words(value) if word not in common | _STOP_WORDS]
    return bool(own) and all(map(evidence.has_word, own))


def _other_chosen(value: str, choices: Sequence[JSON], evidence: Evidence) -> bool:
    """Say whether another choice was spoken of; of true and false nobody can say."""
    if value.lower() in ("true", "false"):
        return False
    others = (choice for choice in choices if isinstance(choice, str) and choice != value)
    return any(_choice_known(other, choices, evidence) for other in others)


@lru_cache(maxsize=65536)
def _name_words(name: str) -> tuple[str, ...]:
    """Return the words of an identifier as they are in what was said: ``fullTime``, full time."""
    return words(spaced(name))


def _text_fault(value: str, name: str, evidence: Evidence) -> ValueKind | None:
    try:
        if _number_known(float(value), name, evidence):
            return None
    except ValueError:
        pass
    if _SUM.fullmatch(value):
        return None if all(map(evidence.has_number, numbers_in(value))) else "number"
    value = _without_known(value, evidence)
    content = [word for word in words(value) if word not in _STOP_WORDS]
    exact = [word for word in content if any(char.isdigit() for char in word)]
    hard = bool(exact) or "@" in value or "_" in value
    if len(content) == 1 or len(value.split()) == 1 or (hard and len(content) <= _SHORT_TEXT):
        if hard:
            return "identifier"
        return None if content and all(map(evidence.has_word, content)) else "text"
    if any(not _exact_known(word, evidence) for word in exact):
        return "identifier"
    known = sum(map(evidence.has_word, content))
    needed = len(content) if len(content) <= _SHORT_TEXT else _LONG_TEXT_SHARE * len(content)
    return None if known >= needed else "text"


def _without_known(value: str, evidence: Evidence) -> str:
    """Return a text of several words without the dates and times in it that were spoken of."""
    if not _AMID.search(value):
        return value

    def rest(match: re.Match[str]) -> str:
        moment = parse_moment(match[0])
        return " " if moment and _moment_known(*moment, evidence) else match[0]

    return _AMID.sub(rest, value)


def _exact_known(word: str, evidence: Evidence) -> bool:
    if evidence.has_word(word) or (word.isdigit() and evidence.has_number(int(word))):
        return True
    told = quantity(word)
    return told is not None and evidence.has_quantity(*told)
