"""`toolmind report`: what a run made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(run: Annotated[Path, typer.Argument(help="The run folder.")]) -> None:
    """Print what a run made: counts, reasons, distributions, tokens, and where the data is."""
    from toolmind.runs.report import print_report

    print_report(run)
