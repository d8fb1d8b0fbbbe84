"""A wish that no tool shown can serve: the right answer is to say so."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.scenarios.kinds.base import Drawn, Outline
from toolmind.scenarios.wanted import wanted
from toolmind.scenarios.windows import window


@dataclass(frozen=True)
class NoTool:
    """A wish that no tool shown can serve: the right answer is to say so."""

    name: ClassVar[str] = "no_tool"

    def plan(self, drawn: Drawn, rng: Random) -> Outline | None:
        """Take one tool of the chain, which the assistant will not see."""
        chain = window(drawn, 1, 1, rng)
        if chain is None:
            return None
        return Outline(
            kind=self.name,
            chain=chain,
            wanted=wanted(chain, drawn, rng),
            hidden=chain.tools,
            demand="No tool fits what the user wants. To say so without calling any is required.",
        )
