"""The base of the kinds that play one part of the chain drawn."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.records import Chain
from toolmind.scenarios.kinds.base import Drawn, Outline, check_range
from toolmind.scenarios.windows import window


@dataclass(frozen=True)
class WindowKind:
    """Takes a part of the chain, of `min_calls` to `max_calls`; subclasses say what becomes of it.

    Raises:
        ValueError: the two are no range.
    """

    name: ClassVar[str]
    min_calls: int = 1
    """Ours."""
    max_calls: int = 5
    """Ours."""

    def __post_init__(self) -> None:
        check_range(self.min_calls, self.max_calls)

    def plan(self, drawn: Drawn, rng: Random) -> Outline | None:
        """Return what this kind makes of a part of the chain, None where there is no such part."""
        chain = window(drawn, self.min_calls, self.max_calls, rng)
        return None if chain is None else self.outline(chain, drawn, rng)

    def outline(self, chain: Chain, drawn: Drawn, rng: Random) -> Outline | None:
        """Return what is made of a part of the chain, None where it does not allow it."""
        raise NotImplementedError
