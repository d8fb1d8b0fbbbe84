"""`toolmind init`: write a commented minimal configuration."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from toolmind.errors import UserError


def command(
    path: Annotated[Path, typer.Argument(help="Where to write it.")] = Path("config.yaml"),
    force: Annotated[bool, typer.Option(help="Overwrite an existing file.")] = False,
) -> None:
    """Write a commented minimal configuration."""
    if path.exists() and not force:
        raise UserError(f"{path}: exists already. Choose another name, or overwrite with --force")
    text = resources.files("toolmind.data").joinpath("config.yaml").read_text(encoding="utf-8")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"{path}: cannot be written: {error.strerror}") from None
    typer.echo(f"wrote {path}. Next: toolmind validate {path}, then toolmind run {path}")
