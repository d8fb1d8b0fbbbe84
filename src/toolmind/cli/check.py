"""`toolmind check DATA...`: run the rule checks over somebody's dialogues."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolmind.cli.output import JsonOption, print_json

if TYPE_CHECKING:
    from toolmind.pipeline.check_data import CheckReport


def command(
    data: Annotated[
        list[Path],
        typer.Argument(help="JSONL, JSON (also .gz) or Parquet files, folders, run folders."),
    ],
    json: JsonOption = False,
) -> None:
    """Run the rule checks that need no scenario; exit code 1 when one finds something."""
    from toolmind.pipeline.check_data import check_data

    report = asyncio.run(check_data(data))
    if json:
        print_json(report)
    else:
        _print(report)
    if report.findings:
        raise typer.Exit(1)


def _print(report: CheckReport) -> None:
    from rich.table import Table
    from rich.text import Text

    from toolmind.runs.console import console

    to = console()
    to.print(f"{report.rows:,} rows in {len(report.files)} files")
    if not report.findings:
        to.print("the checks find nothing")
        return
    table = Table("check and reason", "rows", "share", "first example")
    for found in report.findings:
        example = Text(f"{found.where}: {found.example}")
        table.add_row(found.reason, f"{found.rows:,}", f"{found.rows / report.rows:.1%}", example)
    to.print(table)
