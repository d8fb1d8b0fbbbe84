"""Bounded memories of what is costly to make."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any, Generic, TypeVar

import orjson

K = TypeVar("K")
V = TypeVar("V")


class BoundedDict(dict[K, V]):
    """A dictionary of at most `size` entries; the oldest go.

    (An `OrderedDict` takes 80 bytes more for each.)
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def put(self, key: K, value: V) -> V:
        """Add an entry, let go of the oldest where there are too many, and return the value."""
        if len(self) >= self._size:
            # An eighth at once: a dictionary passes by all places that were let go of to find its
            # first entry, which took as long for one entry as what is kept takes to make.
            for oldest in list(islice(self, -(-self._size // 8))):
                del self[oldest]
        self[key] = value
        return value

    def move_to_end(self, key: K) -> None:
        """Make an entry the newest."""
        self[key] = self.pop(key)


def entry_bytes(value: str | bytes) -> int:
    """Return about how many bytes an entry takes: its value, two places in dictionaries, a head."""
    return len(value) + 200


def dump_to_keep(value: Any) -> bytes:
    """Return a value as JSON that is kept: in as many bytes as there are.

    What orjson returns holds on to its whole buffer, 4.4 kB for a tool of which 0.9 kB are used.
    """
    return bytes(memoryview(orjson.dumps(value)))


class IdentityCache(Generic[K, V]):
    """What is made of an object that does not change, once while it is in use.

    By identity: comparing large records by value would cost more than it saves, and schemas cannot
    be hashed. An entry holds its object, so that no other takes its identity. Bounded by two
    generations: when the young one's entries cost half of `size`, the old one is dropped.
    `cost` tells what an entry counts for: 1, or with `entry_bytes` its memory.
    """

    __slots__ = ("_cost", "_half", "_make", "_old", "_used", "_young")

    def __init__(
        self, make: Callable[[K], V], size: int, cost: Callable[[V], int] = lambda _: 1
    ) -> None:
        self._make, self._cost = make, cost
        self._half = size // 2
        self._used = 0
        self._young: dict[int, tuple[K, V]] = {}
        self._old: dict[int, tuple[K, V]] = {}

    def of(self, key: K) -> V:
        """Return what is made of an object."""
        entry = self._young.get(id(key))
        return entry[1] if entry is not None else self._renewed(key)

    def _renewed(self, key: K) -> V:
        entry = self._old.get(id(key)) or (key, self._make(key))
        if self._used >= self._half:
            self._old, self._young, self._used = self._young, {}, 0
        self._young[id(key)] = entry
        self._used += self._cost(entry[1])
        return entry[1]
