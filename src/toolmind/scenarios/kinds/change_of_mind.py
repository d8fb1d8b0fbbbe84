"""The user wants it otherwise, after having asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from toolmind.scenarios.kinds.revision import Revision


@dataclass(frozen=True)
class ChangeOfMind(Revision):
    """The user wants it otherwise, after having asked for it."""

    name: ClassVar[str] = "change_of_mind"
    demand: ClassVar[str] = (
        "The user asks for one thing and then changes their mind. What was wanted last is to be"
        " done; what was done for the first wish is undone where that can be, and not passed off as"
        " what is wanted."
    )
