"""What model calls consume: a running meter with a budget, and an estimate before a run."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

from toolmind.errors import BudgetExceeded
from toolmind.models.context import stage
from toolmind.records import Record, Usage

KEPT_EVERY = 1.0
"""Seconds of counts that a killed run may lose (ours)."""


class Price(NamedTuple):
    """US dollars per token."""

    prompt: float = 0.0
    completion: float = 0.0

    def of(self, prompt_tokens: int, completion_tokens: int) -> float:
        """Return what so many tokens cost."""
        return prompt_tokens * self.prompt + completion_tokens * self.completion


class Consumed(Record, frozen=True):
    """What was consumed of one endpoint in one role; `cached` replies cost nothing.

    `characters` are those of the prompts that were looked at for their prefixes (of a long run a
    sample), `repeated` those of them that an earlier such prompt to the endpoint began with alike
    (see `PrefixCounter`).
    """

    role: str
    endpoint: str
    usage: Usage
    cached: int = 0
    characters: int = 0
    repeated: int = 0


class Account(Record, frozen=True):
    """All that a run consumed, in whatever start and for whatever came of it, and what it met.

    `faults` counts, per endpoint and code, what a request was sent again for: transient errors as
    `model.*`, replies that were not what was asked for as `reply.*`. `seconds` are those from the
    first reply (or fault) of a start to its last, of all starts.
    """

    consumed: tuple[Consumed, ...] = ()
    faults: dict[str, dict[str, int]] = {}
    seconds: float = 0.0

    def prefix_reuse(self) -> float:
        """Return the share of the prompt tokens that a cache of prefixes would have."""
        counted = [one for one in self.consumed if one.characters]
        tokens = sum(one.usage.prompt_tokens for one in counted)
        reused = sum(one.usage.prompt_tokens * one.repeated / one.characters for one in counted)
        return reused / tokens if tokens else 0.0

    def total(self) -> Usage:
        """Return what was consumed in all."""
        return sum((one.usage for one in self.consumed), Usage())

    def by_role(self) -> dict[str, Usage]:
        """Return what each role consumed."""
        totals: dict[str, Usage] = {}
        for one in self.consumed:
            totals[one.role] = totals.get(one.role, Usage()) + one.usage
        return totals


class Tally:
    """What was consumed so far of one endpoint in one role; requests count if they were billed."""

    __slots__ = (
        "cached",
        "characters",
        "completion_tokens",
        "cost",
        "prompt_tokens",
        "repeated",
        "requests",
    )

    def __init__(self, consumed: Consumed | None = None) -> None:
        before = consumed.usage if consumed else Usage()
        self.requests, self.cost = before.requests, before.cost
        self.cached = consumed.cached if consumed else 0
        self.characters = consumed.characters if consumed else 0
        self.repeated = consumed.repeated if consumed else 0
        self.prompt_tokens = before.prompt_tokens
        self.completion_tokens = before.completion_tokens

    def usage(self) -> Usage:
        """Return the tally as a record."""
        return Usage(
            requests=self.requests,
            prompt_tokens=self.prompt_tokens,
            completion_tokens=self.completion_tokens,
            cost=self.cost,
        )


class Meter:
    """Running totals of a run, per (role, endpoint), and the stop when a budget is reached.

    `before` is what earlier starts of the same run consumed: it counts, also towards the budget.
    `keep` is given the account as it changes, at most once in `KEPT_EVERY` seconds, and at `save`.
    What is in flight when a limit is reached is still received and counted.

    Raises:
        RunError: from `keep`, in whatever counts.
    """

    def __init__(
        self,
        *,
        max_cost: float | None = None,
        max_tokens: int | None = None,
        before: Account = Account(),  # noqa: B008 (an immutable record)
        keep: Callable[[Account], None] | None = None,
    ) -> None:
        self._max_cost, self._max_tokens = max_cost, max_tokens
        self._keep, self._kept_at = keep, time.monotonic()
        spent = before.total()
        self.requests, self.tokens, self.cost = spent.requests, spent.tokens, spent.cost
        self.tallies = {(one.role, one.endpoint): Tally(one) for one in before.consumed}
        self.events = Counter(
            {
                (endpoint, code): count
                for endpoint, codes in before.faults.items()
                for code, count in codes.items()
            }
        )
        """(endpoint, code) → how often; see `Account`."""
        self._earlier, self._first, self._last = before.seconds, 0.0, 0.0

    def check(self) -> None:
        """Let a request through while there is budget.

        Raises:
            BudgetExceeded: a limit is reached.
        """
        if self._max_cost is not None and self.cost >= self._max_cost:
            raise BudgetExceeded(f"max_cost: ${self.cost:.4f} of ${self._max_cost:g} are spent")
        if self._max_tokens is not None and self.tokens >= self._max_tokens:
            raise BudgetExceeded(f"max_tokens: {self.tokens} of {self._max_tokens} are used")

    def paid(self, endpoint: str, usage: Usage) -> None:
        """Count what one reply consumed."""
        tally = self._tally(endpoint)
        tally.requests += usage.requests
        tally.prompt_tokens += usage.prompt_tokens
        tally.completion_tokens += usage.completion_tokens
        tally.cost += usage.cost
        self.requests += usage.requests
        self.cost += usage.cost
        self.tokens += usage.tokens
        self._changed()

    def cached(self, endpoint: str) -> None:
        """Count a reply that came from the cache and cost nothing."""
        self._tally(endpoint).cached += 1
        self._changed()

    def prompted(self, endpoint: str, characters: int, repeated: int) -> None:
        """Count a prompt: its characters, and those that an earlier one began with alike."""
        tally = self._tally(endpoint)
        tally.characters += characters
        tally.repeated += repeated

    def happened(self, endpoint: str, code: str) -> None:
        """Count a fault that was met, whether or not a retry healed it."""
        self.events[endpoint, code] += 1
        self._changed()

    def account(self) -> Account:
        """Return all that was counted."""
        faults: dict[str, dict[str, int]] = {}
        for (endpoint, code), count in sorted(self.events.items()):
            faults.setdefault(endpoint, {})[code] = count
        consumed = (
            Consumed(
                role=role,
                endpoint=endpoint,
                usage=tally.usage(),
                cached=tally.cached,
                characters=tally.characters,
                repeated=tally.repeated,
            )
            for (role, endpoint), tally in sorted(self.tallies.items())
        )
        seconds = self._earlier + self._last - self._first
        return Account(consumed=tuple(consumed), faults=faults, seconds=round(seconds, 3))

    def save(self) -> None:
        """Have the account kept as it is now."""
        if self._keep:
            self._kept_at = time.monotonic()
            self._keep(self.account())

    def _changed(self) -> None:
        self._last = time.monotonic()
        self._first = self._first or self._last
        if self._keep and self._last - self._kept_at >= KEPT_EVERY:
            self.save()

    def _tally(self, endpoint: str) -> Tally:
        key = (stage.get(), endpoint)
        tally = self.tallies.get(key)
        if tally is None:
            tally = self.tallies[key] = Tally()
        return tally


class Estimate(Record, frozen=True):
    """What a heading (a stage, or a role in it) is expected to consume."""

    requests: int
    prompt_tokens: int
    completion_tokens: int
    cost: float
    seconds: float


def estimate(
    preview: Mapping[str, Usage],
    *,
    preview_items: int,
    items: int,
    prices: Mapping[str, Price],
    seconds_per_request: Mapping[str, float],
    concurrency: Mapping[str, int],
) -> dict[str, Estimate]:
    """Extrapolate a run from a measured preview of `preview_items` items, heading by heading.

    Tokens grow in proportion to items. The time of a heading is its requests times their mean
    latency, divided by those in flight at once; headings overlap in a real run, so the longest of
    them, not their sum, is the time to expect.

    Raises:
        ValueError: the preview has no items.
    """
    if preview_items < 1:
        raise ValueError("an estimate needs a preview of at least one item")
    factor = items / preview_items
    estimates = {}
    for heading, usage in preview.items():
        requests = round(usage.requests * factor)
        prompt = round(usage.prompt_tokens * factor)
        completion = round(usage.completion_tokens * factor)
        latency = seconds_per_request.get(heading, 0.0)
        estimates[heading] = Estimate(
            requests=requests,
            prompt_tokens=prompt,
            completion_tokens=completion,
            cost=prices.get(heading, Price()).of(prompt, completion),
            seconds=requests * latency / max(1, concurrency.get(heading, 1)),
        )
    return estimates
