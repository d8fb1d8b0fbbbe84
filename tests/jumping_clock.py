"""An event loop whose clock jumps, so that nothing is timed and nothing waits."""

from __future__ import annotations

import asyncio

import pytest


class Clock:
    """Stands for `time` in a module, and for the clock of the running loop."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    async def run(self, seconds: float) -> None:
        """Let so much time pass, in steps of a millisecond."""
        for _ in range(round(seconds * 1000)):
            self.now += 0.001
            await asyncio.sleep(0)
            await asyncio.sleep(0)


def jumping_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Give the running loop such a clock."""
    clock = Clock()
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(loop, "time", clock.monotonic)
    # The selector must not sleep in real time for a clock that only jumps.
    select = loop._selector.select  # type: ignore[attr-defined]
    monkeypatch.setattr(loop._selector, "select", lambda _: select(0))  # type: ignore[attr-defined]
    return clock
