"""Results apart by what they are of: kinds of turns, tools, domains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar


class Sliced(Protocol):
    """A result of which it is known to what slices it belongs."""

    @property
    def slices(self) -> tuple[str, ...]:
        """The names of the slices."""


S = TypeVar("S", bound=Sliced)
M = TypeVar("M")


def by_slice(results: Sequence[S], measure: Callable[[Sequence[S]], M]) -> dict[str, M]:
    """Measure each slice, in the order of their names; one that holds everything tells nothing."""
    parts: dict[str, list[S]] = defaultdict(list)
    for one in results:
        for name in one.slices:
            parts[name].append(one)
    return {name: measure(part) for name, part in sorted(parts.items()) if len(part) < len(results)}
