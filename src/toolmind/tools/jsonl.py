"""Rows of JSON files, one at a time: JSONL, gzipped JSONL, or one JSON list."""

from __future__ import annotations

import difflib
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from toolmind.errors import DataError

SUFFIXES = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz", ".json", ".json.gz")


class BadRow(ValueError):
    """One row that is not JSON; reading goes on after it."""


def read_rows(path: Path) -> Iterator[tuple[int, Any | BadRow]]:
    """Yield (row, value) of a file; rows count from 1, blank lines are passed over.

    A line that is not JSON comes out as a `BadRow`. JSONL is streamed; a `.json` file is read
    whole, since its list ends only at its end.

    Raises:
        DataError: the file is missing, not readable, a damaged archive, or not a list.
    """
    require_file(path)
    whole = path.name.removesuffix(".gz").endswith(".json")
    row = 0
    try:
        with open_bytes(path) as file:
            if whole and (values := _as_list(file.read(), path)) is not None:
                yield from enumerate(values, start=1)
                return
            if whole:  # JSON lines under a .json name, which hubs and exports often have
                file.seek(0)
            for row, line in enumerate(file, start=1):
                text = line.strip(b"\xef\xbb\xbf \t\r\n") if row == 1 else line.strip()
                if text:
                    yield row, _parse(text)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(
            f"the archive is damaged or cut short ({error})",
            file=str(path),
            row=row + 1,
            remedy="Fetch or write it again",
        ) from error
    except OSError as error:
        raise DataError(f"cannot be read ({error.strerror})", file=str(path)) from error


def require_file(path: Path) -> None:
    """Make sure that a file is there.

    Raises:
        DataError: it is not; the message names the nearest existing one.
    """
    if path.is_dir():
        raise DataError("is a folder, not a file", file=str(path), remedy="Name a file in it")
    if path.exists():
        return
    folder = path.parent
    if not folder.is_dir():
        raise DataError("no such file, nor its folder", file=str(path), remedy="Check the path")
    near = difflib.get_close_matches(path.name, [p.name for p in folder.iterdir()], n=1, cutoff=0.5)
    hint = f"Did you mean {folder / near[0]}?" if near else "Check the path"
    raise DataError("no such file", file=str(path), remedy=hint)


def open_bytes(path: Path) -> Any:
    """Open a file for reading bytes, through gzip where its name says so."""
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")


def _parse(text: bytes) -> Any | BadRow:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return BadRow(f"not JSON: {error}")


def _as_list(data: bytes, path: Path) -> list[Any] | None:
    """Return the values of a whole JSON document, or None where it is JSON lines instead."""
    value = _parse(data.strip(b"\xef\xbb\xbf \t\r\n"))
    if isinstance(value, BadRow):
        first = data.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)
        if len(first) == 2 and not isinstance(_parse(first[0].strip()), BadRow):
            return None
        raise DataError(str(value), file=str(path), remedy="Mend the file, or write it as JSONL")
    if isinstance(value, dict):
        return [value]
    if not isinstance(value, list):
        raise DataError("holds neither a list nor an object", file=str(path))
    return value
