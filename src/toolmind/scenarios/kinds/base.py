"""What a kind of scenario is: from a chain drawn, by chance, to the outline of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Protocol

from toolmind.records import Chain, Failure, Manner, Record, Tool


@dataclass(frozen=True)
class Drawn:
    """What a kind plans from: a chain as it was walked, and the tools by their ids.

    `optional_rate` is the probability that a user has a wish about an optional parameter.
    """

    chain: Chain
    tools: Mapping[str, Tool]
    optional_rate: float


class Outline(Record, frozen=True):
    """What chance decides of a scenario, by its kind; a model gives it words and values later.

    `chain` holds the calls expected, mostly a part of the chain drawn; `wanted` are, per step, the
    paths of the parameters that the user must know. By step, `withheld` are those of them told only
    when asked for, and `failures` how the call fails. `parallel` says that
    no call needs another's result, so that all are made at once and each must be another call;
    without `tools_shown` only distractors are shown, and none of the calls can be made.

    Raises:
        ValueError: the parts are not about the same steps.
    """

    kind: str
    chain: Chain
    wanted: tuple[tuple[str, ...], ...]
    withheld: dict[int, tuple[str, ...]] = {}
    failures: dict[int, Failure] = {}
    manner: Manner = "at once"
    parallel: bool = False
    tools_shown: bool = True

    def __post_init__(self) -> None:
        steps = len(self.chain.tools)
        if not steps:
            raise ValueError(f"kind {self.kind!r}: the chain has no step")
        if len(self.wanted) != steps:
            raise ValueError(f"kind {self.kind!r}: wanted of {len(self.wanted)} steps, not {steps}")
        for step in (*self.withheld, *self.failures):
            if not 0 <= step < steps:
                raise ValueError(f"kind {self.kind!r}: there is no step {step} of {steps}")


class ScenarioKind(Protocol):
    """A kind of scenario. Its settings are the arguments of its class, with types and defaults."""

    @property
    def name(self) -> str:
        """The name that scenarios of this kind carry and reports count by."""

    def plan(self, drawn: Drawn, rng: Random) -> Outline:
        """Return what this kind makes of a chain; the same for the same chain and state of `rng`.

        A chain may not allow what the kind is about (one of three tools gives no six steps). Then
        the outline is of the kind that it has become, and says so by its `kind`.
        """


def at_once(chain: Chain, wanted: tuple[tuple[str, ...], ...]) -> Outline:
    """Return the outline of wishes told all at once: of one call or of several, by their number.

    It is also what other kinds become where the chain does not allow more.
    """
    kind = "single" if len(chain.tools) == 1 else "multi_step"
    return Outline(kind=kind, chain=chain, wanted=wanted)


def check_range(least: int, most: int) -> None:
    """See that a kind's calls, `min_calls` and `max_calls`, are a range from 1 on.

    Raises:
        ValueError: they are not.
    """
    if not 1 <= least <= most:
        raise ValueError(f"min_calls {least} and max_calls {most}: 1 ≤ min_calls ≤ max_calls")
