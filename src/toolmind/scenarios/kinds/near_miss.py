"""A wish that no tool shown can serve, though some are much like the one it needs."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.scenarios.kinds.base import Drawn, Outline
from toolmind.scenarios.shown import serves
from toolmind.scenarios.wanted import wanted
from toolmind.scenarios.windows import window


@dataclass(frozen=True)
class NearMiss:
    """A wish that no tool shown can serve, though some are much like the one it needs."""

    name: ClassVar[str] = "near_miss"

    def plan(self, drawn: Drawn, rng: Random) -> Outline | None:
        """Take one tool of the chain that others are like, and show these in its place."""
        chain = window(drawn, 1, 1, rng)
        if chain is None:
            return None
        needed = drawn.tools[chain.tools[0]]
        alike = drawn.alike(needed.id)
        like = [other for other in alike if not serves(drawn.tools[other], needed)]
        if not like:
            return None
        return Outline(
            kind=self.name,
            chain=chain,
            wanted=wanted(chain, drawn, rng),
            hidden=chain.tools,
            beside=tuple(like[:2]),
            near=True,
            demand="The tools shown are like the one that is needed, but none does what the user"
            " wants. To say so without calling any is required.",
        )
