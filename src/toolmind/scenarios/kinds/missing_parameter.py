"""A required value is told only when the assistant asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.scenarios.kinds.base import Drawn, Outline, check_range
from toolmind.scenarios.wanted import wanted
from toolmind.scenarios.windows import window
from toolmind.scenarios.withheld import withheld


@dataclass(frozen=True)
class MissingParameter:
    """A required value is told only when the assistant asks for it."""

    name: ClassVar[str] = "missing_parameter"
    min_calls: int = 1
    """Ours."""
    max_calls: int = 6
    """Ours."""
    max_withheld: int = 2
    """Values told only when asked for, at most; one at least (ours)."""

    def __post_init__(self) -> None:
        check_range(self.min_calls, self.max_calls)
        if self.max_withheld < 1:
            raise ValueError(f"max_withheld {self.max_withheld}: withhold 1 value at least")

    def plan(self, drawn: Drawn, rng: Random) -> Outline | None:
        """Take a part of the chain in which something can be withheld."""
        chain = window(drawn, self.min_calls, self.max_calls, rng)
        if chain is None:
            return None
        facts = wanted(chain, drawn, rng)
        kept_back = withheld(chain, facts, drawn.tools, self.max_withheld, rng)
        if not kept_back:
            return None
        return Outline(
            kind=self.name,
            chain=chain,
            wanted=facts,
            withheld=kept_back,
            demand="The user leaves out something without which a call cannot be made. Asking for"
            " it is required; to guess it is wrong.",
        )
