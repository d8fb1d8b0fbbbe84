"""A required value is told only when the assistant asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.records import Chain
from toolmind.scenarios.kinds.base import Drawn, Outline
from toolmind.scenarios.kinds.window_kind import WindowKind
from toolmind.scenarios.wanted import wanted
from toolmind.scenarios.withheld import withheld


@dataclass(frozen=True)
class MissingParameter(WindowKind):
    """A required value is told only when the assistant asks for it."""

    name: ClassVar[str] = "missing_parameter"
    max_calls: int = 6
    """Ours."""
    max_withheld: int = 2
    """Values told only when asked for, at most; one at least (ours)."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.max_withheld < 1:
            raise ValueError(f"max_withheld {self.max_withheld}: withhold 1 value at least")

    def outline(self, chain: Chain, drawn: Drawn, rng: Random) -> Outline | None:
        """Withhold something that a call needs."""
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
