"""Rate limits as a provider enforces them: token buckets that refill all the time.

OpenAI's documentation says that limits per minute may be enforced over shorter periods (60,000
requests per minute as 1,000 per second). So a bucket holds `burst_s` seconds' worth, and a client
that fires a minute's allowance at once is refused.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass
class Bucket:
    """A budget of `per_minute` units that refills evenly and holds `burst_s` seconds' worth."""

    per_minute: float
    burst_s: float
    level: float = field(init=False)
    at: float | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.level = self.capacity

    @property
    def capacity(self) -> float:
        """The most that can be taken at once; at least one unit."""
        return max(1.0, self.per_minute / 60 * self.burst_s)

    def refill(self, now: float) -> None:
        """Add what has accrued since the last call; `now` in seconds, never going back."""
        if self.at is not None:
            gained = (now - self.at) * self.per_minute / 60
            self.level = min(self.capacity, self.level + gained)
        self.at = now

    def wait_s(self, units: float) -> float:
        """Return the seconds until `units` (or all that the bucket can hold) are there."""
        short = min(units, self.capacity) - self.level
        return max(0.0, short * 60 / self.per_minute)


@dataclass
class Refusal:
    """Why a request was refused: the limit's short name and the seconds to wait."""

    limit: str
    wait_s: float


class Quota:
    """Limits on requests and tokens per minute; None means no limit.

    The prompt is charged on admission, the completion when it is known: a bucket may then go
    below zero, and the next requests wait for it.
    """

    def __init__(self, rpm: float | None, tpm: float | None, burst_s: float = 1.0) -> None:
        self._buckets = {
            name: Bucket(rate, burst_s)
            for name, rate in (("requests", rpm), ("tokens", tpm))
            if rate is not None
        }

    def admit(self, now: float, prompt_tokens: int) -> Refusal | None:
        """Charge one request, or say why it cannot be admitted (then nothing is charged)."""
        units = {"requests": 1.0, "tokens": float(prompt_tokens)}
        for name, bucket in self._buckets.items():
            bucket.refill(now)
            if wait := bucket.wait_s(units[name]):
                return Refusal(name, wait)
        for name, bucket in self._buckets.items():
            bucket.level -= units[name]
        return None

    def spend(self, completion_tokens: int) -> None:
        """Charge the tokens of a reply."""
        if bucket := self._buckets.get("tokens"):
            bucket.level -= completion_tokens

    def headers(self) -> dict[str, str]:
        """Return OpenAI's `x-ratelimit-*` headers."""
        headers = {}
        for name, bucket in self._buckets.items():
            headers[f"x-ratelimit-limit-{name}"] = str(int(bucket.per_minute))
            headers[f"x-ratelimit-remaining-{name}"] = str(max(0, int(bucket.level)))
            headers[f"x-ratelimit-reset-{name}"] = f"{bucket.wait_s(bucket.capacity):.3f}s"
        return headers


def retry_after(wait_s: float) -> dict[str, str]:
    """Return the headers that ask a client to wait: whole seconds, and exact milliseconds."""
    return {
        "retry-after": str(max(1, math.ceil(wait_s))),
        "retry-after-ms": str(max(1, math.ceil(wait_s * 1000))),
    }
