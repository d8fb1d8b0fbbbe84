"""Flow control before one model: how many requests, to which replica, in which order, how fast.

Everything that may hold a request back is decided in one place, `Flow._choose`:

- **Window.** Each replica has a limit of requests in flight. It doubles per round of replies until
  the replica first complains; from then on it rises by a fixed step per round and falls by half of
  the share of complaints in the round (additive increase, multiplicative decrease; falling in
  proportion is DCTCP's rule, RFC 8257 §3.3: a server that sheds one request in twenty is not
  treated as one that sheds all).
- **Pauses.** A replica that names a time (Retry-After) is left alone until then.
- **Credit.** `x-ratelimit-remaining-*` headers bound what is sent before their reset.
- **Pace.** Requests and tokens a minute are spread evenly (the generic cell rate algorithm).
- **Order.** Who waits is served by the priority of its item, then first come, first served.
"""

from __future__ import annotations

import asyncio
import heapq
import time
from collections.abc import Sequence

from toolmind.models.context import priority

_BURST_S = 0.02
"""Seconds by which the pace may run ahead: the granularity of timers, not a burst."""

_LONGEST_OUTAGE_S = 30.0


class Replica:
    """One address of an endpoint and what is known of its health."""

    __slots__ = (
        "complaints",
        "in_flight",
        "limit",
        "outages",
        "paused_until",
        "replies",
        "steady",
        "url",
    )

    def __init__(self, url: str, limit: float) -> None:
        self.url = url
        self.limit = limit
        self.in_flight = 0
        self.paused_until = 0.0
        self.replies = 0
        self.complaints = 0
        self.outages = 0
        self.steady = False


class Pace:
    """So many units a minute, evenly spread."""

    __slots__ = ("_next", "_seconds_per_unit")

    def __init__(self, per_minute: float) -> None:
        self._seconds_per_unit = 60.0 / per_minute
        self._next = 0.0

    def wait(self, now: float) -> float:
        """Return the seconds until the next request may go."""
        return self._next - now

    def spend(self, units: float, now: float) -> None:
        """Note that `units` were used (a negative number gives back what was estimated)."""
        self._next = max(self._next, now - _BURST_S) + units * self._seconds_per_unit


class Credit:
    """What an endpoint said remains of one of its limits, and when it begins anew."""

    __slots__ = ("_left", "_reset_at")

    def __init__(self) -> None:
        self._left = float("inf")
        self._reset_at = 0.0

    def told(self, remaining: float, reset_s: float, in_flight: float, now: float) -> None:
        """Note a reply's headers. What is in flight may not have been counted in them yet."""
        self._left = remaining - in_flight
        self._reset_at = now + reset_s

    def wait(self, units: float, now: float) -> float:
        """Return the seconds until `units` fit."""
        if self._left >= units:
            return 0.0
        if now >= self._reset_at:
            self._left = float("inf")
            return 0.0
        return self._reset_at - now

    def spend(self, units: float) -> None:
        """Note that `units` are being used."""
        self._left -= units


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
        share = max(1, limit // len(urls))
        self._ceiling = float(share)
        self._step = max(1.0, share / 64)
        self.replicas = [Replica(url, float(min(start, share))) for url in urls]
        self._requests = Pace(rpm) if rpm else None
        self._tokens = Pace(tpm) if tpm else None
        self._request_credit: Credit | None = None
        self._token_credit: Credit | None = None
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

    def succeeded(self, replica: Replica) -> None:
        """Note a reply that says nothing against more load."""
        replica.replies += 1
        replica.outages = 0
        if replica.replies >= replica.limit:
            self._end_round(replica)

    def unreachable(self, replica: Replica, first_pause_s: float) -> None:
        """Note that nobody listens there.

        A dead replica fails at once and would look like the least loaded one. So it is paused,
        twice as long each time, and then tried with a single request.
        """
        now = time.monotonic()
        if replica.paused_until <= now:
            replica.outages += 1
            pause = min(_LONGEST_OUTAGE_S, first_pause_s * 2.0 ** min(replica.outages - 1, 16))
            replica.paused_until = now + pause
        replica.limit = 1.0
        replica.steady = False

    def pause(self, replica: Replica, seconds: float) -> None:
        """Leave a replica alone for so long."""
        replica.paused_until = max(replica.paused_until, time.monotonic() + seconds)

    def shortest_pause(self) -> float:
        """Return the seconds until some replica may be asked again."""
        return max(0.0, min(one.paused_until for one in self.replicas) - time.monotonic())

    def complained(self, replica: Replica) -> None:
        """Note a sign of overload."""
        replica.replies += 1
        replica.complaints += 1
        if replica.replies >= replica.limit:
            self._end_round(replica)

    def told(
        self, requests: tuple[float, float] | None, tokens: tuple[float, float] | None
    ) -> None:
        """Note rate-limit headers: (remaining, seconds until reset) of requests and of tokens."""
        now = time.monotonic()
        if requests is not None:
            self._request_credit = self._request_credit or Credit()
            self._request_credit.told(*requests, self.in_flight, now)
        if tokens is not None:
            self._token_credit = self._token_credit or Credit()
            self._token_credit.told(*tokens, 0.0, now)

    def used(self, tokens: float) -> None:
        """Correct the estimate of a request by `tokens`, now that its reply was counted."""
        if self._tokens is not None:
            self._tokens.spend(tokens, time.monotonic())

    def _end_round(self, replica: Replica) -> None:
        if replica.complaints:
            replica.steady = True
            share = replica.complaints / replica.replies
            replica.limit = max(1.0, replica.limit * (1.0 - share / 2))
        else:
            rise = self._step if replica.steady else replica.limit
            replica.limit = min(self._ceiling, replica.limit + rise)
        replica.replies = replica.complaints = 0

    def _choose(self, tokens: float) -> tuple[Replica | None, float]:
        """Take a place on the least loaded replica, or say after how many seconds to look again.

        Zero seconds: when a request comes back.
        """
        now = time.monotonic()
        wait = self._held_back(tokens, now)
        if wait > 0:
            return None, wait
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
        self._spend(tokens, now)
        return best, 0.0

    def _held_back(self, tokens: float, now: float) -> float:
        wait = 0.0
        if self._requests is not None:
            wait = max(wait, self._requests.wait(now))
        if self._tokens is not None:
            wait = max(wait, self._tokens.wait(now))
        if self._request_credit is not None:
            wait = max(wait, self._request_credit.wait(1.0, now))
        if self._token_credit is not None:
            wait = max(wait, self._token_credit.wait(tokens, now))
        return wait

    def _spend(self, tokens: float, now: float) -> None:
        if self._requests is not None:
            self._requests.spend(1.0, now)
        if self._tokens is not None:
            self._tokens.spend(tokens, now)
        if self._request_credit is not None:
            self._request_credit.spend(1.0)
        if self._token_credit is not None:
            self._token_credit.spend(tokens)

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
