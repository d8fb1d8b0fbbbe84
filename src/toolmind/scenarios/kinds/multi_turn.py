"""Wishes come up gradually, over the turns of a longer dialogue."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.scenarios.kinds.base import Drawn, Outline, check_range
from toolmind.scenarios.wanted import wanted
from toolmind.scenarios.windows import window


@dataclass(frozen=True)
class MultiTurn:
    """Wishes come up gradually, over the turns of a longer dialogue."""

    name: ClassVar[str] = "multi_turn"
    min_calls: int = 3
    """Ours."""
    max_calls: int = 14
    """Ours: from 15 calls on it is a `long_horizon`."""

    def __post_init__(self) -> None:
        check_range(self.min_calls, self.max_calls)

    def plan(self, drawn: Drawn, rng: Random) -> Outline | None:
        """Take a long part of the chain."""
        chain = window(drawn, self.min_calls, self.max_calls, rng)
        if chain is None:
            return None
        facts = wanted(chain, drawn, rng)
        return Outline(kind=self.name, chain=chain, wanted=facts, manner="gradually")
