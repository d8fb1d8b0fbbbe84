"""`toolmind push DIR REPO`: upload an exported data set, with its card, to a hub."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolmind.cli.output import JsonOption, print_json


def command(
    folder: Annotated[
        Path, typer.Argument(help="What --format huggingface wrote: RUN/export/huggingface.")
    ],
    repository: Annotated[str, typer.Argument(help="The data set's name there, OWNER/NAME.")],
    public: Annotated[
        bool, typer.Option("--public", help="Everybody may see it. [default: private]")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be uploaded, and reach no network.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Upload an exported data set and its card to a Hugging Face hub; nothing else ever does."""
    from toolmind.formats.push import push

    pushed = push(folder, repository, public=public, dry_run=dry_run)
    if json:
        print_json(pushed)
        return
    what = f"{len(pushed.files)} files, {pushed.bytes:,} bytes: {', '.join(pushed.files)}"
    seen = "private" if pushed.private else "public"
    said = "would be uploaded" if dry_run else f"uploaded: {pushed.url}"
    typer.echo(f"{pushed.repository} ({seen}): {what}  {said}")
