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

_AT_ONCE = 8 << 20
"""Bytes of the file that a search holds (ours)."""


class Texts:
    """What items say, in small letters; memory holds a few numbers for each.

    A search goes once through the bytes of the file as they are: nothing is parsed. What the last
    one found is remembered, and of what came since only that is looked through. Items are added
    from one thread; others may search meanwhile.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="toolmind-view-")  # noqa: SIM115  closed below
        self._starts = array("q")
        """Where each text begins, in the order in which they were added."""
        self._items = array("q")
        """Whose text each is."""
        self._last: dict[int, int] = {}
        """Of items that were added again, which text counts."""
        self._known = 0
        self._end = 0
        self._found: tuple[bytes, int, list[int]] = (b"", 0, [])

    def add(self, item: Item) -> None:
        """Add what an item says, or take what it says now instead."""
        text = "\0".join(_parts(item)).lower().encode("utf-8", "surrogatepass") + b"\0"
        self._file.write(text)
        place = len(self._items)
        if item.index < self._known:
            self._last[item.index] = place
        self._known = max(self._known, item.index + 1)
        self._items.append(item.index)
        self._starts.append(self._end)
        self._end += len(text)

    def search(self, text: str) -> np.ndarray[Any, Any]:
        """Return the indexes of the items in which a text stands, in letters of any case.

        The items are those that are there when the search begins.
        """
        sought = text.lower().encode("utf-8", "surrogatepass")
        self._file.flush()
        last, begin, found = self._found
        if last != sought:
            begin, found = 0, []
        end = self._end
        found = [*found, *self._places(sought, begin, end)]
        self._found = (sought, end, found)
        items = self._items
        return np.array(
            [items[at] for at in found if self._last.get(items[at], at) == at], dtype=np.int64
        )

    def _places(self, sought: bytes, begin: int, end: int) -> Iterator[int]:
        """Yield which texts hold what is sought, each once, of those between two places."""
        if not sought:
            yield from range(bisect_right(self._starts, begin - 1), bisect_right(self._starts, end))
            return
        at = begin
        while at < end:
            held = os.pread(self._file.fileno(), min(_AT_ONCE + len(sought), end - at), at)
            place = held.find(sought)
            while 0 <= place < _AT_ONCE:
                text = bisect_right(self._starts, at + place) - 1
                yield text
                following = self._starts[text + 1] if text + 1 < len(self._starts) else end
                begin = following
                place = held.find(sought, following - at) if following - at < len(held) else -1
            at = max(at + _AT_ONCE, begin)

    def close(self) -> None:
        """Remove the file."""
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
