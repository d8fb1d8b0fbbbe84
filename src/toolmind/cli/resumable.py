"""Work that the same command goes on with: Ctrl-C ends it, and says so."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from toolmind.errors import Interrupted

T = TypeVar("T")


def finish(work: Coroutine[Any, Any, T]) -> T:
    """Do all of the work, and return what comes of it.

    Raises:
        Interrupted: by Ctrl-C.
    """
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        raise Interrupted from None
