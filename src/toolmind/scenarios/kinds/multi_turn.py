"""Wishes come up gradually, over the turns of a longer dialogue."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.records import Chain
from toolmind.scenarios.kinds.base import Drawn, Outline
from toolmind.scenarios.kinds.window_kind import WindowKind
from toolmind.scenarios.wanted import wanted


@dataclass(frozen=True)
class MultiTurn(WindowKind):
    """Wishes come up gradually, over the turns of a longer dialogue."""

    name: ClassVar[str] = "multi_turn"
    min_calls: int = 3
    """Ours."""
    max_calls: int = 14
    """Ours: from 15 calls on it is a `long_horizon`."""

    def outline(self, chain: Chain, drawn: Drawn, rng: Random) -> Outline | None:
        """Ask for it bit by bit."""
        facts = wanted(chain, drawn, rng)
        return Outline(kind=self.name, chain=chain, wanted=facts, manner="gradually")
