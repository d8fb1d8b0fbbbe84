"""What a run does otherwise than it was asked to, and why: told by validate, run and report."""

from __future__ import annotations

from pathlib import Path

from toolmind.chains.unreached import in_words
from toolmind.chains.walk import Shorter
from toolmind.pipeline.prepare import Resources
from toolmind.tools.pool import shipped_pool_path
from toolmind.tools.undeclared import how_to_complete

_MOSTLY = 0.5
"""Share of steps into other domains from which the domains are what keeps chains short (ours)."""


def notes(use: Resources) -> list[str]:
    """Return the notes on a run, one sentence or few each; mostly there is none."""
    shorter = use.chains.shorter()
    found = [f"{_shorter(use, shorter)} {_remedy(use, shorter)}."] if shorter else []
    if use.unreached and use.unreached.count:
        found.append(" ".join(in_words(use.unreached)))
    if use.planner.impossible:
        found.append(
            f"No chain of these tools allows {', '.join(use.planner.impossible)}: other kinds are"
            " made in their place, by their weights. Leave them out of scenarios.kinds, or ask for"
            " fewer calls of them (min_calls)."
        )
    return found


def _shorter(use: Resources, found: Shorter) -> str:
    least = use.config.chains.min_length
    if not found.leading:
        return (
            f"No tool leads to another, so that no call follows from another, whatever"
            f" chains.min_length ({least}) and scenarios.kinds say."
        )
    return (
        f"{found.share:.0%} of the chains are shorter than chains.min_length {least}, the longest"
        f" has {found.longest} tools: of {found.tools:,} tools, {found.leading:,} lead to another"
        f" and {found.reaching:,} to {least - 1} others; {found.across:.0%} of the steps lead into"
        " another domain."
    )


def _remedy(use: Resources, found: Shorter) -> str:
    undeclared = sum(tool.returns is None for tool in use.pool)
    if undeclared:
        pools = [Path(path) for path in use.config.tools.paths] or [shipped_pool_path()]
        return (
            f"{undeclared:,} of {found.tools:,} tools declare no result. {how_to_complete(pools)}"
        )
    if found.across > _MOSTLY:
        return "Raise chains.max_domains, or give the tools fewer, broader domains"
    return "Lower chains.min_score or graph.threshold, or chains.min_length to have it so"
