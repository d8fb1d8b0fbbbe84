"""A scenario: all that is needed to play a dialogue again."""

from __future__ import annotations

from typing import Literal

from toolmind.records.base import JSON, Record
from toolmind.records.chain import Chain, Link

Manner = Literal["at once", "at the same time", "gradually"]
"""How a user brings wishes up: all in one message; so, and saying that they can be done at the same
time; or one or a few a message."""


class Step(Record, frozen=True):
    """One call that a scenario expects, and how its arguments come to be known.

    `goal` is what the user wants of this step, in words. `known` maps parameter paths to values
    that the user can tell; `withheld` are those of them that the user tells only when asked.
    `links` feed the remaining arguments from earlier steps' results.
    """

    tool: str
    goal: str
    known: dict[str, JSON] = {}
    withheld: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


class Scenario(Record, frozen=True):
    """All that is needed to play a dialogue again.

    `kind` names the scenario kind that made it, for reports and readers: what follows from it is
    told by the other fields. `tools` are the ids of the tools shown to the assistant, in the order
    shown (needed ones and distractors, shuffled). `clock` is the date and time of the dialogue (ISO
    8601, minutes), so that "tomorrow" has an answer. `failures` maps step positions to the number
    of times that the environment lets that call fail before it succeeds. `manner` is how the user
    brings the wishes up.

    `environment` names what answers the calls and `initial_state` is where it starts; `checker` is
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
    failures: dict[int, int] = {}
    manner: Manner = "at once"
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
