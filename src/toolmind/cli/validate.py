"""`toolmind validate`: check a configuration and all it names, before anything runs."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated

import typer

from toolmind.config import load_config


def command(
    config: Annotated[Path, typer.Argument(help="The run's YAML file.")],
    overrides: Annotated[
        list[str] | None, typer.Argument(help="Settings to change, as key.path=value.")
    ] = None,
) -> None:
    """Check a configuration and all it names: tools, graph, models, prompts, checks."""
    from toolmind.pipeline.prepare import open_resources, prepare

    async def check() -> None:
        async with AsyncExitStack() as stack:
            use = await open_resources(prepare(load_config(config, overrides)), None, stack)
            for row in use.pool.skipped:
                place = f"{row.file}:{row.row} [{row.field}]"
                typer.echo(f"skipped: {place}: {row.problem}. {row.remedy}", err=True)
            chain = next(use.chains.draw(0, 1))
            typer.echo(
                f"{config}: good. {len(use.pool)} tools ({len(use.pool.skipped)} rows skipped),"
                f" {use.chains.n_links} links, a first chain of {len(chain.tools)} tools"
            )

    asyncio.run(check())
