"""`toolmind overlap DATA...`: near duplicates, and what a data set has of benchmarks."""

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
    out: Annotated[
        Path, typer.Option(help="A folder for what is found, and a report. Goes on with it.")
    ],
    against: Annotated[
        list[Path] | None,
        typer.Option(
            help="Benchmarks that the data should not hold: files or folders of their tasks, as"
            " JSON, JSONL, Parquet, Python or text. May be given several times."
        ),
    ] = None,
    by: Annotated[
        str, typer.Option(help="What makes a duplicate: text, calls, goal, with commas.")
    ] = "text,calls,goal",
    similarity: Annotated[
        float, typer.Option(min=0.3, max=1, help="Share of word triples from which texts are near.")
    ] = 0.9,
    keep: Annotated[
        Path | None, typer.Option(help="A JSONL file for the rows without a finding, unchanged.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Find near duplicates in data, and tasks of benchmarks; exit code 1 when there are any."""
    from toolmind.pipeline.overlap import OVERLAPS, find_overlaps

    kinds = [kind.strip() for kind in by.split(",") if kind.strip()]
    report = find_overlaps(
        data, out, by=kinds, similarity=similarity, against=against or (), keep=keep
    )
    if json:
        print_json(report)
    else:
        typer.echo(f"{report.rows:,} rows, {report.kept:,} without a finding")
        if report.passages:
            typer.echo(f"held against {report.passages:,} passages of benchmarks")
        for kind, count in report.found.items():
            typer.echo(f"{count:8,} {_TOLD[kind]}")
        for problem in report.unread:
            typer.echo(f"unread: {problem}", err=True)
        typer.echo(f"{out / OVERLAPS}" + (f", {keep}" if keep else ""))
    if report.found:
        raise typer.Exit(1)


_TOLD = {
    "text": "rows with nearly the words and calls of an earlier one",
    "calls": "rows with the calls of an earlier one",
    "goal": "rows with nearly the first request of an earlier one",
    "leak": "rows with a task of a benchmark",
}
