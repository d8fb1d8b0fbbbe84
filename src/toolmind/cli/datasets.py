"""`toolmind datasets list|inspect`: the forms of rows that are read, and what is in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolmind.cli.output import JsonOption, print_json

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_forms(json: JsonOption = False) -> None:
    """List the forms of rows that are read: data sets, and traces of running systems."""
    from toolmind.datasets.forms import FORMS

    rows = [
        {
            "name": form.name,
            "hub": form.hub,
            "licence": form.licence,
            "rows": (type(form).__doc__ or "").split("\n")[0],
        }
        for form in FORMS.values()
    ]
    if json:
        print_json(rows)
        return
    for row in rows:
        typer.echo(f"{row['name']:18}{row['rows']}")
        if row["hub"]:
            typer.echo(f"{'':18}{row['hub']}, {row['licence']}")


@app.command()
def inspect(
    data: Annotated[
        list[Path],
        typer.Argument(help="JSONL, JSON (also .gz) or Parquet files, folders, run folders."),
    ],
    json: JsonOption = False,
) -> None:
    """Say which form the rows are of and what is in them; exit code 1 when some cannot be read."""
    from toolmind.datasets.inspect import inspect_data

    found = inspect_data(data)
    if json:
        print_json(found)
    else:
        typer.echo(f"{found.rows:,} rows in {len(found.files)} files")
        for form, count in found.forms.items():
            typer.echo(f"  {form}: {count:,}")
        typer.echo(
            f"{found.messages:,} messages, {found.turns:,} turns of the assistant "
            f"({found.learnt:,} learnt, {found.reasoned:,} with reasoning), "
            f"{found.calls:,} calls of {found.tools:,} tools"
        )
        if found.unread:
            typer.echo(f"{found.unread:,} rows cannot be read:")
        for reason, place in found.reasons.items():
            typer.echo(f"  {place}: {reason}")
    if found.unread:
        raise typer.Exit(1)
