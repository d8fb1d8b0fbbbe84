"""Flow control before one model: how many requests, to which replica, in which order, how fast.

Everything that may hold a request back is decided in one place, `Flow._choose`:

- **Window.** Each replica has a limit of requests in flight that follows what it bears (`window`).
- **Pauses.** A replica that names a time (Retry-After) is left alone until then.
- **Pace.** Requests and tokens a minute are spread evenly (the generic cell rate algorithm). Where
  no limit is configured, the one in the `x-ratelimit-limit-*` headers is kept; a limit per day,
  which some providers send there, only makes that pace too generous, and pauses do the rest.
- **Credit.** Where headers tell what remains but not the limit, no more is sent before the reset.
- **Order.** Who waits is served by the priority of its item, then first come, first served.
"""

from __future__ import annotations

import asyncio
import heapq
import math
import time
from collections.abc import Sequence

from toolmind.models.client.window import Window
from toolmind.models.context import priority

_BURST_S = 0.02
"""Seconds by which the pace may run ahead: the granularity of timers, not a burst."""

_LONGEST_OUTAGE_S = 30.0

_MARGIN = 0.98
"""Of a limit that is used: the network jitters, and so does the endpoint's clock (ours)."""


class Replica(Window):
    """One address of an endpoint and what is known of its health."""

    __slots__ = ("in_flight", "outages", "paused_until", "url")

    def __init__(self, url: str, start: float, ceiling: float) -> None:
        super().__init__(start, ceiling)
        self.url = url
        self.in_flight = 0
        self.outages = 0
        self.paused_until = 0.0

    def pause(self, seconds: float) -> None:
        """Leave the replica alone for so long."""
        self.paused_until = max(self.paused_until, time.monotonic() + seconds)

    def unreachable(self, first_pause_s: float) -> None:
        """Note that nobody listens there.

        A dead replica fails at once and would look like the least loaded one. So it is paused,
        twice as long each time, and then tried with a single request.
        """
        if self.paused_until <= time.monotonic():
            self.outages += 1
            pause = first_pause_s * 2.0 ** min(self.outages - 1, 16)
            self.pause(min(_LONGEST_OUTAGE_S, pause))
        self.restart()

    def answered(self) -> None:
        """Note a good reply."""
        self.outages = 0
        self.bore()


class Allowance:
    """One limit of an endpoint, on requests or on tokens: a pace, or what it said remains."""

    __slots__ = ("_configured", "_left", "_next", "_reset_at", "_seconds_per_unit")

    def __init__(self, per_minute: float | None) -> None:
        self._configured = per_minute is not None
        self._seconds_per_unit = 60.0 / (per_minute * _MARGIN) if per_minute else 0.0
        self._next = 0.0
        self._left = math.inf
        self._reset_at = 0.0

    def told(self, limit: float | None, remaining: float | None, reset_s: float | None) -> None:
        """Note what the headers of a reply say."""
        if self._configured:
            return
        if limit:
            self._seconds_per_unit = 60.0 / (limit * _MARGIN)
        elif remaining is not None and reset_s is not None:
            self._left, self._reset_at = remaining, time.monotonic() + reset_s

    def wait(self, units: float, now: float) -> float:
        """Return the seconds until `units` may be used; zero or less: now."""
        if self._left < units:
            if now < self._reset_at:
                return self._reset_at - now
            self._left = math.inf
        return self._next - now

    def spend(self, units: float, now: float) -> None:
        """Note that `units` are used (a negative number gives back what was estimated)."""
        self._left -= units
        if self._seconds_per_unit:
            self._next = max(self._next, now - _BURST_S) + units * self._seconds_per_unit


class Flow:
    """The one queue before the replicas of a model."""

    def __init__(
        self,
        urls: Sequence[str],
        *,
        limit: int,
        start: int,
        rpm: float | None = None,
        tpm: float | None = None,
    ) -> None:
        ceiling = float(max(1, limit // len(urls)))
        self.replicas = [Replica(url, float(start), ceiling) for url in urls]
        self.requests = Allowance(rpm)
        self.tokens = Allowance(tpm)
        self._limited = rpm is not None or tpm is not None
        self._waiting: list[tuple[int, int, float, asyncio.Future[Replica]]] = []
        self._tickets = 0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def in_flight(self) -> int:
        """Requests that hold a place."""
        return sum(replica.in_flight for replica in self.replicas)

    @property
    def waiting(self) -> int:
        """Requests that wait for a place."""
        return len(self._waiting)

    async def acquire(self, tokens: float) -> Replica:
        """Wait for a place for a request of about `tokens`; give it back with `release`."""
        if not self._waiting:
            replica, _ = self._choose(tokens)
            if replica is not None:
                return replica
        self._tickets += 1
        place: asyncio.Future[Replica] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (priority.get(), self._tickets, tokens, place))
        self._serve()
        try:
            return await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self.release(place.result())
            raise

    def release(self, replica: Replica) -> None:
        """Give a place back."""
        replica.in_flight -= 1
        if self._waiting:
            self._serve()

    def shortest_pause(self) -> float:
        """Return the seconds until some replica may be asked again."""
        return max(0.0, min(one.paused_until for one in self.replicas) - time.monotonic())

    def told(self, kind: str, *said: float | None) -> None:
        """Note rate-limit headers of `requests` or `tokens`: limit, remaining, seconds to reset."""
        self._limited = True
        (self.requests if kind == "requests" else self.tokens).told(*said)

    def used(self, tokens: float) -> None:
        """Correct the estimate of a request by `tokens`, now that its reply was counted."""
        if self._limited:
            self.tokens.spend(tokens, time.monotonic())

    def _choose(self, tokens: float) -> tuple[Replica | None, float]:
        """Take a place on the least loaded replica, or say after how many seconds to look again.

        Zero seconds: when a request comes back.
        """
        now = time.monotonic()
        if self._limited:
            held = max(self.requests.wait(1.0, now), self.tokens.wait(tokens, now))
            if held > 0:
                return None, held
        wait = 0.0
        best: Replica | None = None
        least = 1.0
        for replica in self.replicas:
            if replica.in_flight + 1 > replica.limit:
                continue
            if replica.paused_until > now:
                pause = replica.paused_until - now
                wait = pause if wait <= 0 else min(wait, pause)
            elif (load := replica.in_flight / replica.limit) < least:
                best, least = replica, load
        if best is None:
            return None, max(0.0, wait)
        best.in_flight += 1
        if self._limited:
            self.requests.spend(1.0, now)
            self.tokens.spend(tokens, now)
        return best, 0.0

    def _serve(self) -> None:
        """Give places to those that wait, in order, until none is free."""
        while self._waiting:
            _, _, tokens, place = self._waiting[0]
            if place.done():
                heapq.heappop(self._waiting)
                continue
            replica, wait = self._choose(tokens)
            if replica is None:
                if wait > 0:
                    self._look_again(wait)
                return
            heapq.heappop(self._waiting)
            place.set_result(replica)

    def _look_again(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        when = loop.time() + seconds
        if self._timer is not None and not self._timer.cancelled():
            if self._timer.when() <= when:
                return
            self._timer.cancel()
        self._timer = loop.call_at(when, self._wake)

    def _wake(self) -> None:
        self._timer = None
        self._serve()
