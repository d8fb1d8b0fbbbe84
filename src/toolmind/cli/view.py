"""`toolmind view`: look at a run, or at any data set of dialogues, in the browser."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from toolmind.viewer.site import Site


def command(
    data: Annotated[
        list[Path],
        typer.Argument(help="Run folders, the folder of a check, or files of dialogues."),
    ],
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 0,
    static: Annotated[
        Path | None,
        typer.Option(help="Write the page instead: a folder, or one file.html. Needs no server."),
    ] = None,
    count: Annotated[int, typer.Option(min=1, help="Items of a static page, at most.")] = 200,
    template: Annotated[
        list[str] | None,
        typer.Option(
            help="A model's folder or hub name, a .jinja file, or trl:NAME: shows what is under"
            " loss."
        ),
    ] = None,
    calibration: Annotated[
        Path | None,
        typer.Option(help="What `judges calibrate` wrote: how probably a turn is wrong."),
    ] = None,
    changes: Annotated[
        Path | None,
        typer.Option(help="What `tools import --changes` wrote: a tool shows its repairs."),
    ] = None,
) -> None:
    """Look at a run, also one at work, or at any data set of dialogues, in the browser.

    Serves one page on 127.0.0.1 until Ctrl-C. Nothing is written but labels: `labels.jsonl` in the
    run folder, or beside the data.
    """
    from toolmind.viewer.open_source import open_source
    from toolmind.viewer.site import Site
    from toolmind.viewer.templates import known_templates

    templates = [_known(name) for name in template or ()]
    offered = templates if static else known_templates(templates)
    # Else what it keeps in temporary files would stay behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with closing(Site(open_source(data, calibration), offered, changes)) as site:
        if static is not None:
            _write(site, static, count)
            return
        from toolmind.viewer.server import serve

        asyncio.run(serve(site, port, lambda address: typer.echo(f"{address}\nCtrl-C ends it.")))


def _write(site: Site, out: Path, count: int) -> None:
    from toolmind.viewer.bundle import bundle

    site.read()
    typer.echo(f"wrote {bundle(site, out, count)} items to {out}")


def _known(template: str) -> str:
    """Return the name of a template that can be read; one that cannot is told before anything."""
    from toolmind.formats.proof.template import load_template

    load_template(template)
    return template
