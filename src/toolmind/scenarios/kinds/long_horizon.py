"""A long piece of work: fifteen calls and more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import ClassVar

from toolmind.scenarios.kinds.base import Drawn, Outline, check_range
from toolmind.scenarios.wanted import wanted
from toolmind.scenarios.windows import one_after_the_other, window

_TRIES = 12
"""Further chains that are looked at for tools that are not called yet (ours)."""


@dataclass(frozen=True)
class LongHorizon:
    """A long piece of work: fifteen calls and more."""

    name: ClassVar[str] = "long_horizon"
    min_calls: int = 15
    """Ours."""
    max_calls: int = 24
    """Ours."""

    def __post_init__(self) -> None:
        check_range(self.min_calls, self.max_calls)

    def plan(self, drawn: Drawn, rng: Random) -> Outline | None:
        """Take as much of the chain as hangs together, and of others until it is long enough."""
        length = rng.randint(self.min_calls, self.max_calls)
        chain = window(drawn, 2, length, rng)
        for _ in range(_TRIES):
            if (
                chain is None
                or len(chain.tools) >= self.min_calls
                or not (other := drawn.another())
            ):
                break
            left = max(2, length - len(chain.tools))
            further = window(replace(drawn, chain=other), 2, left, rng)
            if further and (joined := one_after_the_other(chain, further, drawn)):
                chain = joined
        if chain is None or not self.min_calls <= len(chain.tools) <= self.max_calls:
            return None
        return Outline(
            kind=self.name,
            chain=chain,
            wanted=wanted(chain, drawn, rng),
            manner="gradually",
            demand="The work is long: nothing that was said or found early may be forgotten later.",
        )
