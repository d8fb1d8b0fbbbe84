"""The texts of all items, laid end to end in a temporary file, so that one can search in them."""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from toolmind.viewer.item import Item


class Texts:
    """What items say, in small letters; memory holds two numbers for each.

    A search looks through the bytes of the file as they are, at the speed of memory once they have
    been read: nothing is parsed. Items are added from one thread; others may search meanwhile.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="toolmind-view-")  # noqa: SIM115  closed below
        self._places: dict[int, tuple[int, int]] = {}
        self._end = 0

    def add(self, item: Item) -> None:
        """Add what an item says, or take what it says now instead."""
        text = "\0".join(_parts(item)).lower().encode("utf-8", "surrogatepass")
        self._file.write(text)
        self._places[item.index] = (self._end, self._end + len(text))
        self._end += len(text)

    @contextmanager
    def search(self, text: str) -> Iterator[Callable[[int], bool]]:
        """Give what tells of an item's index whether the text stands in it, in letters of any case.

        The items are those that are there when the search begins.
        """
        sought = text.lower().encode("utf-8", "surrogatepass")
        self._file.flush()
        if not self._end:  # an empty file cannot be mapped
            yield lambda index: False
            return
        with mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ) as held:
            there = len(held)

            def holds(index: int) -> bool:
                start, stop = self._places.get(index, (there, there))
                return stop <= there and held.find(sought, start, stop) >= 0

            yield holds

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
