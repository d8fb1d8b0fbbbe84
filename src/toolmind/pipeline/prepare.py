"""What a run needs before its first item: tools, graph, prompts, then models and checks."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from toolmind.chains.distractors import Distractors
from toolmind.chains.transitions import above_min_score
from toolmind.chains.unreached import Unreached
from toolmind.chains.walk import Chains
from toolmind.checks.base import Check
from toolmind.config import RunConfig
from toolmind.environments.base import EnvironmentProvider
from toolmind.formats.base import Exporter
from toolmind.graph.graph import ToolGraph, load_graph
from toolmind.graph.validate_lazily import LazyValidator
from toolmind.models.base import ChatModel
from toolmind.models.cache import ReplyCache
from toolmind.models.cost import Account, Meter
from toolmind.models.factory import Models, open_models
from toolmind.pipeline.plugins import RunPlugins, giver, load_plugins, players
from toolmind.prompts import OwnPrompts, Prompt, load_prompt, shipped_prompts
from toolmind.records import Tool
from toolmind.roles.assistant import NO_PROMPT
from toolmind.runs.fingerprint import fingerprint
from toolmind.runs.memory import give_back_memory, return_large_blocks
from toolmind.runs.progress import Progress
from toolmind.runs.run_dir import RunDir
from toolmind.scenarios.personas import Personas
from toolmind.scenarios.plan import Planner
from toolmind.scenarios.write import ScenarioWriter
from toolmind.tools.pool import ToolPool, read_pool, shipped_pool

_MOST_JUDGED = 8000
"""Pairs of tools that a model judges before the first chain where `graph.validated` is `auto`
(ours): a thousand requests, about what a run of a hundred items takes."""

PROMPTS = ("scenario", "user")
"""The prompts that every run has; plug-ins ask for theirs."""


@dataclass(frozen=True)
class Materials:
    """What a run is made from; the same for every start of it."""

    config: RunConfig
    pool: ToolPool
    tools: Mapping[str, Tool]
    """Those of the pool by id, as they are shown to models."""
    prompts: Mapping[str, Prompt]
    plugins: RunPlugins
    personas: Personas

    def fingerprint(self) -> dict[str, Any]:
        """Return what the run's results depend on."""
        found = fingerprint(self.config, self.pool.digest, self.prompts)
        if self.personas.digest:
            found["personas (content)"] = self.personas.digest
        return found


@dataclass(frozen=True)
class Resources(Materials):
    """Everything that the items of a run share while it is at work."""

    chains: Chains
    planner: Planner
    writer: ScenarioWriter
    models: Models
    meter: Meter
    checks: Sequence[Check]
    judges: Sequence[Check]
    turn_judges: Sequence[Check]
    """Asked after the checks, of what they would keep."""
    links: int
    """Links of the graph, those too that chains do not walk."""
    validator: LazyValidator | None
    """Judges the links of a chain before it is played, where the graph has too many of them."""
    unreached: Unreached | None
    """Tools that no chain comes to; not looked for in the pool that ships, where it is known."""
    environment: EnvironmentProvider
    exporters: Sequence[Exporter]
    players: dict[str, str]
    """The name of the model that plays each role."""


def prepare(config: RunConfig) -> Materials:
    """Find the plug-ins, read the tools (the configured pools, or the shipped one) and the prompts.

    Raises:
        UserError: a plug-in, a setting or a file is missing or cannot be used.
    """
    return_large_blocks()
    plugins = load_plugins(config)
    prompts = [*PROMPTS, *(one.name for one in plugins.wanted(Prompt))]
    system = [name for name in config.dialogue.system_prompts if name != NO_PROMPT]
    prompts += system
    prompts += ["reasoning"] if config.dialogue.reasoning == "ask" else []
    prompts += ["reminder"] if config.dialogue.remind else []
    prompts += ["user_brief"] if config.dialogue.user == "brief" else []
    prompts += ["validate_edge"] if config.validates_links else []
    paths = config.tools.paths
    pool = read_pool(paths, strict=config.tools.strict) if paths else shipped_pool()
    own = OwnPrompts.of(config.prompts)
    own.check({*prompts, *shipped_prompts()})
    loaded = {name: load_prompt(name, own) for name in sorted(set(prompts))}
    for name in system:  # one of the user's own may ask for what nobody fills in
        loaded[name].render(clock="")
    return Materials(
        config=config,
        pool=pool,
        tools=pool.lean if config.tools.lean else pool.by_id,
        prompts=loaded,
        plugins=plugins,
        personas=Personas(config.seed, config.scenarios.personas),
    )


