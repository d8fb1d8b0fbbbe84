"""A result is empty, or only a part of what was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.records import Chain, Failure, FailureKind, Tool
from toolmind.scenarios.kinds.base import Drawn, Outline
from toolmind.scenarios.kinds.window_kind import WindowKind
from toolmind.scenarios.parts import sinks
from toolmind.scenarios.wanted import wanted
from toolmind.schema import leaves
from toolmind.tools.effects import tool_effect


@dataclass(frozen=True)
class PartialResult(WindowKind):
    """A result is empty, or only a part of what was asked for."""

    name: ClassVar[str] = "partial_result"
    max_calls: int = 4
    """Ours."""

    def outline(self, chain: Chain, drawn: Drawn, rng: Random) -> Outline | None:
        """Cut short a list from which no other call takes anything."""
        lists = [step for step in sinks(chain) if _lists(drawn.tools[chain.tools[step]])]
        if not lists:
            return None
        step = rng.choice(lists)
        kind: FailureKind = rng.choice(("empty", "partial"))
        return Outline(
            kind=self.name,
            chain=chain,
            wanted=wanted(chain, drawn, rng),
            failures={step: Failure(kind=kind, times=0)},
            demand=f"Step {step + 1} gives {_SAID[kind]}. The assistant says so, and does not make"
            " up what is not there.",
        )


_SAID = {"empty": "an empty result", "partial": "a part only of what was asked for"}


def _lists(tool: Tool) -> bool:
    """Tell whether a tool gives a list of things, of which there can be fewer."""
    several = any("[]" in leaf.path for leaf in leaves(tool.returns or {}))
    return several and tool_effect(tool).reads
