"""What a check is, what it sees, and how checks are run.

A check looks at one played dialogue and returns what is wrong with it: no findings means that it
passed. It changes nothing. What is one turn's fault is a verdict about that turn (the turn is
masked); what breaks the dialogue is a verdict about the trajectory (it is dropped).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, wraps
from typing import Any, ClassVar, Protocol, TypeVar

import orjson
from msgspec.structs import replace

from toolmind.errors import ToolMindError, run_ending
from toolmind.records import (
    JSON,
    Message,
    Record,
    Scenario,
    Scope,
    Tool,
    ToolCall,
    Trajectory,
    Verdict,
)
from toolmind.text.language import language_of

ENGLISH = frozenset(("en",))
"""What a rule understands that looks for words of English."""

T = TypeVar("T")


class CheckContext(Record, frozen=True, dict=True, gc=True):
    """What a check may look at: the dialogue, its scenario, and the tools shown, by name.

    `failed` are the ids of turns that checks before it have failed: a judge sees them, and need not
    judge them.
    """

    trajectory: Trajectory
    scenario: Scenario
    tools: Mapping[str, Tool]
    failed: frozenset[str] = frozenset()

    def with_failed(self, failed: frozenset[str]) -> CheckContext:
        """Return the context with other failed turns; what was worked out of it goes along."""
        if failed == self.failed:
            return self
        other = replace(self, failed=failed)
        vars(other).update(vars(self))
        return other

    @cached_property
    def calls(self) -> list[tuple[Message, ToolCall]]:
        """Every call with the assistant message that made it, in order."""
        return calls_of(self.trajectory.messages)

    @cached_property
    def language(self) -> str:
        """What is spoken (ISO 639-1), or nothing where nobody knows: what a rule that reads words
        must understand. Of a planned dialogue the scenario tells it.
        """
        scenario = self.scenario
        if scenario.intent or scenario.steps:
            return spoken_in(scenario)
        spoken = (m for m in self.trajectory.messages if m.role in ("user", "assistant"))
        return language_of("\n".join(message.content for message in spoken if message.content))

    @cached_property
    def is_plain(self) -> bool:
        """Whether all is said in ASCII: a look at what is most likely English."""
        return all(message.content.isascii() for message in self.trajectory.messages)

    @cached_property
    def results(self) -> dict[str, Message]:
        """The tool message that answers each call, by the call's id."""
        return results_by_call(self.trajectory.messages)


def spoken_in(scenario: Scenario) -> str:
    """Return the language (ISO 639-1) of a planned dialogue."""
    return scenario.language.partition("-")[0].lower()


def once(read: Callable[[CheckContext], T]) -> Callable[[CheckContext], T]:
    """Work out a function of the context once, whichever checks ask for it."""
    name = f"{read.__module__}.{read.__qualname__}"

    @wraps(read)
    def remembered(context: CheckContext) -> T:
        known = vars(context)
        if name not in known:
            known[name] = read(context)
        return known[name]  # type: ignore[no-any-return]

    return remembered


class Check(Protocol):
    """One idea of what can be wrong with a dialogue.

    `verdicts` is async because some checks ask a model; rules simply return.
    """

    @property
    def name(self) -> str:
        """What its verdicts are counted under."""

    @property
    def version(self) -> str:
        """Changes where its verdicts may."""

    @property
    def scope(self) -> Scope:
        """What it is about, where a verdict does not say so by naming a turn."""

    async def verdicts(self, context: CheckContext) -> list[Verdict]:
        """Return a failed or unsure verdict per finding; an empty list is a pass.

        Raises:
            CheckError: the check could not do its work; this becomes an `error` verdict.
        """


@dataclass(frozen=True)
class Finding:
    """A fault before it is a verdict: a reason code, words for people, and where it is.

    `turn` is the id of the assistant message at fault (empty: the whole dialogue), `evidence` the
    ids of the messages that the finding rests on. `unsure`: the rule cannot know whether it is one.
    """

    code: str
    explanation: str
    turn: str = ""
    evidence: tuple[str, ...] = ()
    unsure: bool = False


