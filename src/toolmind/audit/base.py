"""What a fault is to the audit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from toolmind.datasets.dialogue import Dialogue


class Occurrence(NamedTuple):
    """Where in a row a fault is (None: the row as a whole), and in what words."""

    position: int | None
    text: str


class Fault:
    """One kind of fault. `look` sees every row once, in order.

    `finish` has the last word where only the whole data set can tell: it returns why what was
    counted is no fault after all, or an empty text.
    """

    name: ClassVar[str]
    title: ClassVar[str]

    def look(self, row: Dialogue) -> Iterator[Occurrence]:
        """Yield where the row has the fault; only the first one is told as an example."""
        raise NotImplementedError

    def late(self) -> Iterator[tuple[str, str]]:
        """Yield (``file:row``, words) of the rows that only the end of the data shows."""
        return iter(())

    def finish(self) -> str:
        """Return why the rows counted are no fault after all; empty where they are one."""
        return ""
