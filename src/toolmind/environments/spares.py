"""Worlds that are dear to begin, kept for the next dialogue while nobody has changed them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeVar


class _Begun(Protocol):
    @property
    def alive(self) -> bool: ...

    async def close(self) -> None: ...


T = TypeVar("T", bound=_Begun)


class Spares(Generic[T]):
    """Gives out what `begin` makes, or what came back untouched."""

    def __init__(self, begin: Callable[[], Awaitable[T]]) -> None:
        self._begin = begin
        self._kept: list[T] = []

    async def take(self) -> T:
        """Return one that nobody else has.

        Raises:
            SimulationError: none can be made.
        """
        while self._kept:
            one = self._kept.pop()
            if one.alive:
                return one
            await one.close()
        return await self._begin()

    async def give_back(self, one: T, *, untouched: bool) -> None:
        """Take one back; it is closed unless it is as it was begun."""
        if untouched and one.alive:
            self._kept.append(one)
        else:
            await one.close()

    async def close(self) -> None:
        """Close all that are kept."""
        kept, self._kept = self._kept, []
        await asyncio.gather(*(one.close() for one in kept))
