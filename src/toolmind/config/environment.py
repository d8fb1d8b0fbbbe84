"""What answers the tool calls, and how often an answer is made to fail on purpose."""

from __future__ import annotations

from pydantic import Field

from toolmind.config.base import Section
from toolmind.config.plugin import PluginConfig
from toolmind.records import FaultKind


class FaultsConfig(Section):
    """Failures that are put into calls at random, beside those that scenarios plan."""

    rate: float = Field(default=0.0, ge=0, le=1)
    """Probability that a call fails, or its result falls short."""

    kinds: tuple[FaultKind, ...] = Field(
        default=("timeout", "rate_limited", "unavailable", "slow", "malformed", "empty", "partial"),
        min_length=1,
    )
    """The kinds drawn, each as often as the others. Also: `connection_reset`, `not_found` and
    `permission`, which stay for equal calls, and `injection`, an instruction to the assistant that
    is planted in a text of the result (default ours)."""


class EnvironmentConfig(PluginConfig):
    """An environment and its settings, and the failures that it is given."""

    faults: FaultsConfig = FaultsConfig()
