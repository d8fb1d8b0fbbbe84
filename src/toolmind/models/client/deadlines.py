"""One time-out for many requests, by one timer.

A timer per request (aiohttp's `sock_read`) was measured to cost 25 µs of the 190 that a reply
takes; noting a request in a dictionary costs less than one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Deadlines(Generic[T]):
    """Calls `expire` for what is watched longer than `seconds`; late by a tenth of it at most."""

    def __init__(self, seconds: float, expire: Callable[[T], object]) -> None:
        self._seconds = seconds
        self._expire = expire
        self._tick = min(1.0, seconds / 10)
        self._due: dict[T, float] = {}
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, one: T) -> None:
        """Begin to watch."""
        loop = asyncio.get_running_loop()
        self._due[one] = loop.time() + self._seconds
        if self._timer is None:
            self._timer = loop.call_later(self._tick, self._look, loop)

    def let_go(self, one: T) -> None:
        """Stop to watch; nothing happens if it is not watched any more."""
        self._due.pop(one, None)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Expire what is overdue: entries are in the order in which they fall due."""
        now = loop.time()
        overdue = []
        for one, due in self._due.items():
            if due > now:
                break
            overdue.append(one)
        for one in overdue:
            del self._due[one]
            self._expire(one)
        self._timer = loop.call_later(self._tick, self._look, loop) if self._due else None


class Watchdog:
    """Cancels tasks that are watched for too long, and tells that from any other cancellation."""

    def __init__(self, seconds: float) -> None:
        self._deadlines = Deadlines[asyncio.Task[Any]](seconds, self._bite)
        self._bitten: set[asyncio.Task[Any]] = set()

    def watch(self) -> asyncio.Task[Any]:
        """Begin to watch the current task; return it."""
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a request needs a task")
        self._deadlines.watch(task)
        return task

    def let_go(self, task: asyncio.Task[Any]) -> None:
        """Stop to watch a task; nothing happens if it is not watched any more."""
        self._deadlines.let_go(task)
        self._bitten.discard(task)

    def cancelled(self, task: asyncio.Task[Any]) -> bool:
        """Say whether it was this watchdog alone that cancelled the task, and take that back."""
        if task not in self._bitten:
            return False
        self._bitten.discard(task)
        return task.uncancel() == 0

    def _bite(self, task: asyncio.Task[Any]) -> None:
        self._bitten.add(task)
        task.cancel()
