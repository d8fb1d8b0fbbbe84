"""What a run asks of the garbage collector and of the allocator.

The one place for it: each of these was measured to be worth more than a tenth of a run's time or
memory (`benchmarks/README.md`).
"""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""Names of glibc's malloc.h."""


@contextmanager
def not_collecting() -> Iterator[None]:
    """Look for no reference cycles while things are made that live to the end.

    Reading tools and graph makes half a million objects; looking through them as they come is a
    sixth of the time. Nor are they looked through later, within a `collecting_seldom`.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Look for reference cycles seldom, and never among what is there already.

    Tools, graph and caches are hundreds of thousands of objects that live to the end. Walking
    them again and again took a third of a run's time; records hold no cycles.
    """
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.freeze()  # all that is there is old then, and not looked through at once (65 ms)
        gc.unfreeze()


def return_large_blocks() -> None:
    """Have glibc return to the system what large arrays took as soon as they are freed.

    Once one was freed it would keep up to 32 MB of them for itself: 5 MB of a run's peak.
    """
    with suppress(AttributeError, OSError):  # Other C libraries have no such rule.
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_MMAP_THRESHOLD, 256 << 10)
        libc.mallopt(_M_TRIM_THRESHOLD, 4 << 20)


def give_back_memory() -> None:
    """Return what was freed to the system. A graph's building leaves 140 MB that glibc keeps."""
    gc.collect()
    with suppress(AttributeError, OSError):  # Other C libraries do it unasked, or cannot.
        ctypes.CDLL(None).malloc_trim(0)
