"""`toolmind faults DATA...`: plant known faults in good dialogues, with labels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolmind.cli.output import JsonOption, print_json


def command(
    data: Annotated[
        list[Path],
        typer.Argument(help="JSONL, JSON (also .gz) or Parquet files, folders, run folders."),
    ],
    out: Annotated[Path, typer.Option(help="A JSONL file; its labels are written beside it.")],
    seed: Annotated[int, typer.Option(help="Where, and with which values.")] = 0,
    kinds: Annotated[
        str, typer.Option(help="Kinds of faults, with commas, or module:Class. All by default.")
    ] = "",
    tools: Annotated[
        Path | None, typer.Option(help="A pool that defines the tools of rows without definitions.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Plant known faults in good dialogues, so that `check --labels` tells what checks find."""
    from toolmind.checks.faults.load import FAULTS
    from toolmind.pipeline.plant import plant_faults

    named = [kind.strip() for kind in kinds.split(",") if kind.strip()] or list(FAULTS)
    report = plant_faults(data, out, seed=seed, kinds=named, tools=tools)
    if json:
        print_json(report)
        return
    typer.echo(f"{report.dialogues:,} dialogues, {report.unread:,} rows unread")
    for kind, planted in report.planted.items():
        typer.echo(f"{planted:8,} {kind}")
    typer.echo(f"{out}, {report.labels}")
