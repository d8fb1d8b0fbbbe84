"""All wishes in one message; later calls use earlier results."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.records import Chain
from toolmind.scenarios.kinds.base import Drawn, Outline
from toolmind.scenarios.kinds.window_kind import WindowKind
from toolmind.scenarios.wanted import wanted


@dataclass(frozen=True)
class MultiStep(WindowKind):
    """All wishes in one message; later calls use earlier results."""

    name: ClassVar[str] = "multi_step"
    min_calls: int = 2
    """Ours."""
    max_calls: int = 9
    """Ours."""

    def outline(self, chain: Chain, drawn: Drawn, rng: Random) -> Outline | None:
        """Ask for all of it at once."""
        return Outline(kind=self.name, chain=chain, wanted=wanted(chain, drawn, rng))
