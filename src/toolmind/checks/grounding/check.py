"""Every value in a call can be traced to somebody who knew it.

A value is traced when the user said it, an earlier result holds it, the system prompt or the clock
gives it, or the tool's own schema leaves no other choice (default, const, an enum of one). What
the assistant itself said counts only once the user has answered it: an offer taken up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

import orjson

from toolmind.checks.base import CheckContext, Finding, RuleCheck, read_arguments, spoken_in
from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.grounding.foreign import foreign, not_understood
from toolmind.checks.grounding.given import given_by_call, given_by_schema, given_by_tool
from toolmind.checks.grounding.look_ups import LookUps, Standing
from toolmind.checks.grounding.undecided import Argument, undecided
from toolmind.checks.grounding.values import ValueKind, invented
from toolmind.records import JSON, Message, Scenario, Schema, Tool, ToolCall
from toolmind.schema import flatten, join
from toolmind.tools.effects import tool_effect

_QUESTION = re.compile("[?？؟]")


@dataclass(frozen=True)
class Ungrounded:
    """A value that nobody gave: which call, where in its arguments, of what kind.

    `unsure`: a person may have meant it all the same.
    """

    turn: str
    call: ToolCall
    path: str
    value: JSON
    kind: ValueKind
    unsure: bool = False


class Grounding(RuleCheck):
    """A call with a value that nobody gave is a fault of its turn."""

    name = "grounding"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per ungrounded value; the code tells its kind."""
        clock = parse_clock(context.scenario.clock)
        chosen = _chosen(context.scenario, context.tools)
        planned = bool(context.scenario.intent or context.scenario.steps)
        messages, tools = context.trajectory.messages, context.tools
        found = list(ungrounded(messages, tools, clock, chosen, planned=planned))
        if found and context.language != "en":
            other = context.language
            found = list(
                ungrounded(messages, tools, clock, chosen, planned=planned, language=other)
            )
        return map(_finding, found)

    def watch(self, scenario: Scenario, tools: Mapping[str, Tool]) -> Tracing:
        """Return what traces the values of calls as they are made."""
        clock, language = parse_clock(scenario.clock), spoken_in(scenario)
        return Tracing(tools, clock, _chosen(scenario, tools), language=language)


def _finding(found: Ungrounded) -> Finding:
    text = f"{found.call.name}: nobody gave {found.path} = {found.value!r}"
    return Finding(f"invented_{found.kind}", text, found.turn, (found.turn,), unsure=found.unsure)


Chosen = Mapping[tuple[str, str], Sequence[JSON]]
"""By a tool's name and a path, the choices that a person makes in words of their own; none where
they are told only when asked for."""


Calls = tuple[tuple[str, str], ...]
"""The names and arguments of a turn's calls."""


