"""A sample: one training example."""

from __future__ import annotations

from toolmind.records.base import Record
from toolmind.records.message import Message


class Sample(Record, frozen=True):
    """One training example: a context and the assistant turn to learn (paper §3.3).

    `messages` ends with the anchor; everything before it is context with no loss.
    """

    id: str
    trajectory: str
    messages: tuple[Message, ...]

    @property
    def anchor(self) -> Message:
        """The assistant message that carries the loss."""
        return self.messages[-1]
