"""How wide text may be that is printed for people."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

PIPED = 100
"""Columns where there is no terminal, and nobody says otherwise by COLUMNS (ours)."""


def columns() -> int:
    """Return how many columns a line may have."""
    return shutil.get_terminal_size((PIPED, 24)).columns


def console() -> Console:
    """Return the console that tables are printed on."""
    from rich.console import Console

    return Console(width=columns(), highlight=False)


def wrapped(text: str, width: int) -> Iterator[str]:
    """Yield the lines of a text, those that are wider than `width` cells in parts.

    They are broken at a blank, or behind a comma of JSON without blanks, as late as may be.
    """
    for line in text.splitlines() or [""]:
        while cut := _cut(line, width):
            yield line[:cut].rstrip()
            line = line[cut:].lstrip()
        yield line


def _cut(line: str, width: int) -> int:
    """Return where to break a line; 0 if it is narrow enough."""
    from rich.cells import cell_len

    if cell_len(line) <= width:
        return 0
    fits = min(len(line), width)
    while cell_len(line[:fits]) > width:
        fits -= 1
    if line[fits].isspace():
        return fits
    at = max(line.rfind(" ", 0, fits), line.rfind(",", 0, fits)) + 1
    return at if line[:at].strip() else max(1, fits)
