"""`toolmind audit DATASET...`: count the known faults of tool-use data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolmind.cli.output import JsonOption, print_json

if TYPE_CHECKING:
    from toolmind.audit.report import AuditReport


def command(
    datasets: Annotated[
        list[Path],
        typer.Argument(help="JSONL, JSON (also .gz) or Parquet files, folders, run folders."),
    ],
    json: JsonOption = False,
) -> None:
    """Count known faults in a tool-use data set; exit code 1 when one is found."""
    from toolmind.audit.report import audit

    report = audit(datasets)
    if json:
        print_json(report.as_json())
    else:
        _print(report)
    if not report.clean:
        raise typer.Exit(1)


def _print(report: AuditReport) -> None:
    from rich.table import Table
    from rich.text import Text

    from toolmind.runs.console import console

    table = Table(title=f"{report.rows:,} rows in {len(report.files)} files", title_justify="left")
    for name, justify in (("fault", "left"), ("rows", "right"), ("share", "right")):
        table.add_column(name, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    table.add_column("first example, or why it is none", overflow="fold")
    for fault in report.faults:
        rows = fault.rows if fault.found else 0
        share = f"{rows / report.rows:.1%}" if report.rows else "-"
        text = f"{fault.where}: {fault.example}" if fault.found else fault.remark
        style = "bold red" if fault.found else ""
        table.add_row(Text(fault.title, style=style), f"{rows:,}", share, Text(text))
    to = console()
    to.print(table)
    found = [fault.name for fault in report.faults if fault.found]
    to.print(f"found: {', '.join(found)}" if found else "no known fault found")
