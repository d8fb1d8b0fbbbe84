"""Wishes come up gradually, over the turns of a longer dialogue."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.scenarios.kinds.base import Drawn, Outline, at_once, check_range
from toolmind.scenarios.wanted import wanted
from toolmind.scenarios.windows import window


@dataclass(frozen=True)
class MultiTurn:
    """Wishes come up gradually, over the turns of a longer dialogue."""

    name: ClassVar[str] = "multi_turn"
    min_calls: int = 6
    """Ours."""
    max_calls: int = 20
    """Ours: a chain of the paper has no more (§3.1)."""

    def __post_init__(self) -> None:
        check_range(self.min_calls, self.max_calls)

    def plan(self, drawn: Drawn, rng: Random) -> Outline:
        """Take a long part of the chain; of one step it is a `single`."""
        chain = window(drawn, self.min_calls, self.max_calls, rng)
        facts = wanted(chain, drawn, rng)
        if len(chain.tools) == 1:
            return at_once(chain, facts)
        return Outline(kind=self.name, chain=chain, wanted=facts, manner="gradually")
