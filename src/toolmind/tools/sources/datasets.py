"""The tools inside data sets, each read in its own row form.

A data set is a local file, or what `datasets` (extra `datasets`) reads as a stream: a local folder
or a name on the Hugging Face hub. One tool occurs in many rows: it is yielded once for each
distinct definition.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import Any

import orjson

from toolmind.datasets.files import SUFFIXES, Row
from toolmind.datasets.forms import FORMS, RowError
from toolmind.datasets.hub import read_hub
from toolmind.datasets.read import read_unfolded
from toolmind.errors import ConfigError, DataError
from toolmind.tools.sources.base import RawTool, SetAside


class DatasetSource:
    """Reads the tools of one data set from a local file, or from the hub by name.

    A data set of another name on the hub than the form's own has its own source, and only the
    `licence` given: one set's licence is never another's. `licence` also overrules a public set's.
    """

    def __init__(self, form: str, place: str = "", *, licence: str = "") -> None:
        if form not in FORMS:
            raise ConfigError(f"unknown data set {form!r} (known: {', '.join(FORMS)})")
        self.form = FORMS[form]
        self.location = place or self.form.hub
        if not self.location:
            raise ConfigError(f"{form} is the form of many data sets: write {form}:FILE")
        self._is_file = self.location.endswith(SUFFIXES) or Path(self.location).exists()
        own = self._is_file or self.location == self.form.hub
        name = Path(self.location).name if self._is_file else self.location
        self.source = (self.form.hub if own else "") or name
        self.licence = licence or (self.form.licence if own else "")

    async def read(self) -> AsyncGenerator[RawTool | SetAside]:
        """Yield each distinct tool definition once, at the row where it first occurs."""
        seen: set[bytes] = set()
        for row in self._rows():
            if isinstance(row, DataError):
                yield self._aside(row.row, row.problem)
                continue
            try:
                found = list(self.form.tools(row.value))
            except RowError as error:
                yield self._aside(row.number, str(error))
                continue
            for tool in found:
                if (digest := _digest(tool)) not in seen:
                    seen.add(digest)
                    yield RawTool(
                        value=self._with_provenance(tool),
                        file=self.location,
                        row=row.number,
                        namespace=self.form.name,
                    )

    def _aside(self, row: int | None, problem: str) -> SetAside:
        return SetAside(file=self.location, row=row, code="no-tools-in-row", explanation=problem)

    def _rows(self) -> Iterator[Row | DataError]:
        if self._is_file and not Path(self.location).is_dir():
            return read_unfolded(Path(self.location))
        return read_hub(self.location)

    def _with_provenance(self, tool: Any) -> Any:
        if not isinstance(tool, dict):
            return tool
        return {**tool, "source": self.source, "licence": self.licence}


def _digest(value: Any) -> bytes:
    options = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
    return hashlib.blake2b(
        orjson.dumps(value, option=options, default=str), digest_size=16
    ).digest()
