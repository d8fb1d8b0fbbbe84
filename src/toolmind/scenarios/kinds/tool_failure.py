"""A call fails a few times before it succeeds."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.records import Chain, Failure
from toolmind.scenarios.kinds.base import Drawn, Outline
from toolmind.scenarios.kinds.window_kind import WindowKind
from toolmind.scenarios.wanted import wanted


@dataclass(frozen=True)
class ToolFailure(WindowKind):
    """A call fails a few times before it succeeds."""

    name: ClassVar[str] = "tool_failure"
    min_calls: int = 2
    """Ours."""
    max_calls: int = 8
    """Ours."""
    times: tuple[int, ...] = (1, 1, 2)
    """How often the call fails: one of these, each as likely (ours)."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.times or min(self.times) < 1:
            raise ValueError(f"times {list(self.times)}: give one number or more, each from 1 on")

    def outline(self, chain: Chain, drawn: Drawn, rng: Random) -> Outline | None:
        """Let one of the calls fail."""
        step = rng.randrange(len(chain.tools))
        return Outline(
            kind=self.name,
            chain=chain,
            wanted=wanted(chain, drawn, rng),
            failures={step: Failure(times=rng.choice(self.times))},
            demand=f"Step {step + 1} fails at first in a way that passes: trying again is right.",
        )
