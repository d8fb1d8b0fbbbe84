"""What a run would take, before anything is spent: played offline in small, extrapolated."""

from __future__ import annotations

import tempfile
from pathlib import Path

from toolmind.config import ModelsConfig, RunConfig
from toolmind.models.cost import Estimate, Price, estimate
from toolmind.pipeline import run
from toolmind.run_dir import RunDir
from toolmind.types import Usage

PREVIEW = 50
"""Items played for an estimate (ours)."""


async def estimate_run(config: RunConfig, latency: float) -> dict[str, Estimate]:
    """Return the calls, tokens, cost and time to expect of each role.

    The embedded model plays the first items of the run with the run's own tools and prompts; its
    dialogues are shorter than a language model's, so that real figures lie above these; embedding
    the tools at an endpoint is not among them. `latency` is the mean time of a reply in seconds.

    Raises:
        UserError: the configuration or the tools cannot be used.
    """
    items = min(PREVIEW, config.count)
    graph = config.graph.model_copy(update={"embedder": "static"})
    offline = config.model_copy(update={"models": ModelsConfig(), "graph": graph, "count": items})
    with tempfile.TemporaryDirectory(prefix="toolmind-dry-run-") as folder:
        await run(offline, Path(folder))
        with RunDir.view(Path(folder)) as results:
            usage = results.usage()
    once = {role: usage.pop(role) for role in ("validator",) if role in usage}
    return _scaled(config, usage, items, latency) | _scaled(config, once, config.count, latency)


def _scaled(
    config: RunConfig, usage: dict[str, Usage], items: int, latency: float
) -> dict[str, Estimate]:
    """Return what the run's items take, where `items` of them took `usage`."""
    models = {role: config.models.of(role) for role in usage}
    return estimate(
        usage,
        preview_items=items,
        items=config.count,
        prices={
            role: Price(model.price.prompt / 1e6, model.price.completion / 1e6)
            for role, model in models.items()
        },
        seconds_per_request=dict.fromkeys(usage, latency),
        concurrency={role: model.runtime.concurrency for role, model in models.items()},
    )
