"""One tool called several times at once, each time with other values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.records import Chain, Schema, Tool
from toolmind.scenarios.kinds.base import Drawn, Outline, check_range
from toolmind.scenarios.wanted import wanted
from toolmind.schema import types_of
from toolmind.schema.slots import slots


@dataclass(frozen=True)
class Parallel:
    """One tool called several times at once, each time with other values."""

    name: ClassVar[str] = "parallel"
    min_calls: int = 2
    """Two at least (ours)."""
    max_calls: int = 4
    """Ours."""

    def __post_init__(self) -> None:
        check_range(self.min_calls, self.max_calls)
        if self.min_calls < 2:
            raise ValueError(f"min_calls {self.min_calls}: one call alone is not parallel")

    def plan(self, drawn: Drawn, rng: Random) -> Outline | None:
        """Take one tool of the chain that can be called in two ways; as often as asked for."""
        ways = [_ways(drawn.tools[tool]) for tool in drawn.chain.tools]
        fitting = [place for place, possible in enumerate(ways) if possible >= self.min_calls]
        if not fitting:
            return None
        position = rng.choice(fitting)
        times = int(min(rng.randint(self.min_calls, self.max_calls), ways[position]))
        tool = drawn.chain.tools[position]
        chain = Chain(id=f"{drawn.chain.id}[{position}]x{times}", tools=(tool,) * times)
        return Outline(
            kind=self.name,
            chain=chain,
            wanted=wanted(chain, drawn, rng),
            manner="at the same time",
            parallel=True,
        )


def _ways(tool: Tool) -> float:
    """Return in how many ways the required facts of a call can be stated, or infinity."""
    required = [slot.schema for slot in slots(tool.parameters).values() if slot.required]
    return math.prod(_values_of(schema) for schema in required)


def _values_of(schema: Schema) -> float:
    if "const" in schema:
        return 1
    if "enum" in schema:
        return len(schema["enum"])
    return 2 if types_of(schema) == ("boolean",) else math.inf
