"""`toolmind run`: make trajectories, check them, export samples."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolmind.cli.output import JsonOption, print_json
from toolmind.cli.run_options import (
    ConfigArgument,
    RunFolderOption,
    SettingsArgument,
    run_folder,
)
from toolmind.config import RunConfig, load_config
from toolmind.errors import Interrupted

if TYPE_CHECKING:
    from toolmind.pipeline.dry_run import RunEstimate


def command(
    config: ConfigArgument,
    overrides: SettingsArgument = None,
    out: RunFolderOption = None,
    fresh: Annotated[bool, typer.Option(help="Start over: remove the results there.")] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Make only the first N items, as a preview.")
    ] = None,
    no_cache: Annotated[
        bool,
        typer.Option("--no-cache", help="Keep and use no replies, vectors and graphs of before."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell calls, tokens and cost to expect.")
    ] = False,
    latency: Annotated[
        float, typer.Option(min=0, help="Seconds of a reply, for the time of --dry-run.")
    ] = 2.0,
    json: JsonOption = False,
) -> None:
    """Make trajectories, check them, export samples. Goes on where it was stopped."""
    without = ["runtime.cache=false"] if no_cache else []
    settings = load_config(config, [*(overrides or []), *without])
    if dry_run:
        print_estimate(settings, latency, json)
        return
    start(settings, out or run_folder(config), fresh=fresh, limit=limit, json=json)


def start(
    config: RunConfig,
    out: Path,
    *,
    fresh: bool = False,
    limit: int | None = None,
    json: bool = False,
) -> None:
    """Run, export, and print where the results are and what they are."""
    from toolmind.cli.report import command as report
    from toolmind.pipeline.run import run

    async def main() -> bool:
        stop = asyncio.Event()
        _stop_on_interrupt(stop)
        await run(config, out, fresh=fresh, limit=limit, stop=stop, tell=_note)
        return stop.is_set()

    try:
        interrupted = asyncio.run(main())
    except asyncio.CancelledError:
        raise Interrupted from None
    report(out, json)
    if interrupted:
        raise Interrupted
    if not _any_kept(out):
        typer.echo("nothing was kept: the reasons are counted above", err=True)
        raise typer.Exit(1)


def _any_kept(out: Path) -> bool:
    from toolmind.runs.run_dir import RunDir

    with RunDir.view(out) as folder:
        return any(decision.keep for decision in folder.decisions().values())


def _note(text: str) -> None:
    typer.echo(f"note: {text}", err=True)


def _stop_on_interrupt(stop: asyncio.Event) -> None:
    """Let the first Ctrl-C finish what is in flight, and the second give it up."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()

    def interrupt() -> None:
        if stop.is_set() and task:
            task.cancel()
            return
        stop.set()
        typer.echo("\nfinishing what is in flight; Ctrl-C again to give it up", err=True)

    loop.add_signal_handler(signal.SIGINT, interrupt)


def print_estimate(config: RunConfig, latency: float, json: bool = False) -> None:
    """Print what the run would take, by role."""
    from toolmind.pipeline.dry_run import estimate_run

    estimated = asyncio.run(estimate_run(config, latency))
    if json:
        print_json(estimated)
    else:
        _print_estimates(config, estimated, latency)


def _print_estimates(config: RunConfig, estimated: RunEstimate, latency: float) -> None:
    from rich.table import Table

    from toolmind.pipeline.dry_run import PREVIEW, judged_share, model_of
    from toolmind.runs.console import console

    estimates = estimated.roles
    table = Table("role", "model", "calls", "prompt tokens", "completion tokens", "cost", "time")
    for role, expected in sorted(estimates.items()):
        model = model_of(config, role)
        table.add_row(
            role,
            model.model or model.type,
            f"{expected.requests:,}",
            f"{expected.prompt_tokens:,}",
            f"{expected.completion_tokens:,}",
            f"${expected.cost:,.2f}",
            f"{expected.seconds / 60:,.1f} min",
        )
    to = console()
    to.print(table)
    if share := judged_share(estimates):
        to.print(f"judges take {share:.0%} of the tokens; checks.judges says which there are")
    to.print(
        f"{estimated.prompt_tokens_per_kept:,.0f} prompt tokens per kept trajectory,"
        f" {estimated.tokens_per_kept_turn:,.0f} tokens per kept turn;"
        f" a cache of prefixes would reuse {estimated.prefix_reuse:.0%} of the prompts"
    )
    to.print(
        f"{config.count:,} items, extrapolated from {min(PREVIEW, config.count)} that the embedded"
        f" model played; ${sum(e.cost for e in estimates.values()):,.2f} in all, at least"
        f" {max(e.seconds for e in estimates.values()) / 60:,.1f} min at {latency:g} s a reply"
    )
