"""`--json`, the same for every verb that prints a table: one JSON value on stdout, nothing else."""

from __future__ import annotations

from typing import Annotated, Any

import typer

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON value, and no table.")]


def print_json(value: Any) -> None:
    """Print a value made of records, dataclasses, paths and plain values as indented JSON."""
    import msgspec

    text = msgspec.json.encode(value, enc_hook=str)
    typer.echo(msgspec.json.format(text, indent=2).decode())
