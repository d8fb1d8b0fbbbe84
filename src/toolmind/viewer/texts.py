"""The texts of all items, laid end to end in a temporary file, so that one can search in them."""

from __future__ import annotations

import os
import tempfile
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import numpy as np

from toolmind.viewer.item import Item
from toolmind.viewer.signatures import Signatures

_FEW = 0.1
"""The share of texts up to which each is read by itself (ours): beyond it one pass is faster."""
_AT_ONCE = 8 << 20
"""Bytes of the file that a search holds (ours)."""


class Texts:
    """What items say, in small letters; memory holds a few numbers for each.

    A search reads the texts that may hold what is sought (see `Signatures`), or all of them where
    most may: nothing is parsed. What the last one found is remembered, and of what came since only
    that is looked through. Items are added from one thread; others may search meanwhile.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="toolmind-view-")  # noqa: SIM115  closed below
        self._signatures = Signatures()
        self._starts = array("q", [0])
        """Where each text begins, in the order added, and where the last one ends."""
        self._items = array("q")
        """Whose text each is."""
        self._last: dict[int, int] = {}
        """Of items that were added again, which text counts."""
        self._known = 0
        self._found: tuple[bytes, int, list[int]] = (b"", 0, [])

    def add(self, item: Item) -> None:
        """Add what an item says, or take what it says now instead."""
        text = "\0".join(_parts(item)).lower().encode("utf-8", "surrogatepass") + b"\0"
        self._file.write(text)
        self._signatures.add(text)
        place = len(self._items)
        if item.index < self._known:
            self._last[item.index] = place
        self._known = max(self._known, item.index + 1)
        self._starts.append(self._starts[-1] + len(text))
        self._items.append(item.index)

    def search(self, text: str) -> np.ndarray[Any, Any]:
        """Return the indexes of the items in which a text stands, in letters of any case.

        The items are those that are there when the search begins.
        """
        sought = text.lower().encode("utf-8", "surrogatepass")
        count = len(self._items)
        self._file.flush()
        last, seen, found = self._found
        if last != sought:
            seen, found = 0, []
        found = [*found, *self._places(sought, seen, count)]
        self._found = (sought, count, found)
        items = self._items
        return np.array(
            [items[at] for at in found if self._last.get(items[at], at) == at], dtype=np.int64
        )

    def _places(self, sought: bytes, first: int, count: int) -> Iterator[int]:
        """Yield the numbers of the texts that hold something, of those from `first` to `count`."""
        maybe = self._signatures.candidates(sought, first)
        maybe = maybe[maybe < count]
        if len(maybe) > _FEW * (count - first):
            yield from self._one_by_one(sought, first, count)
            return
        for at in maybe.tolist():
            size = self._starts[at + 1] - self._starts[at]
            if sought in os.pread(self._file.fileno(), size, self._starts[at]):
                yield at

    def _one_by_one(self, sought: bytes, first: int, count: int) -> Iterator[int]:
        """Yield the same by one pass over all of their bytes."""
        at, end = self._starts[first], self._starts[count]
        while at < end:
            held = os.pread(self._file.fileno(), min(_AT_ONCE + len(sought), end - at), at)
            begin = at + _AT_ONCE
            place = held.find(sought)
            while 0 <= place < _AT_ONCE:
                text = bisect_right(self._starts, at + place) - 1
                yield text
                following = self._starts[text + 1]
                begin = max(begin, following)
                place = held.find(sought, following - at) if following < at + len(held) else -1
            at = begin

    def close(self) -> None:
        """Remove the files."""
        self._signatures.close()
        self._file.close()


def _parts(item: Item) -> Iterator[str]:
    yield item.explanation
    if item.scenario:
        yield item.scenario.intent
        yield item.scenario.persona
    for message in item.trajectory.messages if item.trajectory else ():
        yield message.content
        yield message.reasoning
        for call in message.tool_calls:
            yield call.name + call.arguments
