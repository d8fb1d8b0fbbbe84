"""How many requests a server bears at once, found from what it answers.

The window grows by one for each good reply, which doubles it per round, until the server first
complains (429, 503, 504, 529, a time-out); then it rises by a fixed step per round and falls by
half of the share of complaints (additive increase, multiplicative decrease; falling in proportion
is DCTCP's rule, RFC 8257 §3.3).

Some complaints have nothing to do with load: a proxy that sheds one request in ten does so at any
rate, and falling back before it would end at one request at a time. So a fall is an experiment:
after `_FALLS` of them the window is at half of what it was, at the latest. Where that still draws
nearly the same share of complaints, the share is noise: it is taken off from then on, and the
window goes back to where it was. A server that is really overloaded
cannot look like that, for at half the load its share falls by more than a third (as long as the
share is below `_MOST_NOISE`).
"""

from __future__ import annotations

import math

_ROUND = 64
"""Replies that a round has at least: fewer say too little about a share."""

_STRAY = 0.01
"""Share of complaints that is borne without falling back."""

_FALLS = 8
_MOST_NOISE = 0.3
_UNCHANGED = 0.7
"""A share at half the window is `unchanged` from this part of the former share on."""


class Window:
    """The limit on requests in flight to one server (all numbers are ours)."""

    __slots__ = (
        "_ceiling",
        "_complaints",
        "_falls",
        "_former",
        "_former_share",
        "_replies",
        "_rising",
        "_size",
        "limit",
        "noise",
    )

    def __init__(self, start: float, ceiling: float) -> None:
        self.limit = min(start, ceiling)
        self.noise = 0.0
        self._ceiling = ceiling
        self._rising = True
        self._replies = self._complaints = 0
        self._size = self.limit
        self._former = self._former_share = 0.0
        self._falls = 0

    def bore(self) -> None:
        """Note a reply that says nothing against more load."""
        self._replies += 1
        if self._rising and not self._complaints and self.limit < self._ceiling:
            self.limit = min(self._ceiling, self.limit + 1)
        if self._replies >= self._size and self._replies >= _ROUND:
            self._end_round()

    def complained(self) -> None:
        """Note a sign of overload."""
        self._replies += 1
        self._complaints += 1
        size = max(_ROUND, self._size)
        if self._replies >= size or self._complaints >= size / 2:
            self._end_round()

    def restart(self) -> None:
        """Begin anew with one request at a time: the server was away."""
        self.limit = self._size = 1.0
        self._rising = True
        self._replies = self._complaints = 0
        self._falls = 0

    def _end_round(self) -> None:
        share = self._complaints / self._replies
        spread = math.sqrt(self.noise * (1 - self.noise) / self._replies)
        self._replies = self._complaints = 0
        excess = share - self.noise
        if excess <= max(_STRAY, 2 * spread):
            self._rise(share)
        elif not self._is_noise(share):
            self._fall(share, excess)
        self._size = self.limit

    def _rise(self, share: float) -> None:
        if self._rising:  # a stray complaint may have held it back
            self.limit = min(self._ceiling, max(self.limit, 2 * self._size))
        else:
            self.limit = min(self._ceiling, self.limit + max(1.0, self._ceiling / 64))
        # Down at once, up with care: else overload could be taken for ever more noise.
        self.noise += (share - self.noise) / (8 if share < self.noise else 64)
        if self.limit > self._former:
            self._falls = 0

    def _fall(self, share: float, excess: float) -> None:
        self._rising = False
        if self._falls == 0:
            self._former, self._former_share = self.limit, 0.0
        self._falls += 1
        self._former_share += (share - self._former_share) / self._falls
        limit = self.limit * (1 - excess / 2)
        if self._falls == _FALLS:
            limit = min(limit, self._former / 2)
        self.limit = max(1.0, limit)

    def _is_noise(self, share: float) -> bool:
        """Compare with the mean share of the falls, once the window is half of what it was."""
        if self._falls == 0 or self.limit > self._former / 2:
            return False
        self._falls = 0
        if share > _MOST_NOISE or share < _UNCHANGED * self._former_share:
            return False
        self.limit, self.noise = self._former, share
        return True
