"""`toolmind cache`: look at, prune, save or load the cache of model replies."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from toolmind.cli.output import JsonOption, print_json
from toolmind.models.cache import FILE_NAME, cache_file, cache_stats, prune_cache

app = typer.Typer(
    no_args_is_help=True, help="Look at, prune, save or load the cache of model replies."
)
_Place = Annotated[Path, typer.Argument(help="A run folder, or the file of a reply cache.")]


@app.command()
def stats(place: _Place, json: JsonOption = False) -> None:
    """Print how many replies a cache holds, its size, and the age of what is in it."""
    held = cache_stats(cache_file(place))
    if json:
        print_json(held)
        return
    typer.echo(f"replies  {held.replies}")
    typer.echo(f"size     {held.file_bytes / 2**20:.1f} MiB")
    if held.replies:
        for name, at in (("oldest", held.oldest), ("newest", held.newest)):
            typer.echo(f"{name}   {datetime.fromtimestamp(at).isoformat(' ', 'seconds')}")


@app.command()
def prune(
    place: _Place,
    max_mb: Annotated[
        int | None, typer.Option(min=0, help="Keep the newest replies within this size.")
    ] = None,
    older_than_days: Annotated[
        float | None, typer.Option(min=0, help="Drop replies older than this.")
    ] = None,
) -> None:
    """Drop replies by age or size; what is dropped is asked, and paid, again when needed."""
    if max_mb is None and older_than_days is None:
        raise typer.BadParameter("give --max-mb or --older-than-days")
    dropped = prune_cache(
        cache_file(place),
        max_bytes=None if max_mb is None else max_mb << 20,
        older_than_s=None if older_than_days is None else older_than_days * 86_400,
    )
    typer.echo(f"dropped {dropped} replies")


@app.command()
def save(
    place: _Place,
    out: Annotated[Path, typer.Option(help="The file to write: JSON lines, `.gz` packs it.")],
) -> None:
    """Write the replies as a file by which the same run asks nobody, there or elsewhere."""
    from toolmind.models.recording import save_recording

    typer.echo(f"saved {save_recording(cache_file(place), out)} replies")


@app.command()
def load(
    recording: Annotated[Path, typer.Argument(help="A file that `save` wrote.")],
    run: Annotated[Path, typer.Argument(help="A run folder; it is made where there is none.")],
) -> None:
    """Fill a run's cache with the replies of a recording, before it runs."""
    from toolmind.models.recording import load_recording

    typer.echo(f"loaded {load_recording(recording, run / FILE_NAME)} replies")
