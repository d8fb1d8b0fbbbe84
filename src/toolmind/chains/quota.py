"""Quotas: how the chains of a run are shared out among domains, and how often a tool may come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolmind.chains.transitions import Indices
from toolmind.config import QuotaConfig, nearest
from toolmind.errors import ConfigError

_SPREAD = 0.7320508075688772
"""√3 - 1: its multiples are spread evenly, and fall elsewhere than those that kinds go by."""

_EXACT = 1e-9


class Starts(NamedTuple):
    """In which domain each chain begins, and with which tools."""

    bounds: NDArray[np.float64]
    """[domains] where each domain's stretch of the chains ends, of 1."""
    order: Indices
    """Positions of the tools that a chain can begin with, by their domain."""
    first: Indices
    """[domains + 1] where each domain's positions start in `order`."""

    def domains_of(self, numbers: Indices) -> Indices:
        """Return the domain of each chain, by its number: any chains in a row have their shares.

        (Steps of an irrational number, as an additive recurrence.)
        """
        places = numbers * _SPREAD % 1.0
        at = np.searchsorted(self.bounds, places, side="right")
        return np.minimum(at, len(self.bounds) - 1)


def starts_of(domains: Indices, names: Sequence[str], quota: QuotaConfig) -> Starts | None:
    """Share the chains out among the domains that can begin one; None without quotas of domains.

    `domains` are those of the tools that a chain can begin with, as numbers of `names`. A domain
    without a quota has its share by the number of its tools, of what the others leave.

    Raises:
        ConfigError: a domain is not there or begins no chain; or the quotas leave chains over.
    """
    if not quota.domains:
        return None
    natural = np.bincount(domains, minlength=len(names)) / max(1, len(domains))
    least, most = np.zeros(len(names)), np.ones(len(names))
    for name, one in quota.domains.items():
        if name not in names:
            raise ConfigError(f"chains.quota.domains: no {name!r}{nearest(name, list(names))}")
        at = names.index(name)
        if not natural[at] and one.min:
            raise ConfigError(f"chains.quota.domains: no chain begins in {name!r}")
        least[at], most[at] = one.min, one.max
    shares = _within(natural, least, np.where(natural > 0, most, 0.0))
    order = np.argsort(domains, kind="stable")
    first = np.searchsorted(domains[order], np.arange(len(names) + 1))
    bounds = np.cumsum(shares)
    return Starts(bounds / bounds[-1], order, first)


def _within(
    natural: NDArray[np.float64], least: NDArray[np.float64], most: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return shares that add up to 1, each within its bounds and else in proportion."""
    if most.sum() < 1 - _EXACT:
        raise ConfigError(
            f"chains.quota.domains: all quotas together leave {1 - most.sum():.0%} of the chains"
            " to no domain. Raise one, or leave one domain without"
        )
    low, high = 0.0, 1.0 / max(_EXACT, float(natural[natural > 0].min()))
    for _ in range(100):  # the factor of all that are free, by halves
        factor = (low + high) / 2
        total = np.clip(natural * factor, least, most).sum()
        low, high = (factor, high) if total < 1 else (low, factor)
    found: NDArray[np.float64] = np.clip(natural * high, least, most)
    return found
