"""Files of functions: pools, OpenAI tool lists, MCP tool lists, any JSON or JSONL of functions.

Each row is one function in whatever form (repair sorts it out), or an object with a list of them
under `tools` or `functions`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from toolmind.tools.jsonl import BadRow, read_rows
from toolmind.tools.sources.base import RawTool, SetAside, slug

LICENCE_KEYS = ("licence", "license", "server_licence")


class FunctionsSource:
    """Reads `.jsonl`, `.jsonl.gz` (streamed) and `.json` files of functions."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def read(self) -> AsyncIterator[RawTool | SetAside]:
        """Yield the functions of the file, in order."""
        for row, value in read_rows(self.path):
            if isinstance(value, BadRow):
                yield SetAside(
                    file=str(self.path), row=row, code="not-json", explanation=str(value)
                )
                continue
            for function in functions_of(value):
                yield RawTool(
                    value=with_provenance(function, self.path), file=str(self.path), row=row
                )


def functions_of(value: Any) -> Iterator[Any]:
    """Yield the functions of one row: those in its list, or the row itself."""
    if isinstance(value, dict) and "name" not in value:
        for key in ("tools", "functions"):
            if isinstance(value.get(key), list):
                yield from value[key]
                return
    yield value


def with_provenance(value: Any, path: Path) -> Any:
    """Return a row with source, licence and annotations under the names that a `Tool` has."""
    if not isinstance(value, dict):
        return value
    row = {**value, "source": value.get("source") or path.name}
    licence = next((value[key] for key in LICENCE_KEYS if value.get(key)), None)
    if licence is not None:
        row["licence"] = licence
    known = row.get("annotations")
    notes = {"service": value.get("service"), "deprecated": value.get("deprecated")}
    notes = {key: note for key, note in notes.items() if note}
    row["annotations"] = {**notes, **(known if isinstance(known, dict) else {})}
    if not row.get("id"):
        name = value.get("name")
        row["id"] = f"{slug(path.name.split('.')[0])}.{name}" if isinstance(name, str) else None
    return row
