"""The user wants it otherwise, after having asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.scenarios.kinds.base import Drawn, Outline, check_range
from toolmind.scenarios.parts import changeable, undoing
from toolmind.scenarios.wanted import wanted
from toolmind.scenarios.windows import window


@dataclass(frozen=True)
class ChangeOfMind:
    """The user wants it otherwise, after having asked for it."""

    name: ClassVar[str] = "change_of_mind"
    min_calls: int = 1
    """Ours."""
    max_calls: int = 5
    """Ours."""

    def __post_init__(self) -> None:
        check_range(self.min_calls, self.max_calls)

    def plan(self, drawn: Drawn, rng: Random) -> Outline | None:
        """Take a part of the chain with something that can be wanted otherwise."""
        chain = window(drawn, self.min_calls, self.max_calls, rng)
        if chain is None:
            return None
        facts = wanted(chain, drawn, rng)
        revised = changeable(chain, facts, drawn, rng)
        if not revised:
            return None
        return Outline(
            kind=self.name,
            chain=chain,
            wanted=facts,
            revised=revised,
            beside=undoing(chain, revised, drawn),
            demand="The user asks for one thing and then changes their mind. What was wanted last"
            " is to be done; what was done for the first wish is undone where that can be, and not"
            " passed off as what is wanted.",
        )
