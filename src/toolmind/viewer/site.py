"""What the page asks for, by path: the same answers over HTTP and in a static bundle."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from toolmind.errors import DataError
from toolmind.records.label import Label
from toolmind.runs.labels import agreements, append_label, precision_and_recall, read_labels
from toolmind.viewer.graph import GraphView, pairs_of
from toolmind.viewer.item import Item, Row, detail, row_of
from toolmind.viewer.sources import Source
from toolmind.viewer.texts import Texts
from toolmind.viewer.tokens import tokens_under_loss
from toolmind.viewer.walk import walk_of

PAGE = 50
"""Rows of a page (ours)."""
_MOST = 200
_ENOUGH = 50
"""Labels from which on precision and recall are told (ours)."""

Query = Mapping[str, str]


class Site:
    """The answers to a page, from a source that is read in the background."""

    def __init__(self, source: Source, templates: Sequence[str] = ()) -> None:
        """Begin; nothing is read yet. `templates` are chat templates to choose from."""
        self._source = source
        self.templates = tuple(templates)
        self._rows: dict[int, Row] = {}
        self._turns: dict[tuple[str, str], bool] = {}
        """By trajectory and message id, whether an assistant turn is masked."""
        self._walked: Counter[tuple[str, str]] = Counter()
        """How many chains step from one tool to another."""
        self._texts = Texts()
        self._lock = threading.Lock()
        self.done = False

    def read(self) -> None:
        """Read what is new of the source. Called from one thread at a time."""
        for item in self._source.new():
            self._add(item)
        self.done = True

    def _add(self, item: Item) -> None:
        decision = item.decision
        messages = item.trajectory.messages if item.trajectory else ()
        for message in messages:
            if message.role == "assistant":
                masked = bool(decision and message.id in decision.masked)
                self._turns[item.id, message.id] = masked
        if item.scenario and item.index not in self._rows:
            self._walked.update(pairs_of(item.scenario.chain))
        self._texts.add(item)
        self._rows[item.index] = row_of(item)

    def overview(self) -> dict[str, Any]:
        """Return the counts of all items."""
        rows = list(self._rows.values())
        kept = [row for row in rows if row.state == "kept"]
        tools = self._source.tools()
        called = Counter(name for row in kept for name in row.tools)
        return {
            "name": self._source.name,
            "done": self.done,
            "items": len(rows),
            "states": Counter(row.state for row in rows),
            "turns": sum(row.turns for row in kept),
            "masked": sum(row.masked for row in kept),
            "reasons": Counter(reason for row in rows for reason in row.reasons).most_common(),
            "kinds": _by_kind(rows),
            "calls": sorted(Counter(row.calls for row in kept).items()),
            "lengths": sorted(Counter(row.turns for row in kept).items()),
            "languages": Counter(row.language for row in rows if row.language).most_common(),
            "tools": len(tools),
            "called": called.most_common(),
            "never": sorted({tool.name for tool in tools.values()} - set(called)),
            "disputed": sum(row.disputed for row in rows),
        }

    def rows(self, query: Query) -> dict[str, Any]:
        """Return a page of the rows that a query leaves, and how many there are."""
        found = [row for row in list(self._rows.values()) if _fits(row, query)]
        if text := query.get("text", ""):
            with self._texts.search(text) as holds:
                found = [row for row in found if holds(row.index)]
        start = max(0, _number(query.get("start", ""), 0))
        count = min(_MOST, max(1, _number(query.get("count", ""), PAGE)))
        return {
            "total": len(found),
            "start": start,
            "done": self.done,
            "rows": msgspec.to_builtins(found[start : start + count]),
            "indexes": [row.index for row in found] if query.get("indexes") else [],
        }

    def item(self, index: int) -> dict[str, Any]:
        """Return an item, with its labels.

        Raises:
            KeyError: there is none.
        """
        item = self._source.item(index)
        whole = detail(item)
        whole["templates"] = self.templates
        whole["labels"] = [
            msgspec.to_builtins(one) for one in self._labels() if one.item == item.id
        ]
        order = sorted(self._rows)
        at = order.index(index) if index in self._rows else -1
        whole["before"] = order[at - 1] if at > 0 else None
        whole["after"] = order[at + 1] if 0 <= at < len(order) - 1 else None
        return whole

    def tools(self, query: Query) -> dict[str, Any]:
        """Return the tools that a query leaves, with how often kept items call them."""
        wanted = query.get("text", "").lower()
        used = Counter(
            name for row in self._rows.values() if row.state == "kept" for name in row.tools
        )
        found = [
            {
                "id": tool.id,
                "name": tool.name,
                "domain": tool.domain,
                "description": tool.description[:300],
                "used": used[tool.name],
            }
            for tool in self._source.tools().values()
            if wanted in f"{tool.id} {tool.name} {tool.domain} {tool.description}".lower()
        ]
        found.sort(key=lambda one: (-int(str(one["used"])), str(one["name"])))
        start = max(0, _number(query.get("start", ""), 0))
        return {"total": len(found), "start": start, "tools": found[start : start + PAGE]}

    def tool(self, identity: str) -> dict[str, Any]:
        """Return a tool.

        Raises:
            KeyError: there is none of that id.
        """
        return {"tool": msgspec.to_builtins(self._source.tools()[identity])}

    def graph(self) -> dict[str, Any]:
        """Return the graph of the tools in numbers; of data without one, nothing.

        Of one that cannot be read (damaged, or of another version) the `problem` is told.
        """
        try:
            found = self._source.graph()
        except DataError as error:
            return {"problem": str(error)}
        return {} if found is None else GraphView(found).summary()

    def neighbours(self, identity: str) -> dict[str, Any]:
        """Return what feeds a tool and what it feeds, by the graph.

        Raises:
            KeyError: there is no graph, or no such tool.
            DataError: the graph cannot be read.
        """
        return self._graph().around(identity, self._walked)

    def edge(self, src: str, dst: str) -> dict[str, Any]:
        """Return the links from one tool to another, with their evidence.

        Raises:
            KeyError: there is no graph, or no such tool.
            DataError: the graph cannot be read.
        """
        return {**self._graph().edge(src, dst), "chains": self._walked.get((src, dst), 0)}

    def walk(self, index: int) -> dict[str, Any]:
        """Return the chain of an item as it was walked.

        Raises:
            KeyError: there is no such item.
        """
        item = self._source.item(index)
        return {"row": msgspec.to_builtins(row_of(item)), **walk_of(item)}

    def tokens(self, index: int, template: str) -> dict[str, Any]:
        """Return what is under loss when one of the templates renders an item.

        Raises:
            KeyError: there is no such item, or the template is none of those to choose from.
            UserError: the template cannot be read.
        """
        if template not in self.templates:
            raise KeyError(template)
        return tokens_under_loss(self._source.item(index), template)

    def _graph(self) -> GraphView:
        if (found := self._source.graph()) is None:
            raise KeyError("graph")
        return GraphView(found)

    def label(self, label: Label) -> None:
        """Append a label.

        Raises:
            KeyError: there is no such turn.
            RunError: it cannot be written.
        """
        if (label.item, label.message) not in self._turns:
            raise KeyError(f"{label.item} {label.message}")
        with self._lock:
            append_label(self._source.labels, label)

    def labelled(self) -> dict[str, Any]:
        """Return what the labels say: how many, who agrees, and how right the masks are."""
        labels = self._labels()
        told: dict[str, Any] = {
            "labels": len(labels),
            "enough": _ENOUGH,
            "counts": Counter(one.label for one in labels),
            "labellers": Counter(one.labeller for one in labels),
            "agreements": msgspec.to_builtins(agreements(labels)),
        }
        if len(labels) >= _ENOUGH:
            precision, recall = precision_and_recall(labels, self._turns)
            told["precision"] = msgspec.to_builtins(precision)
            told["recall"] = msgspec.to_builtins(recall)
        return told

    def queue(self, labeller: str) -> dict[str, Any]:
        """Return the items to label next: disputed ones first, then masked, then the others."""
        done = {one.item for one in self._labels() if one.labeller == labeller}
        rows = [row for row in self._rows.values() if row.turns and row.id not in done]
        rows.sort(key=lambda row: (not row.disputed, not row.masked, row.state == "kept"))
        return {"left": len(rows), "indexes": [row.index for row in rows[:_MOST]]}

    def close(self) -> None:
        """Close the source."""
        self._texts.close()
        self._source.close()

    def _labels(self) -> list[Label]:
        return read_labels(self._source.labels)


def _by_kind(rows: Sequence[Row]) -> list[tuple[str, int, int]]:
    """Return the kinds with how many items there are, and how many of them are kept."""
    made = Counter(row.kind for row in rows)
    kept = Counter(row.kind for row in rows if row.state == "kept")
    return [(kind, count, kept[kind]) for kind, count in made.most_common()]


_TESTS: dict[str, Callable[[Row, str], bool]] = {
    "state": lambda row, value: row.state == value,
    "kind": lambda row, value: row.kind == value,
    "tool": lambda row, value: value in row.tools,
    "reason": lambda row, value: any(value in reason for reason in row.reasons),
    "language": lambda row, value: row.language == value,
    "masked": lambda row, value: bool(row.masked) == (value == "yes"),
    "disputed": lambda row, value: row.disputed == (value == "yes"),
    "calls": lambda row, value: row.calls >= _number(value, 0),
    "id": lambda row, value: value.lower() in row.id.lower(),
}
"""What can be filtered by; all that are given must hold."""


def _fits(row: Row, query: Query) -> bool:
    return all(test(row, query[name]) for name, test in _TESTS.items() if query.get(name))


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() else otherwise
