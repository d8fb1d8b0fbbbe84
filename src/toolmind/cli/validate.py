"""`toolmind validate`: check a configuration and all it names, before anything runs."""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from toolmind.cli.run_options import (
    ConfigArgument,
    RunFolderOption,
    SettingsArgument,
    run_folder,
)
from toolmind.config import load_config

if TYPE_CHECKING:
    from toolmind.pipeline.validate import Validation

_MOST = 20
"""Findings of a kind that are printed."""


def command(
    config: ConfigArgument,
    overrides: SettingsArgument = None,
    out: RunFolderOption = None,
    fresh: Annotated[bool, typer.Option(help="For a run that starts over there.")] = False,
) -> None:
    """Open all that a run would: tools, graph, models, prompts, checks, formats, folders."""
    from toolmind.pipeline.validate import validate

    settings = load_config(config, overrides)
    found = asyncio.run(validate(settings, out or run_folder(config), fresh=fresh))
    _print_skipped(found)
    for tool, why in islice(found.cannot.items(), _MOST):
        typer.echo(f"cannot be played: {tool}: {why}", err=True)
    if (more := len(found.cannot) - _MOST) > 0:
        typer.echo(f"cannot be played: {more} more tools", err=True)
    for note in found.notes:
        typer.echo(f"note: {note}", err=True)
    count = len(found.cannot)
    good = f"can be run, but items that call {count} of its tools will fail" if count else "good"
    tools = f"{found.tools} tools ({len(found.skipped)} rows skipped)"
    links = f"{found.links} links, {found.walked} of them good enough to walk"
    chain = f"a first chain of {len(found.first_chain.tools)} tools"
    typer.echo(f"{config}: {good}. {tools}, {links}, {chain}")


def _print_skipped(found: Validation) -> None:
    for row in found.skipped:
        place = f"{row.file}:{row.row} [{row.field}]"
        typer.echo(f"skipped: {place}: {row.problem}. {row.remedy}", err=True)
