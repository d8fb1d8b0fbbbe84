"""Faults of the simulated user, whose turns nobody learns but everybody's answers rest on.

They are counted, and drop nothing unless a setting says so: the assistant may have done right.
Values are found by their digits and by `@`; an invented name no rule can tell from one that the
brief means. What plays the assistant is told by phrases of English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import orjson
from msgspec.structs import replace

from toolmind.checks.base import ENGLISH, CheckContext, Finding, RuleCheck
from toolmind.checks.grounding.check import parse_clock
from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.grounding.numbers import numbers_in
from toolmind.records import Message, Scenario, Tool, Verdict
from toolmind.roles.wishes import unsaid

_BETWEEN = str.maketrans(dict.fromkeys("\"'`,;()[]{}<>|", " "))
"""What parts values from one another."""

_TELLING = re.compile(r"[\d@]")
_AROUND = ".:!?*_-–—…/\\="
_IDENTIFIER = re.compile(r"\w[_.]\w|[a-z][A-Z]")
_SMALL = 12
"""Numbers up to this one may be counted by anybody: "the three of us" (ours)."""

_PLAN = re.compile(
    r"\b(?:tool|function|api)[ -]calls?\b|\bcall(?:ing)? (?:the|a) (?:tool|function|api)\b"
    r"|\bmy (?:brief|persona)\b|\b(?:in|from) the brief\b",
    re.IGNORECASE,
)
_PLAN_WORDS = ("call", "brief", "persona")
"""Without one of these there is no need to look for the pattern."""

_ASSISTANT = re.compile(
    r"\bhow (?:can|may) I (?:help|assist) you\b|\banything else I can (?:help|do|assist)\b"
    r"|\bI(?:['’]m|['’]d be|['’]ll be| am| would be| will be) (?:happy|glad|ready|here) to"
    r" (?:help|assist)\b|\bwhat would you like me to (?:do for you|help|assist)\b"
    r"|\A(?:sure|certainly|of course)\b[^.!?]*[.!] (?:what|how) (?:would you like me"
    r"|(?:can|may) I (?:do|help|assist|be of))\b"
    r"|\bI(?:['’]ll| can| will|['’]d be happy to) (?:gladly )?(?:help|assist) you with\b"
    r"|\bI(?:['’]m| am) glad I could help\b|\bif you have any (?:more|further|other) questions\b"
    r"|\b(?:cannot|can['’]t) assist (?:you )?with that\b|\bunderstand your request\b"
    r"|\bwhat you(?:['’]d like| would like| need) (?:me to )?help with\b"
    r"|\bfeel free to ask (?:me )?(?:your|any) questions\b"
    r"|\bas an AI\b|\blet me know if (?:you need|there is|there's) anything else\b"
    r"|\bI(?:'ve| have) (?:booked|created|updated|deleted|cancelled|canceled|found|retrieved"
    r"|scheduled|sent|added|removed)\b[^.!?\n]{0,80}\bfor you\b"
    r"|\bI(?:'ll| will) (?:look|check|take care of) (?:that|this|it)\b[^.!?\n]{0,20}\bfor you\b",
    re.IGNORECASE,
)
_ASSISTANT_WORDS = (
    "help",
    "assist",
    "anything else",
    "as an ai",
    "for you",
    "feel free",
    "sure",
    "of course",
    "certainly",
    "your request",
    "questions",
)


class UserFaults(RuleCheck):
    """What the user must not do: invent, tell the plan, play the assistant, give up, oblige.

    Codes: `invents_fact` (a value that neither its brief nor the dialogue holds), `names_tool` and
    `leaks_plan` (a tool's or parameter's name, talk of calls), `plays_assistant`, `told_unasked`
    (what it was to tell only when asked), `gave_up` (it ends with a wish never brought up). With
    one of these in `drop` such a dialogue is dropped; otherwise its verdicts are only counted.
    """

    name = "user"
    understands = ENGLISH

    def __init__(self, drop: tuple[str, ...] = ()) -> None:
        self._drop = frozenset(drop)

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per fault of a message of the user."""
        if not context.scenario.intent:  # a dialogue from elsewhere: nobody knows the brief
            return
        messages = context.trajectory.messages
        watch = self.watch(context.scenario, context.tools)
        for message in messages:
            yield from watch.faults(message)
            watch.see(message)
        last = next((m.id for m in reversed(messages) if m.role == "user"), "")
        if context.trajectory.ended == "stop" and last:
            tools = {tool.id: tool for tool in context.tools.values()}
            for step in unsaid(context.scenario, tools, messages):
                text = f"the user never brought this up: {step.goal}"
                yield Finding("gave_up", text, last, (last,))

    async def verdicts(self, context: CheckContext) -> list[Verdict]:
        """Return one failed verdict per finding, about the user."""
        return [
            replace(
                verdict,
                role="user",
                scope="trajectory" if verdict.code in self._drop else "turn",
            )
            for verdict in await super().verdicts(context)
        ]

    def watch(self, scenario: Scenario, tools: Mapping[str, Tool]) -> UserWatch:
        """Return what looks at the user's messages as they are said."""
        return UserWatch(scenario, tools)


