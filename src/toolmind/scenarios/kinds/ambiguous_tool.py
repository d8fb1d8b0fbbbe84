"""Two tools shown are alike; the user's words, or a question back, tell which."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.records import Chain
from toolmind.scenarios.kinds.base import Drawn, Outline
from toolmind.scenarios.kinds.window_kind import WindowKind
from toolmind.scenarios.wanted import wanted


@dataclass(frozen=True)
class AmbiguousTool(WindowKind):
    """Two tools shown are alike; the user's words, or a question back, tell which is meant."""

    name: ClassVar[str] = "ambiguous_tool"
    max_calls: int = 4
    """Ours."""
    asked_back: float = 0.5
    """How often the user's first words would fit both, so that asking is required (ours)."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.asked_back <= 1:
            raise ValueError(f"asked_back {self.asked_back} is no share from 0 to 1")

    def outline(self, chain: Chain, drawn: Drawn, rng: Random) -> Outline | None:
        """Show a tool of the part and one that is like it."""
        twins = {
            step: others[0]
            for step, tool in enumerate(chain.tools)
            if (others := [one for one in drawn.alike(tool) if one not in chain.tools])
        }
        if not twins:
            return None
        step = rng.choice(list(twins))
        names = drawn.tools[chain.tools[step]].name, drawn.tools[twins[step]].name
        vague = rng.random() < self.asked_back
        return Outline(
            kind=self.name,
            chain=chain,
            wanted=wanted(chain, drawn, rng),
            vague=(step,) if vague else (),
            beside=(twins[step],),
            demand=_demand(*names, vague=vague),
        )


def _demand(right: str, other: str, vague: bool) -> str:
    if vague:
        return (
            f"What the user first asks for could be done with {right} or with {other}. Asking which"
            f" is meant is required; it is {right}."
        )
    return f"{right} and {other} are alike: what the user says tells that {right} is meant."
