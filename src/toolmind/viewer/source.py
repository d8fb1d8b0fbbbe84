"""What items come from, to the rest of the viewer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from toolmind.graph.graph import ToolGraph
from toolmind.records import Tool
from toolmind.records.label import Label
from toolmind.viewer.item import Item


class Source(Protocol):
    """Items; more may come later. One thread asks for what is new, others for what was given."""

    name: str

    def new(self) -> Iterator[Item]:
        """Yield the items that were not yielded before, and those that changed since.

        Not from within an event loop.
        """

    def item(self, index: int) -> Item:
        """Return an item.

        Raises:
            KeyError: there is none of that index.
        """

    def tools(self) -> Mapping[str, Tool]:
        """Return the tools by id."""

    def graph(self) -> ToolGraph | None:
        """Return the graph of the tools, where there is one.

        Raises:
            DataError: its file is damaged, or of another version.
        """

    def facts(self) -> Mapping[str, object]:
        """Return what is known of all besides the items: what a run cost, how fast it was."""

    def labels(self) -> list[Label]:
        """Return the labels made by hand.

        Raises:
            DataError: a line of their file is none.
        """

    def append(self, label: Label) -> None:
        """Write a label.

        Raises:
            RunError: it cannot be written.
        """

    def close(self) -> None:
        """Close the files."""
