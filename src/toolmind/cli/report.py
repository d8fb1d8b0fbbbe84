"""`toolmind report`: what a run made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolmind.cli.output import JsonOption, print_json


def command(
    run: Annotated[Path, typer.Argument(help="The run folder.")], json: JsonOption = False
) -> None:
    """Print what a run made: counts, reasons, distributions, tokens, and where the data is."""
    from toolmind.runs.report import print_report, read_report

    if json:
        print_json(read_report(run))
    else:
        print_report(run)