async def open_resources(
    made: Materials, folder: RunDir | None, stack: AsyncExitStack
) -> Resources:
    """Build the graph and open the models and checks; `stack` closes them.

    `folder` holds the reply cache and what earlier starts consumed; without one there is neither.

    Raises:
        UserError: the configuration or the tools cannot be used.
    """
    config = made.config
    meter = _meter(config, folder)
    stack.callback(meter.save)
    cache = _open_cache(config, folder, stack) if folder else None
    models = await stack.enter_async_context(open_models(config.models, cache=cache, meter=meter))
    graph = await _graph(made, folder, meter)
    validator = None
    if folder and judged_lazily(graph, config):
        validator = _lazy_validator(made, folder, models["validator"])
    elif folder and config.validates_links:
        graph = await _validated(made, graph, folder, models["validator"], meter)
    give = giver(models, made.prompts, made.pool)
    environment = made.plugins.environment.build(give)
    stack.push_async_callback(environment.close)
    await environment.open()
    give = giver(models, made.prompts, made.pool, environment)
    # The graph itself is held no longer: of all that is in it chains walk a tenth.
    chains = Chains(graph.only(above_min_score(graph, config.chains)), config.seed, config.chains)
    return Resources(
        **vars(made),
        chains=chains,
        links=graph.n_links,
        validator=validator,
        unreached=chains.unreached(graph) if config.tools.paths else None,
        planner=Planner(
            config.scenarios,
            made.plugins.kinds,
            made.tools,
            chains,
            Distractors(made.pool, graph.vectors),
            config.seed,
            environment.known,
        ),
        writer=ScenarioWriter(
            made.tools,
            models["scenario"],
            made.prompts["scenario"],
            made.personas,
            config.scenarios,
            keeps_records=environment.keeps_records,
        ),
        models=models,
        meter=meter,
        checks=[one.build(give) for one in made.plugins.checks],
        judges=[one.build(give) for one in made.plugins.judges],
        turn_judges=[one.build(give) for one in made.plugins.turn_judges],
        environment=environment,
        exporters=[one.build() for one in made.plugins.formats],
        players=players(made.plugins, models),
    )


def _meter(config: RunConfig, folder: RunDir | None) -> Meter:
    return Meter(
        max_cost=config.runtime.max_cost,
        max_tokens=config.runtime.max_tokens,
        before=folder.account() if folder else Account(),
        keep=folder.write_account if folder else None,
    )


async def _graph(made: Materials, folder: RunDir | None, meter: Meter) -> ToolGraph:
    """Return the run's graph: the one in its folder, else of an earlier run, else a new one."""
    file = folder.path / "graph.npz" if folder else None
    if file and file.exists():
        return load_graph(file)
    from toolmind.graph.graph_cache import GraphCache, graph_key

    config = made.config
    # What another embedder says of a text may change behind its name; its vectors are kept.
    kept = config.runtime.cache and config.graph.embedder.type == "static"
    shelf, key = GraphCache(), graph_key(made.pool.digest, config.graph) if kept else ""
    graph = shelf.get(key) if kept else None
    if graph is None:
        # In a thread, for an embedder may be at an endpoint: the loop stays free to stop the run.
        # Only this: what another thread reads glibc keeps apart (13 MB of a graph once read).
        graph = await asyncio.to_thread(_built, made, folder, meter)
        if kept:
            shelf.put(key, graph)
    if file:
        graph.save(file)
    return graph


def _built(made: Materials, folder: RunDir | None, meter: Meter) -> ToolGraph:
    from toolmind.graph.build import build_graph
    from toolmind.graph.embedding.static import static_embedder
    from toolmind.pipeline.embedding import embedding

    vectors = folder.path / "embeddings.db" if folder else None
    with embedding(made.config, vectors, meter) as embedder:
        graph = build_graph(made.pool, made.config.graph, embedder=embedder)
    static_embedder.cache_clear()
    give_back_memory()
    return graph


def judged_lazily(graph: ToolGraph, config: RunConfig) -> bool:
    """Say whether only the links of chains that are used are judged: `graph.validated` is `auto`,
    and there are too many. It does not depend on how many items a run has.
    """
    if config.graph.validated != "auto" or not config.validates_links:
        return False
    from toolmind.graph.validate import count_pairs

    return count_pairs(graph, above_min_score(graph, config.chains)) > _MOST_JUDGED


def _lazy_validator(made: Materials, folder: RunDir, model: ChatModel) -> LazyValidator:
    least = made.config.chains.min_transitivity, made.config.chains.min_coherence
    return LazyValidator(made.tools, model, made.prompts["validate_edge"], folder.links, least)


async def _validated(
    made: Materials, graph: ToolGraph, folder: RunDir, model: ChatModel, meter: Meter
) -> ToolGraph:
    """Return the graph with a model's verdicts, and leave it in the run's folder.

    Judged are the links that chains would walk. Once the graph is there it stays as it is, failed
    verdicts too: else the same chain would be another one after the next start.
    """
    if graph.validated:
        return graph
    from toolmind.graph.validate import validate_graph

    with Progress("pairs of tools", meter) as progress:
        judged = await validate_graph(
            graph,
            made.tools,
            model,
            folder.links,
            prompt=made.prompts["validate_edge"],
            wanted=above_min_score(graph, made.config.chains),
            in_flight=made.config.models.of("validator").runtime.concurrency,
            judged=progress.reached,
        )
    judged.save(folder.path / "graph.npz")
    return judged


def _open_cache(config: RunConfig, folder: RunDir, stack: AsyncExitStack) -> ReplyCache | None:
    remote = any(model.type != "embedded" for model in config.models.endpoints.values())
    if not (config.runtime.cache and remote):
        return None
    path = config.runtime.cache_path or folder.path / "replies.db"
    cache = ReplyCache(path, max_bytes=config.runtime.cache_max_mb << 20)
    stack.callback(cache.close)
    return cache
