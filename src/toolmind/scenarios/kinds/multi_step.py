"""All wishes in one message; later calls use earlier results."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.scenarios.kinds.base import Drawn, Outline, check_range
from toolmind.scenarios.wanted import wanted
from toolmind.scenarios.windows import window


@dataclass(frozen=True)
class MultiStep:
    """All wishes in one message; later calls use earlier results."""

    name: ClassVar[str] = "multi_step"
    min_calls: int = 2
    """Ours."""
    max_calls: int = 9
    """Ours."""

    def __post_init__(self) -> None:
        check_range(self.min_calls, self.max_calls)

    def plan(self, drawn: Drawn, rng: Random) -> Outline | None:
        """Take a part of the chain."""
        chain = window(drawn, self.min_calls, self.max_calls, rng)
        if chain is None:
            return None
        return Outline(kind=self.name, chain=chain, wanted=wanted(chain, drawn, rng))
