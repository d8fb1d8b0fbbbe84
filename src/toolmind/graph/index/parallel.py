"""Work on all cores that this process may use: numpy lets other threads run while it computes."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import TypeVar

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 2
"""Items for each thread that are taken before their turn: each holds memory until it is used."""


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def single_blas() -> AbstractContextManager[object]:
    """Let numpy's matrix products use one thread each, while this is entered, in all the process.

    With more their results depend on the number, in the last digit, and threads of theirs that wait
    take the time of ours.
    """
    limited: AbstractContextManager[object] = threadpool_limits(1, user_api="blas")
    return limited


def map_in_order(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Yield the result of each item in the order of the items, whatever the number of threads.

    `items` is gone through in the caller's thread, a few items ahead. With one core there is no
    thread but the caller's.

    Raises:
        Exception: what `work` raised, in the item's turn; what was not begun then is left out.
    """
    count = cores()
    if count == 1:
        yield from map(work, items)
        return
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(count) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) > _AHEAD * count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
