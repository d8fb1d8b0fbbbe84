"""The last thing wanted cannot be done: its tool is not there."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.scenarios.kinds.base import Drawn, Outline, check_range
from toolmind.scenarios.wanted import wanted
from toolmind.scenarios.windows import window


@dataclass(frozen=True)
class MissingTool:
    """The last thing wanted cannot be done: its tool is not there."""

    name: ClassVar[str] = "missing_tool"
    min_calls: int = 2
    """With the one that cannot be made (ours)."""
    max_calls: int = 5
    """Ours."""

    def __post_init__(self) -> None:
        check_range(self.min_calls, self.max_calls)
        if self.min_calls < 2:
            raise ValueError(
                f"min_calls {self.min_calls}: without the last call there is none left"
            )

    def plan(self, drawn: Drawn, rng: Random) -> Outline | None:
        """Take a part of the chain, and hide its last tool."""
        chain = window(drawn, self.min_calls, self.max_calls, rng)
        if chain is None or chain.tools.count(chain.tools[-1]) > 1:
            return None
        return Outline(
            kind=self.name,
            chain=chain,
            wanted=wanted(chain, drawn, rng),
            hidden=chain.tools[-1:],
            demand="No tool is there for the last step. The assistant does the others, then says"
            " that it cannot do this one; to use another tool in its place is wrong.",
        )
