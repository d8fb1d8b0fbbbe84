"""What a kind of scenario is: from a chain drawn, by chance, to the outline of a scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from toolmind.records import (
    JSON,
    Chain,
    Failure,
    Link,
    LinkEnds,
    Manner,
    Record,
    Ruling,
    Tool,
)

Paths = tuple[str, ...]
"""Paths of parameters of one step."""


@dataclass(frozen=True)
class Drawn:
    """What a kind plans from: a chain as it was walked, and the tools by their ids.

    `optional_rate` is the probability that a user has a wish about an optional parameter. `another`
    returns a further chain of the run at each call, the same ones for the same item; `alike` the
    ids of the tools that are most like one, the nearest kind of them first. `at_odds` tells whether
    a tool of the second of two chains undoes what one of the first does, or misses what it takes
    away. `finders` returns the tools whose results give an input (a tool's id, a path), each with
    the link, the best first. `beside` returns the tools of the same domain, `undoing` the tool that
    undoes what one makes, or an empty text. `visits` is how often tools occur in chains: what is
    rare there is called first. `refused` are links that a model did not pass: the chains have none
    of them. `named` holds what a person may name in this world, by parameter or as
    ``tool.parameter``: a value, or a list.
    """

    chain: Chain
    tools: Mapping[str, Tool]
    optional_rate: float
    another: Callable[[], Chain | None] = lambda: None
    alike: Callable[[str], Sequence[str]] = lambda tool: ()
    at_odds: Callable[[Sequence[str], Sequence[str]], bool] = lambda first, second: False
    finders: Callable[[str, str], Sequence[tuple[str, Link]]] = lambda tool, path: ()
    visits: Mapping[str, int] = field(default_factory=dict)
    refused: Set[LinkEnds] = frozenset()
    beside: Callable[[str], Sequence[str]] = lambda tool: ()
    undoing: Callable[[str], str] = lambda tool: ""
    named: Mapping[str, JSON] = field(default_factory=dict)

    def rarity(self, tools: Sequence[str]) -> float:
        """Return how rare tools are: of each one over how often it occurs, added up."""
        return sum(1 / self.visits.get(tool, 1) for tool in tools)


class Outline(Record, frozen=True):
    """What chance decides of a scenario, by its kind; a model gives it words and values later.

    `chain` holds the calls expected, mostly a part of the chain drawn (none: the user wants what
    needs no tool); `wanted` are, per step, the paths of the parameters that the user must know.

    By step: `withheld` are those of them told only when asked for, `revised` those of which the
    user first tells another value, `referred` the paths of links whose value the user means but
    does not know, and says what it is of; `failures` is how the call fails, `rulings` what `policy`
    (a text that binds the assistant) has it do about the step. `implied` steps are not asked for,
    `vague` ones first asked for in words that one of the tools `beside` would fit as well.

    `parallel` says that no call needs another's result, so that all are made at once and each must
    be another call. The tools of the chain are shown but those `hidden` (those `later` not before
    the user was told that something cannot be done), and beside them the tools `beside` and
    distractors: with `near`, such as are most like those needed.

    `demand` says in a sentence or two what is right for the assistant to do here. The writer of the
    scenario and the judges of the dialogue are told it, the assistant and the user are not.
    `checker` is the plug-in that says whether the end is right; where it is empty, that of the
    configuration (`scenarios.checker`).

    Raises:
        ValueError: the parts are not about the same steps.
    """

    kind: str
    chain: Chain
    wanted: tuple[Paths, ...]
    withheld: dict[int, Paths] = {}
    revised: dict[int, Paths] = {}
    referred: dict[int, Paths] = {}
    implied: tuple[int, ...] = ()
    vague: tuple[int, ...] = ()
    failures: dict[int, Failure] = {}
    rulings: dict[int, Ruling] = {}
    policy: str = ""
    manner: Manner = "at once"
    parallel: bool = False
    hidden: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    near: bool = False
    demand: str = ""
    checker: dict[str, JSON] = {}

    def __post_init__(self) -> None:
        steps = len(self.chain.tools)
        if not (steps or self.demand):
            raise ValueError(f"kind {self.kind!r}: neither a step nor a demand")
        if len(self.wanted) != steps:
            raise ValueError(f"kind {self.kind!r}: wanted of {len(self.wanted)} steps, not {steps}")
        by_step = (self.withheld, self.revised, self.referred, self.failures, self.rulings)
        for step in (*self.implied, *self.vague, *(step for each in by_step for step in each)):
            if not 0 <= step < steps:
                raise ValueError(f"kind {self.kind!r}: there is no step {step} of {steps}")
        if strange := {*self.hidden, *self.later}.difference(self.chain.tools):
            raise ValueError(f"kind {self.kind!r}: hidden {min(strange)!r} is not in its chain")


class ScenarioKind(Protocol):
    """A kind of scenario. Its settings are the arguments of its class, with types and defaults."""

    @property
    def name(self) -> str:
        """The name that scenarios of this kind carry and reports count by."""

    def plan(self, drawn: Drawn, rng: Random) -> Outline | None:
        """Return what this kind makes of a chain; the same for the same chain and state of `rng`.

        None where the chain does not allow what the kind is about (one of three tools gives no six
        steps): then another chain is drawn.
        """


def check_range(least: int, most: int) -> None:
    """See that a kind's calls, `min_calls` and `max_calls`, are a range from 1 on.

    Raises:
        ValueError: they are not.
    """
    if not 1 <= least <= most:
        raise ValueError(f"min_calls {least} and max_calls {most}: 1 ≤ min_calls ≤ max_calls")
