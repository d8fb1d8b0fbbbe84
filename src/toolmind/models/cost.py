"""What model calls consume: a running meter with a budget, and an estimate before a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from toolmind.errors import BudgetExceeded
from toolmind.models.context import ledger, stage
from toolmind.records import Record, Usage


class Price(NamedTuple):
    """US dollars per token."""

    prompt: float = 0.0
    completion: float = 0.0

    def of(self, prompt_tokens: int, completion_tokens: int) -> float:
        """Return what so many tokens cost."""
        return prompt_tokens * self.prompt + completion_tokens * self.completion


class Tally:
    """What was consumed so far under one heading. Requests count every attempt that was billed."""

    __slots__ = ("cached", "completion_tokens", "cost", "prompt_tokens", "requests")

    def __init__(self) -> None:
        self.requests = self.cached = self.prompt_tokens = self.completion_tokens = 0
        self.cost = 0.0

    def usage(self) -> Usage:
        """Return the tally as a record."""
        return Usage(
            requests=self.requests,
            prompt_tokens=self.prompt_tokens,
            completion_tokens=self.completion_tokens,
            cost=self.cost,
        )


class Meter:
    """Running totals of a run, per (stage, model), and the stop when a budget is reached.

    `spent` is what earlier starts of the same run consumed: it counts towards the budget. What is
    in flight when a limit is reached is still received and counted, so that nothing paid is lost.
    """

    def __init__(
        self,
        *,
        max_cost: float | None = None,
        max_tokens: int | None = None,
        spent: Usage = Usage(),  # noqa: B008 (an immutable record)
    ) -> None:
        self._max_cost, self._max_tokens = max_cost, max_tokens
        self.cost = spent.cost
        self.tokens = spent.prompt_tokens + spent.completion_tokens
        self.tallies: dict[tuple[str, str], Tally] = {}
        self.events: Counter[tuple[str, str]] = Counter()
        """(model, code) → how often: transient errors as `model.*`, faulty replies as `reply.*`."""

    def check(self) -> None:
        """Let a request through while there is budget.

        Raises:
            BudgetExceeded: a limit is reached.
        """
        if self._max_cost is not None and self.cost >= self._max_cost:
            raise BudgetExceeded(f"max_cost: ${self.cost:.4f} of ${self._max_cost:g} are spent")
        if self._max_tokens is not None and self.tokens >= self._max_tokens:
            raise BudgetExceeded(f"max_tokens: {self.tokens} of {self._max_tokens} are used")

    def paid(self, model: str, usage: Usage) -> None:
        """Count what one reply consumed, in total and on the ledger of the item it is for."""
        if (item := ledger.get()) is not None:
            payer = stage.get()
            before = item.get(payer)
            item[payer] = usage if before is None else before + usage
        tally = self._tally(model)
        tally.requests += usage.requests
        tally.prompt_tokens += usage.prompt_tokens
        tally.completion_tokens += usage.completion_tokens
        tally.cost += usage.cost
        self.cost += usage.cost
        self.tokens += usage.prompt_tokens + usage.completion_tokens

    def cached(self, model: str) -> None:
        """Count a reply that came from the cache and cost nothing."""
        self._tally(model).cached += 1

    def happened(self, model: str, code: str) -> None:
        """Count an error that was met, whether or not a retry healed it."""
        self.events[model, code] += 1

    def by_stage(self) -> dict[str, Usage]:
        """Return what each stage consumed in this process."""
        totals: dict[str, Usage] = {}
        for (name, _), tally in self.tallies.items():
            totals[name] = totals.get(name, Usage()) + tally.usage()
        return totals

    def _tally(self, model: str) -> Tally:
        key = (stage.get(), model)
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
