"""`toolmind report`: what a run made."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from toolmind.cli.output import JsonOption, print_json

_SHOWN = 20
"""Dialogues of a page (ours): a report is of the whole run, they are to look at."""


def command(
    run: Annotated[Path, typer.Argument(help="The run folder.")],
    json: JsonOption = False,
    html: Annotated[
        Path | None,
        typer.Option(help="Write one page instead, with its first dialogues; needs no server."),
    ] = None,
) -> None:
    """Print what a run made: counts, reasons, distributions, tokens, and where the data is."""
    from toolmind.runs.report import print_report, read_report

    if html is not None:
        _write(run, html)
    elif json:
        print_json(read_report(run))
    else:
        print_report(run)


def _write(run: Path, out: Path) -> None:
    from toolmind.errors import UserError
    from toolmind.viewer.bundle import bundle
    from toolmind.viewer.run_source import RunSource
    from toolmind.viewer.site import Site

    if out.suffix != ".html":
        raise UserError(f"--html {out}: the page is one file; give it a name that ends in .html")
    with closing(Site(RunSource(run))) as site:
        site.read()
        bundle(site, out, _SHOWN)
    typer.echo(f"wrote {out}")
