"""The rows of data files, one at a time: JSON lines, JSON lists and Parquet.

Every command that reads data sets reads them here, so that a file means the same to all of them:
blank lines are passed over, a byte order mark too, and what a row is told by the file's content
where names are used loosely (a list in a `.jsonl`, lines in a `.json`).
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

import orjson

from toolmind.datasets.long_numbers import with_all_digits
from toolmind.errors import DataError
from toolmind.files import open_bytes, require_file

LINE_SUFFIXES = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
LIST_SUFFIXES = (".json", ".json.gz")
JSON_SUFFIXES = LINE_SUFFIXES + LIST_SUFFIXES
SUFFIXES = (*JSON_SUFFIXES, ".parquet")

_BATCH = 256
_HEAD = 4096
_BLANK = b"\xef\xbb\xbf \t\r\n"
"""A byte order mark, and what JSON has for blanks."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Row(NamedTuple):
    """A row as it stands in a file. Numbers count from 1: lines, or the items of a list."""

    file: str
    number: int
    value: dict[str, Any]


def read_rows(path: Path) -> Iterator[Row | DataError]:
    """Yield every row of a file; one that is no JSON object is an error that names file and row.

    Lines and Parquet are streamed; a JSON list is read whole, since it ends only at its end. A
    file of any other name is read as lines.

    Raises:
        DataError: the file is missing, not readable, or damaged as a whole.
    """
    require_file(path)
    if path.suffix == ".parquet":
        for number, row in enumerate(_parquet(path), 1):
            yield Row(str(path), number, row)
        return
    for number, value in _json_values(path):
        if isinstance(value, dict):
            yield Row(str(path), number, value)
        else:
            problem = value if isinstance(value, _NotJson) else "not a JSON object"
            remedy = "Mend or remove the row"
            yield DataError(str(problem), file=str(path), row=number, remedy=remedy)


_ROWS = "simulations"
"""The key under which a results file of tau2 lists its rows."""


class _NotJson(ValueError):
    """A line that cannot be parsed; reading goes on after it."""


def _json_values(path: Path) -> Iterator[tuple[int, Any]]:
    number = 0
    try:
        with open_bytes(path) as file:
            if (values := _listed(path, file)) is not None:
                yield from enumerate(values, 1)
                return
            file.seek(0)
            for number, line in enumerate(file, 1):
                if text := line.strip(_BLANK):  # files put together have a mark in the middle
                    yield number, _parse(text)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(
            f"cannot be read: the archive is damaged or cut short ({error})",
            file=str(path),
            row=number + 1,
            remedy="Fetch or write it again",
        ) from error
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", file=str(path)) from error


def _listed(path: Path, file: IO[bytes]) -> list[Any] | None:
    """Return the values of one JSON document, or None where the file is JSON lines instead."""
    named = path.name.endswith(LIST_SUFFIXES)
    head = file.read(_HEAD)
    if head.startswith(_UTF_16):
        raise DataError("is in UTF-16", file=str(path), remedy="Save it in UTF-8")
    head = head.lstrip(_BLANK)
    if not named and not head.startswith(b"["):
        return None
    file.seek(0)
    data = file.read()
    value = _parse(data.strip(_BLANK))
    if isinstance(value, list):
        return value
    if not named:
        return None
    if isinstance(value, dict):
        listed = value.get(_ROWS)
        return listed if isinstance(listed, list) else [value]
    if not isinstance(value, _NotJson):
        raise DataError("holds neither a list nor an object", file=str(path))
    first, _, rest = data.lstrip(_BLANK).partition(b"\n")
    if rest and not isinstance(_parse(first.strip()), _NotJson):
        return None  # lines under a `.json` name, which hubs and exports often have
    raise DataError(str(value), file=str(path), remedy="Mend the file, or write it as JSONL")


def _parse(text: bytes) -> Any | _NotJson:
    try:
        return with_all_digits(text, orjson.loads(text))
    except orjson.JSONDecodeError as error:
        if (wrong := _not_utf_8(text)) is not None:
            return _NotJson(f"not UTF-8: byte {text[wrong]:#04x} at column {wrong + 1}")
        return _NotJson(f"not JSON: {error}")


def _not_utf_8(text: bytes) -> int | None:
    try:
        text.decode()
    except UnicodeDecodeError as error:
        return error.start
    return None


def _parquet(path: Path) -> Iterator[dict[str, Any]]:
    import duckdb  # 13 MB that only Parquet needs

    try:
        with duckdb.connect(config={"threads": 1}) as connection:
            cursor = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
            kinds = {column[0]: str(column[1]) for column in cursor.description or ()}
            while rows := cursor.fetchmany(_BATCH):
                for row in rows:
                    pairs = zip(kinds.items(), row, strict=True)
                    yield {name: _parquet_value(value, kind) for (name, kind), value in pairs}
    except duckdb.Error as error:
        raise DataError(f"not Parquet: {' '.join(str(error).split())}", file=str(path)) from error


def _parquet_value(value: Any, kind: str) -> Any:
    """Return a value as it was written: of a column of JSON what its text says."""
    if kind == "JSON[]" and value is not None:
        return [orjson.loads(one) for one in value]
    return orjson.loads(value) if kind == "JSON" and value is not None else value


def data_files(paths: Iterable[Path]) -> list[Path]:
    """Return the data files at the paths, each once: files, or those in folders.

    Of a run folder it is what it exported. In a folder, `.json` files count only where there is no
    other data file: beside others they describe them.

    Raises:
        DataError: there is no such path, no data file, or a file of a kind we cannot read.
    """
    return list(dict.fromkeys(file for path in paths for file in _files_at(path)))


def _files_at(path: Path) -> list[Path]:
    if not path.is_dir():
        require_file(path)
        if not path.name.endswith(SUFFIXES):
            raise DataError(f"rows are read from {', '.join(SUFFIXES)}", file=str(path))
        return [path]
    folder = path / "export" if (path / "export").is_dir() else path
    found = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    found = [file for file in found if not file.name.startswith(".")]
    for suffixes in ((*LINE_SUFFIXES, ".parquet"), LIST_SUFFIXES):
        if files := [file for file in found if file.name.endswith(suffixes)]:
            return files
    raise DataError(
        "no data file in this folder",
        file=str(folder),
        remedy=f"Expected {', '.join(SUFFIXES)}",
    )
