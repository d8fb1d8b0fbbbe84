"""Running many items at once: order of starting, concurrency, a clean stop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


async def run_items(
    items: Iterable[T],
    work: Callable[[T], Awaitable[None]],
    concurrency: int,
    stop: asyncio.Event | None = None,
) -> None:
    """Work on the items, `concurrency` at a time, begun in order, each at its own pace.

    Items are drawn one by one, so that only those in flight are in memory. When `stop` is set no
    new item is begun, and those in flight are finished. An exception from `work` cancels what is
    in flight and is raised.
    """
    source = iter(items)
    stop = stop or asyncio.Event()

    async def worker() -> None:
        for item in source:
            await work(item)
            # The embedded model never waits; without this, signals and timers would not run.
            await asyncio.sleep(0)
            if stop.is_set():
                return

    workers = [asyncio.create_task(worker()) for _ in range(concurrency)]
    try:
        await asyncio.gather(*workers)
    finally:
        for task in workers:
            task.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