class RuleCheck:
    """Base of the checks that are a rule over the messages: subclasses give `findings`."""

    name: ClassVar[str]
    version: ClassVar[str] = "1"
    scope: ClassVar[Scope] = "turn"
    understands: ClassVar[frozenset[str] | None] = None
    """The languages (ISO 639-1) that the rule reads: in others all that it finds is unsure. None:
    it reads no words."""

    def findings(self, context: CheckContext) -> Iterable[Finding]:
        """Yield what is wrong with the dialogue."""
        raise NotImplementedError

    async def verdicts(self, context: CheckContext) -> list[Verdict]:
        """Return one verdict per finding: failed, or unsure."""
        return [
            Verdict(
                check=self.name,
                scope=self.scope if finding.turn else "trajectory",
                outcome="unsure" if finding.unsure or self._is_foreign(context) else "fail",
                code=finding.code,
                explanation=finding.explanation,
                turn=finding.turn,
                evidence=finding.evidence,
                version=self.version,
            )
            for finding in self.findings(context)
        ]

    def _is_foreign(self, context: CheckContext) -> bool:
        """Say whether the rule does not understand what is spoken, or nobody knows what that is."""
        return self.understands is not None and context.language not in self.understands


async def run_checks(checks: Iterable[Check], context: CheckContext) -> list[Verdict]:
    """Run the checks in order and return all their verdicts, at least one of each check.

    A check with no findings gives a pass. A check that fails itself gives an `error` verdict about
    the whole trajectory, because nobody knows which turns it would have failed: never a pass.

    Raises:
        ToolMindError: what ends a run (a budget, bad input, an interrupt) is not the check's: the
            trajectory stays without verdicts, and is owed.
    """
    verdicts: list[Verdict] = []
    for check in checks:
        try:
            found = await check.verdicts(context)
        except Exception as error:
            if ending := run_ending(error):
                raise ending from None
            found = [_crashed(check, error)]
        verdicts += found or [_passed(check.name, check.scope, check.version)]
    return verdicts


@lru_cache(maxsize=64)
def _passed(name: str, scope: Scope, version: str) -> Verdict:
    """Return the verdict of a check that found nothing: one object for all dialogues."""
    return Verdict(check=name, scope=scope, outcome="pass", version=version)


def _crashed(check: Check, error: Exception) -> Verdict:
    plain = isinstance(error, ToolMindError)
    text = str(error) if plain else f"{type(error).__name__}: {error}"
    return Verdict(
        check=check.name,
        scope="trajectory",
        outcome="error",
        code=getattr(error, "code", "internal"),
        explanation=text,
        version=check.version,
    )


def calls_of(messages: Iterable[Message]) -> list[tuple[Message, ToolCall]]:
    """Return every call of the dialogue with the assistant message that made it, in order."""
    return [
        (message, call)
        for message in messages
        if message.role == "assistant"
        for call in message.tool_calls
    ]


def results_by_call(messages: Iterable[Message]) -> dict[str, Message]:
    """Return the tool message that answers each call, by the call's id."""
    return {message.tool_call_id: message for message in messages if message.role == "tool"}


@lru_cache(maxsize=64)  # the checks of one dialogue run one after another
def read_json(text: str) -> JSON:
    """Return the value of a JSON text, such as a tool's result. It must not be changed.

    Raises:
        ValueError: the text is no JSON.
    """
    return orjson.loads(text)


def read_arguments(call: ToolCall) -> dict[str, Any]:
    """Return the arguments of a call as `ToolCall.parsed` does. They must not be changed.

    Raises:
        ValueError: see `ToolCall.parsed`.
    """
    return _arguments(call.arguments)


@lru_cache(maxsize=256)
def _arguments(text: str) -> dict[str, Any]:
    return ToolCall(id="", name="", arguments=text).parsed()


_NESTED = (dict, list)


@lru_cache(maxsize=64)
def objects_in(content: str) -> tuple[dict[str, JSON], ...]:
    """Return every object of a tool's result, at whatever depth; none of a text that is no JSON.

    They must not be changed.
    """
    try:
        nodes: list[JSON] = [read_json(content)]
    except ValueError:
        return ()
    found = []
    while nodes:
        node = nodes.pop()
        if isinstance(node, list):
            nodes += node
        elif isinstance(node, dict):
            nodes += [value for value in node.values() if isinstance(value, _NESTED)]
            found.append(node)
    return tuple(found)
