"""`toolmind demo`: the whole road, offline, on the shipped pool of real tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolmind.config import RunConfig


def command(
    out: Annotated[Path, typer.Option(help="The run folder.")] = Path("runs/demo"),
    count: Annotated[int, typer.Option(min=1, help="Trajectories to simulate.")] = 1250,
) -> None:
    """Run the whole road offline on the shipped pool of real tools, and show what comes out."""
    from toolmind.cli.run import start
    from toolmind.cli.show import print_first

    start(RunConfig(count=count), out)
    typer.echo()
    print_first(out)