class UserWatch:
    """What the user may know: its brief, the clock, and what was said."""

    of_calls = False

    def __init__(self, scenario: Scenario, tools: Mapping[str, Tool]) -> None:
        self._scenario, self._tools = scenario, tools
        self._heard: list[str] = []
        self._proving = 0
        """How much of it is in the evidence."""
        self._asked = False

    def see(self, message: Message) -> None:
        """Take in the next message of the dialogue; of the assistant, what the user is shown."""
        if message.role in ("assistant", "user") and message.content:
            self._heard.append(message.content.lower())
        self._asked |= message.role == "assistant" and not message.tool_calls

    def faults(self, turn: Message) -> Iterator[Finding]:
        """Yield what is wrong with a message of the user."""
        if turn.role != "user":
            return
        text = turn.content
        words = dict.fromkeys(text.translate(_BETWEEN).split())
        found = [word.strip(_AROUND) for word in words]
        for value in self._invented(found):
            said = f"neither the brief nor the dialogue holds {value!r}: the user made it up"
            yield Finding("invents_fact", said, turn.id, (turn.id,))
        for code, name in self._named(found) if _IDENTIFIER.search(text) else ():
            yield Finding(code, f"the user speaks of {name!r}", turn.id, (turn.id,))
        plan = _spoken_of(_PLAN, _PLAN_WORDS, text)
        if plan and not self._is_known(plan[0]):
            said = f"the user speaks of {plan[0]!r}"
            yield Finding("leaks_plan", said, turn.id, (turn.id,))
        if spoken := _spoken_of(_ASSISTANT, _ASSISTANT_WORDS, text):
            said = f"the user speaks as the assistant: {spoken[0]!r}"
            yield Finding("plays_assistant", said, turn.id, (turn.id,))
        if not self._asked:
            for value in self._withheld:
                if value in text:
                    said = f"the user tells {value!r}, which it was to tell only when asked"
                    yield Finding("told_unasked", said, turn.id, (turn.id,))

    @property
    def _brief(self) -> str:
        scenario = self._scenario
        told = (scenario.persona, scenario.background, scenario.style, scenario.intent)
        more = (*scenario.unknown, *scenario.constraints, scenario.clock)
        steps = [
            (s.goal, s.vague, s.known, s.spoken, s.first_told, s.references) for s in scenario.steps
        ]
        links = (
            p for s in scenario.steps for link in s.links for p in (link.src_output, link.dst_input)
        )
        return "\n".join((*told, *more, *links, orjson.dumps(steps).decode()))

    @cached_property
    def _lower(self) -> str:
        return self._brief.lower()

    def _is_known(self, text: str) -> bool:
        """Say whether a text stands in the brief, as a part of any word, or was said."""
        text = text.lower()
        return text in self._lower or any(text in heard for heard in self._heard)

    @cached_property
    def _withheld(self) -> list[str]:
        values = (s.known.get(path) for s in self._scenario.steps for path in s.withheld)
        told = {
            value
            for step in self._scenario.steps
            for path, value in step.known.items()
            if path not in step.withheld and isinstance(value, str)
        }
        goals = " ".join(f"{step.goal} {step.vague}" for step in self._scenario.steps)
        secret = (v for v in values if isinstance(v, str) and len(v) > 3 and v not in told)
        return [value for value in secret if value not in goals]

    @cached_property
    def _evidence(self) -> Evidence:
        """What the brief holds, and of the dialogue what was heard when it was last asked."""
        evidence = Evidence(parse_clock(self._scenario.clock))
        evidence.add(self._brief)
        return evidence

    def _invented(self, found: Sequence[str]) -> Iterator[str]:
        telling = (word for word in found if not word.isalpha() and _TELLING.search(word))
        unknown = [word for word in telling if not self._is_known(word)]
        if not unknown:
            return
        evidence = self._evidence
        for known in self._heard[self._proving :]:
            evidence.add(known)
        self._proving = len(self._heard)
        for value in unknown:
            if not (evidence.has_text(value) or _counted(value, evidence)):
                yield value

    def _named(self, found: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield the names of tools and parameters that are no plain words."""
        for word in found:
            if word in self._names and _IDENTIFIER.search(word) and not self._is_known(word):
                yield self._names[word], word

    @cached_property
    def _names(self) -> dict[str, str]:
        """What speaks of a tool or a parameter, with the code of saying it."""
        tools = self._tools.values()
        parameters = (name for tool in tools for name in tool.parameters.get("properties") or ())
        return dict.fromkeys(parameters, "leaks_plan") | {t.name: "names_tool" for t in tools}


def _counted(value: str, evidence: Evidence) -> bool:
    """Say whether the numbers of a value are small, known, or parts of a date or time known."""
    numbers = list(map(abs, numbers_in(value)))
    return (
        bool(numbers)
        and "@" not in value
        and all(
            (number == int(number) and 0 <= number <= _SMALL)
            or evidence.has_number(number)
            or not evidence.date_parts().isdisjoint((number, number + 12))
            for number in numbers
        )
    )


def _spoken_of(pattern: re.Pattern[str], words: tuple[str, ...], text: str) -> re.Match[str] | None:
    lowered = text.lower()
    return pattern.search(text) if any(word in lowered for word in words) else None
