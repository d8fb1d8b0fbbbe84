"""Files of functions: pools, OpenAI tool lists, MCP tool lists, any JSON or JSONL of functions.

Each row is one function in whatever form (repair sorts it out), or an object with a list of them
under `tools` or `functions`, which may be JSON text: any rows with tools, under one's own licence.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import Any

from toolmind.datasets.dialogue import RowError
from toolmind.datasets.files import read_rows
from toolmind.datasets.forms.base import parsed
from toolmind.errors import DataError
from toolmind.tools.sources.base import RawTool, SetAside, namespace

LICENCE_KEYS = ("licence", "license", "server_licence")


class FunctionsSource:
    """Reads `.jsonl`, `.jsonl.gz` (streamed) and `.json` files of functions."""

    def __init__(self, place: Path, *, licence: str = "") -> None:
        self.path = place
        self.licence = licence
        self.namespace = namespace(place.name.split(".")[0])

    async def read(self) -> AsyncGenerator[RawTool | SetAside]:
        """Yield the functions of the file, in order."""
        for row in read_rows(self.path):
            if isinstance(row, DataError):
                yield SetAside(
                    file=str(self.path), row=row.row, code="not-json", explanation=row.problem
                )
                continue
            try:
                found = list(functions_of(row.value))
            except RowError as error:
                yield SetAside(
                    file=str(self.path), row=row.number, code="not-json", explanation=str(error)
                )
                continue
            for function in found:
                yield RawTool(
                    value=with_provenance(function, self.path, self.licence),
                    file=str(self.path),
                    row=row.number,
                    namespace=self.namespace,
                )


def functions_of(value: dict[str, Any]) -> Iterator[Any]:
    """Yield the functions of one row: those in its list, which may be empty, or the row itself.

    Raises:
        RowError: the text in the place of the list is not JSON.
    """
    keys = [key for key in ("tools", "functions") if key in value and "name" not in value]
    found = [functions for key in keys if (functions := parsed(value[key], key)) is not None]
    if keys and all(isinstance(functions, list) for functions in found):
        yield from (function for functions in found[:1] for function in functions)
    else:
        yield value


def with_provenance(value: Any, path: Path, licence: str = "") -> Any:
    """Return a row with source, licence and notes under the names that a `Tool` has."""
    if not isinstance(value, dict):
        return value
    found = next((value[key] for key in LICENCE_KEYS if value.get(key)), licence)
    row = {**value, "source": value.get("source") or path.name, "licence": found}
    known = row.get("annotations")
    notes = {key: value[key] for key in ("service", "deprecated") if value.get(key)}
    row["annotations"] = {**notes, **(known if isinstance(known, dict) else {})}
    return row
