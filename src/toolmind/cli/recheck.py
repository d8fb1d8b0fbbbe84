"""`toolmind recheck RUN --only errors|CHECK|JUDGE`: some verdicts of a run, made again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolmind.cli.output import JsonOption, print_json
from toolmind.cli.resumable import finish


def command(
    run: Annotated[Path, typer.Argument(help="The run folder.")],
    only: Annotated[
        str, typer.Option(help="`errors`: what failed to be judged; or a check or judge by name.")
    ],
    config: Annotated[
        Path | None,
        typer.Option(help="A run's YAML file with other checks or judges. [default: the run's]"),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Judge a run again where judging failed, or by one check or judge; select and export anew."""
    from toolmind.config import load_config
    from toolmind.pipeline.recheck import recheck

    settings = load_config(config) if config else None
    report = finish(recheck(run, only, settings))
    if json:
        print_json(report)
        return
    typer.echo(f"{report.judged:,} trajectories judged again, {report.changed:,} have new verdicts")
    if report.errors:
        typer.echo(f"{report.errors:,} could not be judged: toolmind recheck {run} --only errors")
    for one in report.exported.reports:
        where = report.exported.folder / one.name
        typer.echo(f"{where}  {one.rows:,} rows, {one.trained_turns:,} turns to learn")
    typer.echo(f"{report.exported.kept:,} trajectories kept")
