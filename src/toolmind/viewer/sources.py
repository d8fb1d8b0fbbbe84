"""Where items come from: runs, the folder of a check, or files of data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
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


def open_source(paths: Sequence[Path], calibration: Path | None = None) -> Source:
    """Return the source of run folders, of the folder of a check, or of files of data.

    `calibration` tells how probably each turn of a run is wrong, in place of the run's own.

    Raises:
        UserError: it can be none of these.
    """
    if all((path / "config.json").exists() for path in paths):
        from toolmind.viewer.run_source import RunSource
        from toolmind.viewer.several import Several

        runs = [RunSource(path, calibration) for path in paths]
        return runs[0] if len(runs) == 1 else Several(runs)
    from toolmind.viewer.data_source import CheckedSource, DataSource

    if len(paths) == 1 and (paths[0] / "check.json").exists():
        return CheckedSource(paths[0])
    return DataSource(paths)