def _chosen(scenario: Scenario, tools: Mapping[str, Tool]) -> Chosen:
    """Return the flags and choices that the user knows and tells unasked.

    Words say them that have nothing in common with the value: "nothing that costs an entrance fee"
    is ``free_entry=true``, "basketball" the category of sports. No rule can read that, but the
    scenario says what was meant.
    """
    names = {tool.id: name for name, tool in tools.items()}
    chosen: dict[tuple[str, str], list[JSON]] = {}
    for step in scenario.steps:
        for path, value in step.known.items() if step.tool in names else ():
            told = chosen.setdefault((names[step.tool], path), [])
            if path not in step.withheld:
                told.append(value)
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
    language: str = "en",
) -> Iterator[Ungrounded]:
    """Yield every value of every call that cannot be traced to what came before the call.

    Calls whose arguments cannot be read have no values; calls of unknown tools are traced without
    a schema. Of a dialogue that was not `planned`, nobody has the user's brief, and a rule may be
    unsure whether a value was meant. In another `language` than English it is of what
    people put in words, and where there is no lexicon of it of all but ids.
    """
    tracing = Tracing(tools, clock, chosen, planned=planned, language=language)
    for message in messages:
        for found in tracing.untraced(message) if message.tool_calls else ():
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
        language: str = "en",
    ) -> None:
        self._tools = tools
        self._chosen = chosen or {}
        self._evidence = Evidence(clock, language)
        self._planned = planned
        self._offered: list[str] = []
        self._answered = False
        """Whether results came since the user spoke."""
        self._unproven: dict[str, set[str]] = {}
        self._made: list[ToolCall] = []
        self._judged: dict[tuple[str, str, Calls], list[Ungrounded]] = {}
        """What was found in calls since the last message, by all that were made at once."""

    def faults(self, turn: Message) -> Iterator[Finding]:
        """Yield one finding per value of the turn's calls that nobody gave."""
        for found in self.untraced(turn):
            yield from map(_finding, found)

    def untraced(self, turn: Message) -> Iterator[list[Ungrounded]]:
        """Yield for each call of an assistant's turn the values that cannot be traced."""
        calls = tuple((call.name, call.arguments) for call in turn.tool_calls)
        for call in turn.tool_calls:
            key = call.name, call.arguments, calls
            if key not in self._judged:
                made = (*self._made, *turn.tool_calls)
                self._judged[key] = list(self._of_call(turn.id, call, made))
            yield self._judged[key]

    def _of_call(self, turn: str, call: ToolCall, made: Sequence[ToolCall]) -> Iterator[Ungrounded]:
        """Yield what nobody gave of a call's values; `made` are all calls up to those with it."""
        tool = self._tools.get(call.name)
        reads = tool is not None and tool_effect(tool).reads
        for found, schema in _untraced(turn, call, tool, self._evidence, self._planned):
            standing: Standing = "invented"
            if found.kind in ("enum", "boolean"):
                meant = self._chosen.get((call.name, found.path))
                if found.value in (meant or ()):
                    continue
                if reads:
                    looks = LookUps(call.name, made, self._evidence)
                    standing = looks.standing(found.path, found.value, schema, meant)
            if standing != "own":
                yield replace(found, unsure=found.unsure or standing == "unsure")

    def see(self, message: Message) -> None:
        """Take in the next message of the dialogue."""
        if message.role == "assistant":
            for call, found in zip(message.tool_calls, self.untraced(message), strict=True):
                if sure := {str(item.value) for item in found if not item.unsure}:
                    self._unproven[call.id] = sure
            self._made += message.tool_calls
            self._offered.append(message.content)
        elif message.role == "tool":
            unproven = self._unproven.get(message.tool_call_id, set())
            self._evidence.add_result(message.content, unproven)
            self._answered = True
        else:
            if message.role == "user":
                for text in self._offered:
                    self._evidence.add(text)
                asked = any(map(_QUESTION.search, self._offered))
                self._evidence.ask(message.content, anew=self._answered and not asked)
                self._answered = False
            else:
                self._evidence.add(message.content)
            self._offered.clear()
        self._judged.clear()


def _untraced(
    turn: str, call: ToolCall, tool: Tool | None, evidence: Evidence, planned: bool
) -> Iterator[tuple[Ungrounded, Schema]]:
    """Yield every value of a call that cannot be traced, with its schema."""
    try:
        arguments = read_arguments(call)
    except ValueError:
        return
    root = tool.parameters if tool else {}
    for path, name, value, schema in _leaves(arguments, root, root, "", ""):
        if given_by_call(value, name, arguments) or given_by_tool(value, call.name, tool):
            continue
        kind = invented(value, schema, name, evidence)
        if kind is not None and evidence.language != "en":
            kind = foreign(kind, value, schema, name, evidence)
        if kind is not None:
            argument = Argument(kind, value, name, schema, arguments)
            unsure = not_understood(kind, value, evidence) or (
                not planned and undecided(argument, evidence)
            )
            yield Ungrounded(turn, call, path, value, kind, unsure), schema


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
    elif isinstance(value, str) and (inner := _written_out(value)):
        yield from _leaves(inner, {}, root, path, name)
    else:
        yield path, name, value, schema


def _written_out(value: str) -> JSON:
    """Return the list or object that a text writes out, as JSON or Python does, or None."""
    if value[:1] + value[-1:] not in ("[]", "{}"):
        return None
    for text in (value, value.replace("'", '"')):
        with suppress(ValueError):
            found: JSON = orjson.loads(text)
            return found if isinstance(found, list | dict) else None
    return None
