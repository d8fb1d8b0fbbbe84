"""What the user wants needs no tool, though tools are there."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.records import Chain
from toolmind.scenarios.kinds.base import Drawn, Outline
from toolmind.text.identifiers import label

_SUBJECTS = (
    "a question of general knowledge about {about}, which any well-read person can answer and of"
    " which the answer does not change from day to day",
    "an explanation of a term or a way of doing things that has to do with {about}",
    "advice on {about}, as one would ask it of a colleague who knows about such things",
    "help with wording something short that has to do with {about}",
    "small talk that touches {about} in passing, and no more",
    "to know what the assistant could do for them, without wanting any of it done now",
)
"""What a user may want without any tool, by the domain of the tools shown (ours)."""


@dataclass(frozen=True)
class NoToolNeeded:
    """What the user wants needs no tool, though tools are there."""

    name: ClassVar[str] = "no_tool_needed"

    def plan(self, drawn: Drawn, rng: Random) -> Outline | None:
        """Show tools of the chain, and have the user want something else of the same domain."""
        shown = drawn.chain.tools[:3]
        domain = drawn.tools[shown[0]].domain.rpartition("/")[2] or drawn.tools[shown[0]].name
        subject = rng.choice(_SUBJECTS).format(about=label(domain))
        return Outline(
            kind=self.name,
            chain=Chain(id=f"{drawn.chain.id}[]", tools=()),
            wanted=(),
            beside=shown,
            demand=f"The user wants {subject}. The assistant answers by itself: no call is to be"
            " made.",
        )
