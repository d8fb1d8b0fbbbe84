"""A trajectory: what was said and done in one scenario, and its root-to-leaf paths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from toolmind.records.base import JSON, Record
from toolmind.records.html import dialogue_html
from toolmind.records.message import Message


class Trajectory(Record, frozen=True):
    """A played scenario.

    `ended` is how it came to its end: the user said stop, or a limit was reached. `models` names
    the model that played each role; a run of the embedded model says so. `final_state` is that of
    the environment, where it has one, and `outcome` what the scenario's checker says of it; without
    one it is a success where the state is known to be that to which the planned calls lead.

    Messages stand in the order in which they were said. Mostly each follows the one before it;
    where one names its `parent`, the dialogue branches (a context that was compacted, an attempt
    that was given up, a sub-agent), and what a model saw is a root-to-leaf path.
    """

    id: str
    index: int
    scenario: str
    messages: tuple[Message, ...]
    ended: Literal["stop", "max_turns", "max_calls"]
    models: dict[str, str] = {}
    final_state: dict[str, JSON] = {}
    outcome: Literal["", "success", "failure"] = ""

    def paths(self) -> Iterator[tuple[Message, ...]]:
        """Yield the paths from the root to each leaf, in the order of the leaves.

        Raises:
            ValueError: a message names a parent that does not stand before it.
        """
        if not any(message.parent for message in self.messages):
            yield self.messages
            return
        before = self._before()
        inner = set(before)
        for leaf in range(len(self.messages)):
            if leaf not in inner:
                yield tuple(self.messages[at] for at in _up(leaf, before))

    def _repr_html_(self) -> str:
        """Return the dialogue as a notebook shows it."""
        return dialogue_html(f"{self.id}: ended by {self.ended}", self.messages)

    def _before(self) -> list[int]:
        """Return for each message the position of the one that it follows, -1 for the first."""
        places: dict[str, int] = {}
        before: list[int] = []
        for position, message in enumerate(self.messages):
            if message.parent and message.parent not in places:
                raise ValueError(
                    f"{self.id}: message {message.id!r} names the parent {message.parent!r},"
                    " which does not stand before it"
                )
            before.append(places[message.parent] if message.parent else position - 1)
            places[message.id] = position
        return before


def _up(position: int, before: list[int]) -> list[int]:
    """Return the positions from the root down to `position`."""
    path = []
    while position >= 0:
        path.append(position)
        position = before[position]
    return path[::-1]
