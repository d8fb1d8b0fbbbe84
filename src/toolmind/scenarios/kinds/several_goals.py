"""Two goals in one dialogue, which have nothing to do with each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import ClassVar

from toolmind.scenarios.kinds.base import Drawn, Outline, check_range
from toolmind.scenarios.wanted import wanted
from toolmind.scenarios.windows import one_after_the_other, window


@dataclass(frozen=True)
class SeveralGoals:
    """Two goals in one dialogue, which have nothing to do with each other."""

    name: ClassVar[str] = "several_goals"
    min_calls: int = 2
    """Of each goal (ours)."""
    max_calls: int = 4
    """Of each goal (ours)."""

    def __post_init__(self) -> None:
        check_range(self.min_calls, self.max_calls)

    def plan(self, drawn: Drawn, rng: Random) -> Outline | None:
        """Take a part of the chain, and one of another chain with other tools."""
        first = window(drawn, self.min_calls, self.max_calls, rng)
        other = drawn.another()
        if not (first and other):
            return None
        second = window(replace(drawn, chain=other), self.min_calls, self.max_calls, rng)
        if second is None or not (chain := one_after_the_other(first, second, drawn)):
            return None
        done = len(first.tools)
        return Outline(
            kind=self.name,
            chain=chain,
            wanted=wanted(chain, drawn, rng),
            manner="gradually",
            demand=f"The user has two goals that have nothing to do with each other: the first"
            f" {done} steps serve one, the other {len(second.tools)} the other. Both are to be"
            " met.",
        )
