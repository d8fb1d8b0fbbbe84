"""A call fails for good: the assistant says so and does not go on trying."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.records import Chain, Failure, FailureKind
from toolmind.scenarios.kinds.base import Drawn, Outline
from toolmind.scenarios.kinds.window_kind import WindowKind
from toolmind.scenarios.parts import sinks
from toolmind.scenarios.wanted import wanted


@dataclass(frozen=True)
class LastingFailure(WindowKind):
    """A call fails for good: the assistant says so and does not go on trying."""

    name: ClassVar[str] = "lasting_failure"
    failures: tuple[FailureKind, ...] = ("permission", "not_found")
    """How the call fails: one of these, each as likely (ours)."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.failures:
            raise ValueError("failures: give one kind of failure or more")

    def outline(self, chain: Chain, drawn: Drawn, rng: Random) -> Outline | None:
        """Let a call fail from which no other takes anything."""
        step = rng.choice(sinks(chain))
        found = any(link.dst == step for link in chain.links)
        # What a call before has just found is there.
        kinds = [kind for kind in self.failures if not (found and kind == "not_found")]
        failure = Failure(kind=rng.choice(kinds or self.failures), times=0)
        return Outline(
            kind=self.name,
            chain=chain,
            wanted=wanted(chain, drawn, rng),
            failures={step: failure},
            demand=f"Step {step + 1} fails for good ({failure.kind}). The assistant says what"
            " failed and why, does not try the same again, and claims nothing that was not done.",
        )
