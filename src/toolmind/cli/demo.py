"""`toolmind demo`: the whole road, offline, on the shipped pool of real tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolmind.cli.run import start
from toolmind.config import RunConfig


def command(
    out: Annotated[
        Path | None, typer.Option(help="The run folder. [default: runs/demo or runs/recorded]")
    ] = None,
    count: Annotated[int, typer.Option(min=1, help="Trajectories to simulate.")] = 1250,
    recorded: Annotated[
        bool,
        typer.Option(
            "--recorded", help="Dialogues that a strong model played: check and export them."
        ),
    ] = False,
) -> None:
    """Run the whole road offline on the shipped pool of real tools, and show what comes out."""
    from toolmind.cli.show import print_first

    if recorded:
        from toolmind.pipeline.recorded import recorded_run

        out = out or Path("runs/recorded")
        config = recorded_run(out)
    else:
        out = out or Path("runs/demo")
        config = RunConfig(count=count)
    start(config, out)
    typer.echo()
    print_first(out)
