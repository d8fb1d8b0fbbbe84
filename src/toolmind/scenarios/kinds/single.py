"""One wish, one call."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.scenarios.kinds.base import Drawn, Outline
from toolmind.scenarios.wanted import wanted
from toolmind.scenarios.windows import window


@dataclass(frozen=True)
class Single:
    """One wish, one call."""

    name: ClassVar[str] = "single"

    def plan(self, drawn: Drawn, rng: Random) -> Outline | None:
        """Take one tool of the chain."""
        chain = window(drawn, 1, 1, rng)
        if chain is None:
            return None
        return Outline(kind=self.name, chain=chain, wanted=wanted(chain, drawn, rng))
