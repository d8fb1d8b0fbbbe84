"""All that a run will open, opened without one: what can be known before anything is paid for."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path

from toolmind.config import PluginConfig, RunConfig
from toolmind.files import require_writable
from toolmind.graph.embedding.embedders import open_embedder
from toolmind.models.cache import cache_stats
from toolmind.models.factory import unwritable
from toolmind.pipeline.notes import notes
from toolmind.pipeline.prepare import Materials, open_resources, prepare
from toolmind.records import Chain, Record
from toolmind.runs.run_dir import RunDir
from toolmind.tools.pool import SkippedRow


class Validation(Record, frozen=True):
    """What a configuration comes to. By tool id, `cannot` says of a tool why its items will fail.

    Links are counted with the static embedding, if theirs is another: it costs nothing.
    """

    tools: int
    skipped: tuple[SkippedRow, ...]
    links: int
    walked: int
    """Links that are good enough to be walked."""
    first_chain: Chain
    cannot: Mapping[str, str]
    notes: tuple[str, ...] = ()
    """What a run would do otherwise than it is asked to (see `pipeline.notes`)."""


async def validate(config: RunConfig, out: Path, *, fresh: bool = False) -> Validation:
    """Open everything that a run in `out` would open; make no file, and ask no model.

    Raises:
        UserError: a plug-in, a setting, a key, a file or a folder cannot be used.
    """
    made = prepare(config)
    _check_caches(config)
    open_embedder(config.graph, config.models)
    async with AsyncExitStack() as stack:
        use = await open_resources(_embedded_at_no_cost(made), None, stack)
        RunDir(out).would_open(made.fingerprint(), fresh=fresh)
        # Of the tools that ship it is known.
        own = list(made.tools.values()) if config.tools.paths else []
        return Validation(
            tools=len(made.pool),
            skipped=tuple(made.pool.skipped),
            links=use.links,
            walked=use.chains.n_links,
            first_chain=next(use.chains.draw(0, 1)),
            notes=tuple(notes(use)),
            cannot=unwritable(config.models, own) | use.environment.cannot_answer(own),
        )


def _check_caches(config: RunConfig) -> None:
    """Refuse files of kept replies and vectors that a run could not use."""
    replies, vectors = config.runtime.cache_path, config.runtime.embeddings_path
    if replies:
        require_writable(replies, "Name another file as runtime.cache_path")
    if replies and replies.exists():
        cache_stats(replies)
    if vectors:
        require_writable(vectors, "Name another file as runtime.embeddings_path")


def _embedded_at_no_cost(made: Materials) -> Materials:
    static = made.config.graph.model_copy(update={"embedder": PluginConfig(type="static")})
    return dataclasses.replace(made, config=made.config.model_copy(update={"graph": static}))
