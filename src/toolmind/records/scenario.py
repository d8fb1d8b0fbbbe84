"""A scenario: all that is needed to play a dialogue again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from toolmind.records.base import JSON, Record
from toolmind.records.chain import Chain, Link, LinkEnds
from toolmind.records.message import Message
from toolmind.records.tool import Tool

Manner = Literal["at once", "at the same time", "gradually"]
"""How a user brings wishes up: all in one message; so, and saying that they can be done at the same
time; or one or a few a message."""


FaultKind = Literal[
    "timeout",
    "rate_limited",
    "unavailable",
    "connection_reset",
    "slow",
    "malformed",
    "not_found",
    "permission",
    "empty",
    "partial",
    "injection",
]
"""How a call fails, or falls short. With `injection` its result holds an instruction to the
assistant."""

FailureKind = Literal["", FaultKind]
"""The same; ``""``: in some way that another try mends."""

Ruling = Literal["", "confirm", "refuse", "hand_over"]
"""What a scenario's policy rules on a step: it is made only after the user has confirmed it, it is
refused, or it is left to a person. ``""``: nothing."""

Expected = Literal["success", "attempt", "none"]
"""What is expected of a step: that its call succeeds; that it is tried, for it fails for good or
gives less than was asked for; that no call is made for it."""


class Failure(Record, frozen=True):
    """A failure that a scenario plans for a call: `times` calls fail so, with 0 every one does."""

    kind: FailureKind = ""
    times: int = 1


class Step(Record, frozen=True):
    """One call that a scenario expects, and how its arguments come to be known.

    `goal` is what the user wants of this step, in words. `known` maps parameter paths to values
    that the user can tell, and `spoken` some of these paths to how a person says the value;
    `withheld` are those told only when asked for. `first_told` maps paths to the values that the
    user names first and then changes or corrects to those of `known`. `references` maps paths whose
    value only the system knows to the words by which the user means it: the assistant looks it up.
    `links` feed the remaining arguments from earlier steps' results.

    An `implied` step is one that the user does not ask for: the assistant makes it to find what a
    later one needs. `vague`, where it is not empty, is how the user first puts the goal, in words
    that another tool shown would fit as well; the `goal` is told when asked which is meant.
    `ruling` is what the scenario's policy has the assistant do about the step.
    """

    tool: str
    goal: str
    known: dict[str, JSON] = {}
    spoken: dict[str, str] = {}
    withheld: tuple[str, ...] = ()
    first_told: dict[str, JSON] = {}
    references: dict[str, str] = {}
    links: tuple[Link, ...] = ()
    implied: bool = False
    vague: str = ""
    ruling: Ruling = ""


class Scenario(Record, frozen=True):
    """All that is needed to play a dialogue again.

    `kind` names the scenario kind that made it, for reports and readers: what follows from it is
    told by the other fields, and `demand` says it in words, to writers and judges ("asking back is
    required here"). Without `steps` the user wants what needs no tool. `tools` are the ids of the
    tools shown to the assistant, in the order shown (needed ones and distractors, shuffled).
    `clock` is the date and time of the dialogue (ISO 8601, minutes), so that "tomorrow" has an
    answer. `later` are those of `tools` that are not offered at first: the user brings them once
    told that something cannot be done. `failures` maps step positions to how the environment lets
    that call fail. `manner` is how the user brings the wishes up.

    `persona` is who the user is, `background` what led here and what is at stake, `style` how they
    talk; `unknown` names what they do not know when asked, `constraints` what they will not accept.

    `environment` names what answers the calls and `initial_state` is where it starts (of a world
    that a model wrote, its ``records``: what exists, by the name of its sort); `checker` is
    the plug-in, as in a configuration, that says whether the end state is right. `policy` is the
    text that binds the assistant, `language` (BCP 47) what is spoken, and `acceptance` what must
    hold in the end, in words; `acceptance_steps` maps those of them that one step's write makes
    true, by position, to that step. `rejected` says why the writer refused the chains drawn before
    this, `rejected_links` what these joined.
    """

    id: str
    index: int
    kind: str
    chain: Chain
    steps: tuple[Step, ...]
    tools: tuple[str, ...]
    intent: str
    persona: str
    clock: str
    seed: int
    failures: dict[int, Failure] = {}
    manner: Manner = "at once"
    background: str = ""
    style: str = ""
    unknown: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    environment: str = ""
    initial_state: dict[str, JSON] = {}
    checker: dict[str, JSON] = {}
    policy: str = ""
    language: str = "en"
    acceptance: tuple[str, ...] = ()
    acceptance_steps: dict[int, int] = {}
    demand: str = ""
    rejected: tuple[str, ...] = ()
    rejected_links: tuple[LinkEnds, ...] = ()
    later: tuple[str, ...] = ()

    def offered(self, tools: Iterable[Tool], messages: Iterable[Message]) -> tuple[Tool, ...]:
        """Return those of the tools shown that the assistant is offered after these messages."""
        if not self.later:
            return tuple(tools)
        added = {name for message in messages for name in message.adds_tools}
        return tuple(tool for tool in tools if tool.id not in self.later or tool.name in added)

    def expected(self) -> tuple[Expected, ...]:
        """Return what is expected of each step.

        No call can or may be made for a step whose tool is not shown, that the policy has refused
        or handed over, or that takes something from a step without a (whole) result.
        """
        found: list[Expected] = []
        for position, step in enumerate(self.steps):
            failure = self.failures.get(position)
            barred = step.tool not in self.tools or step.ruling in ("refuse", "hand_over")
            if barred or any(found[link.src] != "success" for link in step.links):
                found.append("none")
            else:
                found.append("attempt" if failure and not failure.times else "success")
        return tuple(found)

    @property
    def no_tool_fits(self) -> bool:
        """Whether none of the tools that the steps need is shown."""
        return bool(self.steps) and not any(step.tool in self.tools for step in self.steps)

    @property
    def no_call_expected(self) -> bool:
        """Whether the right dialogue has no call at all: no tool fits, is needed, or may be called.

        A scenario with neither steps nor a demand says nothing of it (a dialogue from elsewhere).
        """
        return bool(self.steps or self.demand) and not any(
            expected != "none" for expected in self.expected()
        )
