"""Several runs side by side, so that one can be held against another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from toolmind.errors import UserError
from toolmind.graph.graph import ToolGraph
from toolmind.records import Tool
from toolmind.records.label import Label
from toolmind.viewer.item import Item
from toolmind.viewer.source import Source

_BETWEEN = ":"
"""What stands between the name of a run and the id of an item."""


class Several:
    """Runs as one source: item i of run k has the index ``i * runs + k``, and the run's name.

    So the same item of two runs stands side by side. Tools are those of all; of one id the first
    run's count. The graph is the first run's.
    """

    def __init__(self, sources: Sequence[Source]) -> None:
        """Take the sources; runs of one name are told apart by their place."""
        self._sources = list(sources)
        often = Counter(source.name for source in sources)
        self._names = [
            f"{source.name}{at + 1}" if often[source.name] > 1 else source.name
            for at, source in enumerate(sources)
        ]
        self.name = " and ".join(self._names)

    def new(self) -> Iterator[Item]:
        """Yield what is new in each run."""
        for at, source in enumerate(self._sources):
            for item in source.new():
                yield self._named(at, item)

    def item(self, index: int) -> Item:
        """Return an item of one of the runs."""
        local, at = divmod(index, len(self._sources))
        return self._named(at, self._sources[at].item(local))

    def _named(self, at: int, item: Item) -> Item:
        return replace(
            item,
            index=item.index * len(self._sources) + at,
            id=f"{self._names[at]}{_BETWEEN}{item.id}",
            run=self._names[at],
        )

    def tools(self) -> Mapping[str, Tool]:
        """Return the tools of all runs."""
        found: dict[str, Tool] = {}
        for source in reversed(self._sources):
            found |= source.tools()
        return found

    def graph(self) -> ToolGraph | None:
        """Return the graph of the first run."""
        return self._sources[0].graph()

    def facts(self) -> Mapping[str, object]:
        """Return nothing: what two runs cost together means nothing."""
        return {}

    def labels(self) -> list[Label]:
        """Return the labels of all runs."""
        return [
            replace(label, item=f"{name}{_BETWEEN}{label.item}")
            for name, source in zip(self._names, self._sources, strict=True)
            for label in source.labels()
        ]

    def append(self, label: Label) -> None:
        """Write a label into the folder of its run."""
        for name, source in zip(self._names, self._sources, strict=True):
            if label.item.startswith(name + _BETWEEN):
                source.append(replace(label, item=label.item.removeprefix(name + _BETWEEN)))
                return
        raise UserError(f"no run has an item {label.item!r}")

    def close(self) -> None:
        """Close the runs."""
        for source in self._sources:
            source.close()
