"""Several votes of one judge: what is asked in another order and under other labels cancels out.

A model leans to what it is asked first, and to one of the labels that it may give. So of several
votes every other one is asked for the parts in the reverse order, and with 0 for what is right.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from toolmind.errors import ItemError
from toolmind.prompts import Prompt
from toolmind.records import JSON, Schema

T = TypeVar("T")

LABELS = "labels"
"""The placeholder of a judge's prompt that says which label means what."""


class Ballot(NamedTuple):
    """How one vote is asked for: the how-manieth, and whether it is the other way round."""

    number: int
    turned: bool = False
    swapped: bool = False

    def ordered(self, parts: Sequence[T]) -> list[T]:
        """Return parts in the order in which this vote is asked for them."""
        return list(reversed(parts)) if self.turned else list(parts)

    @property
    def right(self) -> int:
        """The label of what is right."""
        return 0 if self.swapped else 1

    @property
    def labels(self) -> dict[str, JSON]:
        """What each label means, as a prompt tells it."""
        told = {"right, met": self.right, "wrong, not met": 1 - self.right}
        return dict(self.ordered(list(told.items())))

    @property
    def label(self) -> Schema:
        """The schema of a label."""
        return {"type": "integer", "enum": self.ordered([0, 1])}


PLAIN = Ballot(0)
"""The one vote of a judge that has no more: as the prompts are written."""


def ballots(votes: int, prompt: Prompt) -> Iterator[Ballot]:
    """Yield how each vote is asked for; labels change places where the prompt says which is which.

    Where there is one vote it is asked for as the prompts are written.
    """
    for number in range(votes):
        turned = number % 2 == 1
        yield Ballot(number, turned, turned and LABELS in prompt.placeholders)


async def collect(
    made: Sequence[Ballot], vote: Callable[[Ballot], Awaitable[T]]
) -> tuple[list[T], ItemError | None]:
    """Return the votes that could be had; and the first error, where too many could not.

    More than half of them must be there: what is left would not be the judge's verdict.

    Raises:
        ToolMindError: what ends a run.
    """
    had: list[T] = []
    errors: list[ItemError] = []
    for ballot in made:
        try:
            had.append(await vote(ballot))
        except ItemError as error:
            errors.append(error)
    return had, errors[0] if errors and 2 * len(had) <= len(made) else None


def told(against: int, of: int, explanation: str) -> str:
    """Return an explanation with how many votes it stands for, where there are several."""
    return explanation if of == 1 else f"{against} of {of} votes: {explanation}"
