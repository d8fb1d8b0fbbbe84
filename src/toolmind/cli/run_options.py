"""What verbs take that make a run, or look at one before it is made: its file, settings, folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ConfigArgument = Annotated[Path, typer.Argument(help="The run's YAML file.")]
SettingsArgument = Annotated[
    list[str] | None, typer.Argument(help="Settings to change, as key.path=value.")
]
RunFolderOption = Annotated[
    Path | None, typer.Option(help="The run folder. [default: runs/<name of the file>]")
]


def run_folder(config: Path) -> Path:
    """Return where a run goes that nobody gives a folder for: by the name of its file."""
    return Path("runs") / config.stem
