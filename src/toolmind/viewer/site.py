"""What the page asks for, by path: the same answers over HTTP and in a static bundle."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from toolmind.errors import DataError
from toolmind.records import Decision
from toolmind.records.label import Label
from toolmind.runs.labels import agreements, precision_and_recall
from toolmind.viewer.graph import GraphView
from toolmind.viewer.item import Row, detail, row_of
from toolmind.viewer.repairs import repairs_of
from toolmind.viewer.rows import Query, Rows
from toolmind.viewer.source import Source
from toolmind.viewer.texts import Texts

PAGE = 50
"""Rows of a page (ours)."""
_MOST = 200
_ENOUGH = 50
"""Labels from which on precision and recall are told (ours)."""
_SPAN = 10.0
"""Seconds over which speed is measured (ours)."""
_FIRST, _BATCH, _SECONDS = 100, 5000, 2.0
"""Rows are shown in batches: the first is small, and none is waited for longer (ours)."""

_QUEUES = {
    "disagreement": "disputed DESC, masked > 0 DESC, state = 'kept', \"index\"",
    "uncertainty": 'abs(probability - 0.5) NULLS LAST, disputed DESC, masked > 0 DESC, "index"',
}
"""In which order items are drawn to be labelled."""


class Site:
    """The answers to a page, from a source that is read in the background."""

    def __init__(
        self, source: Source, templates: Sequence[str] = (), changes: Path | None = None
    ) -> None:
        """Begin; nothing is read yet.

        `templates` are chat templates to choose from, `changes` what an import repaired of tools.
        """
        self._changes = changes
        self._source = source
        self.templates = tuple(templates)
        self._rows = Rows()
        self._texts = Texts()
        self._lock = threading.Lock()
        self._speed = 0.0
        self._since: tuple[float, int] | None = None
        self.done = False

    def read(self) -> None:
        """Read what is new of the source. Called from one thread at a time."""
        batch: list[Row] = []
        began = told = time.monotonic()
        count = 0
        for item in self._source.new():
            self._texts.add(item)
            batch.append(row_of(item))
            count += 1
            now = time.monotonic()
            if len(batch) >= (_BATCH if len(self._rows) else _FIRST) or now - told > _SECONDS:
                self._rows.add(batch)
                batch, told = [], now
        self._rows.add(batch)
        if self.done:  # what comes now is made now
            self._measure(count, began)
        self.done = True

    def _measure(self, count: int, now: float) -> None:
        """Note how fast items come, over some seconds."""
        since, made = self._since or (now, 0)
        made += count
        if now - since >= _SPAN:
            self._speed = made / (now - since)
            since, made = now, 0
        self._since = (since, made)

    def overview(self) -> dict[str, Any]:
        """Return the counts of all items."""
        rows, kept = self._rows, "state = 'kept'"
        tools = self._source.tools()
        called = rows.counts("tools", kept)
        names = {name for name, _ in called}
        return {
            "name": self._source.name,
            "done": self.done,
            **rows.totals(),
            "states": dict(rows.counts("state")),
            "runs": [pair for pair in rows.counts("run") if pair[0]],
            "reasons": rows.counts("reasons"),
            "verdicts": rows.counts("verdicts"),
            "calls": sorted(rows.counts("calls", kept)),
            "lengths": sorted(rows.counts("turns", kept)),
            "languages": [pair for pair in rows.counts("language") if pair[0]],
            "tools": len(tools),
            "called": called[:_MOST],
            "called_tools": len(called),
            "never": sorted({tool.name for tool in tools.values()} - names),
            "facts": self._source.facts(),
            "speed": self._speed,
            "graph": self.graph(),
        }

    def state(self) -> dict[str, Any]:
        """Return how far reading is: what a page asks for every few seconds."""
        return {"name": self._source.name, "done": self.done, "items": len(self._rows)}

    def rows(self, query: Query) -> dict[str, Any]:
        """Return a page of the rows that a query leaves, and how many there are."""
        start = max(0, _number(query.get("start", ""), 0))
        count = min(_MOST, max(1, _number(query.get("count", ""), PAGE)))
        among = self._texts.search(query["text"]) if query.get("text") else None
        total, found = self._rows.page(query, start, count, among)
        return {"total": total, "start": start, "done": self.done, "rows": found}

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
        whole["before"], whole["after"] = self._rows.around(index)
        return whole

    def tools(self, query: Query) -> dict[str, Any]:
        """Return the tools that a query leaves, with how often kept items call them."""
        wanted = query.get("text", "").lower()
        used = dict(self._rows.counts("tools", "state = 'kept'"))
        found = [
            {
                "id": tool.id,
                "name": tool.name,
                "domain": tool.domain,
                "description": tool.description[:300],
                "used": used.get(tool.name, 0),
            }
            for tool in self._source.tools().values()
            if wanted in f"{tool.id} {tool.name} {tool.domain} {tool.description}".lower()
        ]
        found.sort(key=lambda one: (-int(str(one["used"])), str(one["name"])))
        start = max(0, _number(query.get("start", ""), 0))
        return {"total": len(found), "start": start, "tools": found[start : start + PAGE]}

    def tool(self, identity: str) -> dict[str, Any]:
        """Return a tool, and what was repaired of it.

        Raises:
            KeyError: there is none of that id.
            DataError: the file of repairs cannot be read.
        """
        tool = self._source.tools()[identity]
        ids = {tool.id, *tool.aliases}
        repairs = repairs_of(self._changes, ids) if self._changes else []
        return {"tool": msgspec.to_builtins(tool), "repairs": repairs}

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
        return self._graph().around(identity, self._rows.walked(identity))

    def edge(self, src: str, dst: str) -> dict[str, Any]:
        """Return the links from one tool to another, with their evidence.

        Raises:
            KeyError: there is no graph, or no such tool.
            DataError: the graph cannot be read.
        """
        chains = self._rows.walked(src).get((src, dst), 0)
        return {**self._graph().edge(src, dst), "chains": chains}

    def walk(self, index: int) -> dict[str, Any]:
        """Return the chain of an item as it was walked.

        Raises:
            KeyError: there is no such item.
        """
        from toolmind.viewer.walk import walk_of  # here: the first page need not wait for it

        item = self._source.item(index)
        return {"row": msgspec.to_builtins(row_of(item)), **walk_of(item)}

    def tokens(self, index: int, template: str) -> dict[str, Any]:
        """Return what is under loss when one of the templates renders an item.

        Raises:
            KeyError: there is no such item, or the template is none of those to choose from.
            UserError: the template cannot be read.
        """
        from toolmind.viewer.tokens import tokens_under_loss  # here: as above

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
        index = self._rows.index_of([label.item]).get(label.item)
        if index is None or label.message not in self._turns(index):
            raise KeyError(f"{label.item} {label.message}")
        with self._lock:
            self._source.append(label)

    def _turns(self, index: int) -> dict[str, bool]:
        """Return by message id of each assistant turn of an item whether it is masked."""
        item = self._source.item(index)
        masked = (item.decision or Decision(keep=False)).masked
        messages = item.trajectory.messages if item.trajectory else ()
        return {one.id: one.id in masked for one in messages if one.role == "assistant"}

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
            precision, recall = precision_and_recall(labels, self._masked(labels))
            told["precision"] = msgspec.to_builtins(precision)
            told["recall"] = msgspec.to_builtins(recall)
        return told

    def _masked(self, labels: Sequence[Label]) -> dict[tuple[str, str], bool]:
        found = self._rows.index_of({label.item for label in labels})
        return {
            (item, turn): masked
            for item, index in found.items()
            for turn, masked in self._turns(index).items()
        }

    def queue(self, query: Query) -> dict[str, Any]:
        """Return the items to label next, of those that the `labeller` has not seen.

        By `disagreement` come those first that judges do not agree on, then those with masked
        turns; by `uncertainty` those whose probability to be wrong is next to one half.
        """
        labeller = query.get("labeller", "")
        done = {one.item for one in self._labels() if one.labeller == labeller}
        order = _QUEUES.get(query.get("by", ""), _QUEUES["disagreement"])
        left, rows = self._rows.queue(done, order, PAGE)
        return {"left": left, "rows": rows}

    def close(self) -> None:
        """Close the source."""
        self._rows.close()
        self._texts.close()
        self._source.close()

    def _labels(self) -> list[Label]:
        return self._source.labels()


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() else otherwise
