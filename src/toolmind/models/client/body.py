"""The body of a request, which nobody holds while the endpoint works on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVarTuple

Ts = TypeVarTuple("Ts")


class Body:
    """Bytes that `write` gives of the rest, the same each time; kept until they are sent.

    Of 2,048 requests in flight or in the queue they would be 18 MB; hardly one is sent twice.
    """

    __slots__ = ("_made", "_of", "_write", "size")

    def __init__(self, write: Callable[[*Ts], bytes], *of: *Ts) -> None:
        self._write: Callable[..., bytes] = write
        self._of = of
        self._made: bytes | None = write(*of)
        self.size = len(self._made)

    def read(self) -> bytes:
        """Return the bytes, and keep them."""
        if self._made is None:
            self._made = self._write(*self._of)
        return self._made

    def take(self) -> bytes:
        """Return the bytes, and let go of them."""
        made = self.read()
        self._made = None
        return made

    def let_go(self) -> None:
        """Keep them no longer."""
        self._made = None
