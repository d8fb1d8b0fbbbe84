"""The last thing wanted cannot be done: its tool is not there, or only later."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.records import Chain
from toolmind.scenarios.kinds.base import Drawn, Outline
from toolmind.scenarios.kinds.window_kind import WindowKind
from toolmind.scenarios.wanted import wanted

_AT_FIRST = (
    "No tool is there for the last step. The assistant does the others, then says that it cannot"
    " do this one; to use another tool in its place is wrong."
)
_LATER = (
    " Then the tool is added with a message of the user (its `adds_tools`), and the assistant does"
    " this step, too."
)


@dataclass(frozen=True)
class MissingTool(WindowKind):
    """The last thing wanted cannot be done: its tool is not there, or is there only later."""

    name: ClassVar[str] = "missing_tool"
    min_calls: int = 2
    """With the one that cannot be made (ours)."""
    supplied: float = 0.5
    """Share of the dialogues in which the tool comes with a later message of the user (ours)."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.min_calls < 2:
            raise ValueError(
                f"min_calls {self.min_calls}: without the last call there is none left"
            )

        if not 0 <= self.supplied <= 1:
            raise ValueError(f"supplied {self.supplied} is a share from 0 to 1")

    def outline(self, chain: Chain, drawn: Drawn, rng: Random) -> Outline | None:
        """Hide the last tool, for good or at first."""
        if chain.tools.count(chain.tools[-1]) > 1:
            return None
        named = wanted(chain, drawn, rng)
        later = rng.random() < self.supplied
        return Outline(
            kind=self.name,
            chain=chain,
            wanted=named,
            hidden=() if later else chain.tools[-1:],
            later=chain.tools[-1:] if later else (),
            demand=_AT_FIRST + (_LATER if later else ""),
        )
