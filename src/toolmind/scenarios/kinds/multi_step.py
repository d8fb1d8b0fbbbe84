"""All wishes in one message; later calls use earlier results."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.scenarios.kinds.base import Drawn, Outline, at_once, check_range
from toolmind.scenarios.wanted import wanted
from toolmind.scenarios.windows import window


@dataclass(frozen=True)
class MultiStep:
    """All wishes in one message; later calls use earlier results."""

    name: ClassVar[str] = "multi_step"
    min_calls: int = 3
    """Ours."""
    max_calls: int = 9
    """Ours."""

    def __post_init__(self) -> None:
        check_range(self.min_calls, self.max_calls)

    def plan(self, drawn: Drawn, rng: Random) -> Outline:
        """Take a part of the chain; of one step it is a `single`."""
        chain = window(drawn, self.min_calls, self.max_calls, rng)
        return at_once(chain, wanted(chain, drawn, rng))
