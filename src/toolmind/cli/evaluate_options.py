"""What the kinds of `toolmind evaluate` share: their options, and how shares are told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from toolmind.evaluation.paired import Paired
    from toolmind.runs.labels import Share

_ENDPOINT = typer.Option(
    "--endpoint",
    help="A URL, as in http://127.0.0.1:8000/v1, or an endpoint of --config. May be repeated.",
)
EndpointOption = Annotated[list[str], _ENDPOINT]
SomeEndpointOption = Annotated[list[str] | None, _ENDPOINT]
ModelOption = Annotated[
    list[str] | None,
    typer.Option(
        "--model", help="What a URL is asked for. Several of one URL, or one for each of several."
    ),
]
KeyOption = Annotated[
    str, typer.Option(help="Name of the environment variable that holds the key of the URLs.")
]
ConfigOption = Annotated[
    Path | None, typer.Option(help="A run's YAML file: endpoints, concurrency, cache, budget.")
]
OutOption = Annotated[Path, typer.Option(help="A folder for the results. Goes on with it.")]
FreshOption = Annotated[bool, typer.Option("--fresh", help="Start over.")]


def table_of(model: str, *numbers: str) -> Table:
    """Return a table of slices and numbers; where there is no room both are broken at blanks."""
    from rich.table import Table

    table = Table(title=model, title_justify="left")
    table.add_column("slice", overflow="fold")
    for name in numbers:
        table.add_column(name)
    return table


def in_percent(share: Share | None) -> str:
    """Return a share with its interval, as people read it."""
    if share is None:
        return ""
    return f"{share.share:.1%} ({share.low * 100:.0f}–{share.high * 100:.0f})".replace("%", "")


def in_words(pair: Paired) -> str:
    """Return a comparison of two models, as people read it."""
    return (
        f"{pair.second} against {pair.first}: {pair.difference * 100:+.1f} points"
        f" ({pair.low * 100:+.1f} to {pair.high * 100:+.1f}), p = {pair.p:.3g} (McNemar;"
        f" {pair.only_second:,} right alone against {pair.only_first:,})"
    )
