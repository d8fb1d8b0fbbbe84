"""A scenario: all that is needed to play a dialogue again."""

from __future__ import annotations

from typing import Literal

from toolmind.records.base import JSON, Record
from toolmind.records.chain import Chain, Link

Manner = Literal["at once", "at the same time", "gradually"]
"""How a user brings wishes up: all in one message; so, and saying that they can be done at the same
time; or one or a few a message."""


FailureKind = Literal[
    "",
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
"""How a call fails, or falls short; ``""``: in some way that another try mends. With `injection`
its result holds an instruction to the assistant."""


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
    """

    tool: str
    goal: str
    known: dict[str, JSON] = {}
    spoken: dict[str, str] = {}
    withheld: tuple[str, ...] = ()
    first_told: dict[str, JSON] = {}
    references: dict[str, str] = {}
    links: tuple[Link, ...] = ()


class Scenario(Record, frozen=True):
    """All that is needed to play a dialogue again.

    `kind` names the scenario kind that made it, for reports and readers: what follows from it is
    told by the other fields. `tools` are the ids of the tools shown to the assistant, in the order
    shown (needed ones and distractors, shuffled). `clock` is the date and time of the dialogue (ISO
    8601, minutes), so that "tomorrow" has an answer. `failures` maps step positions to how the
    environment lets that call fail. `manner` is how the user brings the wishes up.

    `persona` is who the user is, `background` what led here and what is at stake, `style` how they
    talk; `unknown` names what they do not know when asked, `constraints` what they will not accept.

    `environment` names what answers the calls and `initial_state` is where it starts (of a world
    that a model wrote, its ``records``: what exists, by the name of its sort); `checker` is
    the plug-in, as in a configuration, that says whether the end state is right. `policy` is the
    text that binds the assistant, `language` (BCP 47) what is spoken, and `acceptance` what must
    hold in the end, in words.
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

    @property
    def no_tool_fits(self) -> bool:
        """Whether none of the tools that the steps need is shown, so that no call is expected."""
        return bool(self.steps) and not any(step.tool in self.tools for step in self.steps)
