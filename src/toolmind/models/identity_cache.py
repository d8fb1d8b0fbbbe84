"""A bounded memory of what was made of immutable records, by their identity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
V = TypeVar("V")

_OVERHEAD = 200
"""Bytes that an entry costs beside its value: two dictionary slots, a tuple, the record's head."""


class IdentityCache(Generic[T, V]):
    """`make(record)`, made once while the record is in use.

    By identity, since comparing large records by value would cost more than it saves. An
    entry holds its record, so that no other can take its identity. Bounded by two generations:
    when the young one holds half of `max_bytes` (as told by `size`), the old one is dropped.
    """

    __slots__ = ("_half", "_make", "_old", "_size", "_used", "_young")

    def __init__(
        self, make: Callable[[T], V], size: Callable[[V], int], max_bytes: int = 8 << 20
    ) -> None:
        self._make, self._size = make, size
        self._half = max_bytes // 2
        self._used = 0
        self._young: dict[int, tuple[T, V]] = {}
        self._old: dict[int, tuple[T, V]] = {}

    def of(self, record: T) -> V:
        """Return what is made of `record`."""
        entry = self._young.get(id(record))
        return entry[1] if entry is not None else self._renew(record)

    def _renew(self, record: T) -> V:
        entry = self._old.get(id(record)) or (record, self._make(record))
        if self._used >= self._half:
            self._old, self._young, self._used = self._young, {}, 0
        self._young[id(record)] = entry
        self._used += self._size(entry[1]) + _OVERHEAD
        return entry[1]
