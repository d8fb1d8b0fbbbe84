"""The base of the kinds in which the user first says something else than what they want."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.records import Chain
from toolmind.scenarios.kinds.base import Drawn, Outline
from toolmind.scenarios.kinds.window_kind import WindowKind
from toolmind.scenarios.parts import changeable, undoing
from toolmind.scenarios.wanted import wanted


@dataclass(frozen=True)
class Revision(WindowKind):
    """The user first says something else than what they want; `demand` tells how that comes."""

    demand: ClassVar[str]

    def outline(self, chain: Chain, drawn: Drawn, rng: Random) -> Outline | None:
        """Say what is told otherwise at first; None where nothing can be wanted otherwise."""
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
            demand=self.demand,
        )
