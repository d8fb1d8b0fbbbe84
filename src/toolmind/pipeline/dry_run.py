"""What a run would take, before anything is spent: played offline in small, extrapolated."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from toolmind.chains.transitions import above_min_score
from toolmind.config import ModelConfig, PluginConfig, RunConfig
from toolmind.graph.embedding.embedders import Floats
from toolmind.graph.embedding.static import static_embedder
from toolmind.models.cost import Estimate, Price, estimate
from toolmind.models.embeddings import BATCH
from toolmind.pipeline.prepare import judged_lazily, prepare
from toolmind.pipeline.run import run
from toolmind.records import Chain, Record, Usage
from toolmind.runs.progress import quietly
from toolmind.runs.run_dir import RunDir
from toolmind.runs.statistics import collect

_VERDICT_TOKENS = 50
"""Tokens of a verdict on one pair of tools (ours)."""

PREVIEW = 50
"""Items played for an estimate (ours)."""


class RunEstimate(Record, frozen=True):
    """What a run would take: each role, and what the tokens come to."""

    roles: dict[str, Estimate]
    prompt_tokens_per_kept: float
    """For each trajectory that is kept, with all that is spent on others."""
    tokens_per_kept_turn: float
    """Prompt and completion tokens for each assistant turn that is to be learnt."""
    prefix_reuse: float
    """Share of the prompt tokens that a server that caches prefixes would not compute again."""


async def estimate_run(config: RunConfig, latency: float) -> RunEstimate:
    """Return the calls, tokens, cost and time to expect of each role, and what they come to.

    The embedded model plays the first items of the run with the run's own tools and prompts, and
    counts the tools that are sent with a request. Its dialogues are shorter than a language
    model's, so that real figures lie above these. The texts that an endpoint would embed are
    counted. `latency` is the mean time of a reply in seconds.

    Raises:
        UserError: the configuration or the tools cannot be used.
    """
    items = min(PREVIEW, config.count)
    offline = _offline(config).model_copy(update={"count": items})
    with quietly(), tempfile.TemporaryDirectory(prefix="toolmind-dry-run-") as folder:
        await run(offline, Path(folder))
        with RunDir.view(Path(folder)) as results:
            counted = collect(results)
            usage = results.usage()
            chains = [results.scenarios.read(index).chain for index in results.scenarios]
    once: dict[str, Usage] = {}
    if config.validates_links:
        judging, lazily = _validating(config, chains)
        if judging.requests:
            (usage if lazily else once)["validator"] = judging
    if config.graph.embedding_endpoint is not None:
        once["embedder"] = _embedding(config)
    roles = _scaled(config, usage, items, latency) | _scaled(config, once, config.count, latency)
    return RunEstimate(
        roles=roles,
        prompt_tokens_per_kept=round(counted.prompt_tokens_per_kept, 1),
        tokens_per_kept_turn=round(counted.tokens_per_kept_turn, 1),
        prefix_reuse=round(counted.account.prefix_reuse(), 4),
    )


def judged_share(estimates: Mapping[str, Estimate]) -> float:
    """Return the share of all tokens that judges take (`checks.judges`)."""
    tokens = {
        role: expected.prompt_tokens + expected.completion_tokens
        for role, expected in estimates.items()
    }
    return tokens.get("judge", 0) / max(1, sum(tokens.values()))


def _offline(config: RunConfig) -> RunConfig:
    """Return the configuration with all its endpoints played by the embedded model."""
    embedded = dict.fromkeys(config.models.endpoints, ModelConfig())
    return config.model_copy(
        update={
            "models": config.models.model_copy(update={"endpoints": embedded}),
            "graph": config.graph.model_copy(
                update={"embedder": PluginConfig(type="static"), "validated": False}
            ),
        }
    )


def model_of(config: RunConfig, role: str) -> ModelConfig:
    """Return the model of a role of an estimate: also of `embedder`, which plays no part."""
    endpoint = config.graph.embedding_endpoint
    if role == "embedder" and endpoint is not None:
        return config.models.endpoints[endpoint]
    return config.models.of(role)


def _validating(config: RunConfig, chains: Sequence[Chain]) -> tuple[Usage, bool]:
    """Return what judging links takes, and whether it is those of `chains`, as they are used.

    Else it is all that chains would walk, once. What is planned again for a link that is not
    passed comes to more, links that later chains share to less.
    """
    from toolmind.graph.build import build_graph
    from toolmind.graph.validate import requests
    from toolmind.graph.validate_lazily import requests_of

    made = prepare(config)
    graph = build_graph(made.pool, config.graph, embedder=static_embedder())
    prompt, lazily = made.prompts["validate_edge"], judged_lazily(graph, config)
    if lazily:
        asking = requests_of(chains, made.tools, prompt)
    else:
        asking = requests(graph, made.tools, prompt, above_min_score(graph, config.chains))
    usage = Usage()
    for request, judged in asking:
        asked = sum(len(message.content.encode()) for message in request.messages)
        usage += Usage(
            requests=1, prompt_tokens=asked // 4, completion_tokens=judged * _VERDICT_TOKENS
        )
    return usage, lazily


class _Counted:
    """An embedder that notes what it is given, and has the static one embed it."""

    name = "counted"

    def __init__(self) -> None:
        self.texts: set[str] = set()

    def embed(self, texts: Sequence[str]) -> Floats:
        self.texts.update(texts)
        return static_embedder().embed(texts)


def _embedding(config: RunConfig) -> Usage:
    """Return what embedding all distinct texts of the tools takes, at four bytes a token."""
    from toolmind.graph.build import build_graph

    counted = _Counted()
    build_graph(prepare(config).pool, config.graph, embedder=counted)
    return Usage(
        requests=math.ceil(len(counted.texts) / BATCH),
        prompt_tokens=sum(len(text.encode()) for text in counted.texts) // 4,
    )


def _scaled(
    config: RunConfig, usage: dict[str, Usage], items: int, latency: float
) -> dict[str, Estimate]:
    """Return what the run's items take, where `items` of them took `usage`."""
    models = {role: model_of(config, role) for role in usage}
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
